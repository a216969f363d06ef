"""What the finance benches share: a cooperative with books, its people, a finance turn and a decision."""

import datetime as dt
import statistics
import time
from collections.abc import Callable

import house  # noqa: F401 - it sets Django up
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from assemblies.selectors import Decision
from assemblies.services import tell_decision
from cecosesola.kernel.clock import now, today
from federation.models import NETWORK, Cooperative, Mandate, Membership, Person, Role
from federation.services import give_mandate
from finance import services


def median_s(do: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        spent.append(time.perf_counter() - started)
    return round(statistics.median(spent), 4)


class Desk:
    """A cooperative of its own, so that a bench may run again beside what is there."""

    def __init__(self) -> None:
        self.run = str(time.time_ns())[-10:]
        self.cooperative = Cooperative.objects.create(
            code=f"banco-{self.run}", name=f"Banco de pruebas {self.run}", kind="worker"
        )
        services.open_books(cooperative=self.cooperative, by=None)
        # Two: what one draws up, another posts.
        self.first, self.second, worker = self.people(3, Membership.Kind.WORKER)
        for one in (self.first, self.second):
            give_mandate(
                by=None,
                person=one,
                role=Role.FINANCE,
                scope=NETWORK,
                since=now() - dt.timedelta(hours=1),
                until=now() + dt.timedelta(days=1),
                source=Mandate.Source.FOUNDING,
                source_ref="1",
            )
        self.decision = tell_decision(
            by=worker,
            title=f"Cifras de la prueba {self.run}",
            mode=Decision.Mode.INDIVIDUAL,
            people=[worker],
            text="Para medir.",
            taken_on=today(),
        )

    def people(self, count: int, kind: str) -> list[Person]:
        """So many members, written plainly: how they come in is another bench."""
        first = 40_000_000 + (Person.objects.aggregate(last=Max("pk"))["last"] or 0)
        made = Person.objects.bulk_create(
            [
                Person(
                    document=f"V{first + number}",
                    given_names=f"Persona {number}",
                    family_names="Prueba",
                    password="!",
                )
                for number in range(count)
            ],
            batch_size=1_000,
        )
        since = DateRange(today() - dt.timedelta(days=900), None)
        Membership.objects.bulk_create(
            [Membership(person=one, cooperative=self.cooperative, kind=kind, period=since) for one in made],
            batch_size=1_000,
        )
        return made
