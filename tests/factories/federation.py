"""People, cooperatives, memberships and keys."""

import datetime as dt
import itertools
from typing import Any

from cecosesola.kernel.clock import now
from federation import services
from federation.models import NETWORK, Cooperative, Mandate, Membership, Person
from federation.services.register import write_phones

_numbers = itertools.count(30_000_000)  # above the numbers of the demo
_codes = itertools.count(1)
PASSWORD = "la-semana-de-todos"


def person(**extra: Any) -> Person:
    """An active person who belongs nowhere: a stranger."""
    number = next(_numbers)
    given = {"given_names": "Ana María", "family_names": f"Colmenárez {number}"} | extra
    phones = given.pop("phones", ())
    someone = Person.objects.create_user(given.pop("document", f"V{number}"), PASSWORD, **given)
    write_phones(someone, phones)
    return someone


def cooperative(**extra: Any) -> Cooperative:
    number = next(_codes)
    given = {
        "code": f"coop-{number}",
        "name": f"Cooperativa {number:04d}",
        "kind": Cooperative.Kind.WORKER,
    } | extra
    return Cooperative.objects.create(**given)


def primary() -> Cooperative:
    found = Cooperative.objects.filter(is_primary=True).first()
    return found or cooperative(is_primary=True, code="central", name="Cooperativa Central")


def member(kind: str = Membership.Kind.CONSUMER, at: Cooperative | None = None, **extra: Any) -> Person:
    someone = person(**extra)
    services.admit(by=None, person=someone, cooperative=at or primary(), kind=kind, since=dt.date(2020, 1, 6))
    return someone


def worker(**extra: Any) -> Person:
    return member(Membership.Kind.WORKER, **extra)


def key(someone: Person, role: str, scope: str = NETWORK, **extra: Any) -> Mandate:
    """A live key, for a day around now."""
    given = {
        "since": now() - dt.timedelta(hours=1),
        "until": now() + dt.timedelta(days=1),
        "source": Mandate.Source.FOUNDING,
        "source_ref": "1",
    } | extra
    return services.give_mandate(by=None, person=someone, role=role, scope=scope, **given)


def holder(role: str, scope: str = NETWORK, **extra: Any) -> Person:
    """A worker who holds a key."""
    someone = worker(**extra)
    key(someone, role, scope)
    return someone
