"""Cooperatives, people and their keys, all clearly generated, written in bulk."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from stdnum.ve import rif

from assemblies.models import Decision, Space
from assemblies.services import tell_decision
from cecosesola.kernel.clock import now, today
from federation.models import (
    SENSITIVE,
    Area,
    Cooperative,
    Household,
    HouseholdMember,
    Mandate,
    Membership,
    Person,
    PersonPhone,
    Role,
)
from federation.services import give_mandate, register_person
from federation.services.doubles import find_doubles
from federation.services.importing import flow

PASSWORD = "feria-de-prueba"  # noqa: S105
GIVEN = (
    "Ana",
    "Luis",
    "Carmen",
    "José",
    "María",
    "Pedro",
    "Rosa",
    "Juan",
    "Teresa",
    "Carlos",
    "Yolanda",
    "Rafael",
    "Gladys",
    "Miguel",
    "Nelly",
    "Ramón",
    "Belkis",
    "Jesús",
    "Omaira",
    "Gustavo",
    "Zulay",
    "Freddy",
    "Milagros",
    "Alexis",
)
FAMILY = (
    "Rojas",
    "Yépez",
    "Mendoza",
    "Pérez",
    "Colmenárez",
    "Torrealba",
    "Sánchez",
    "Escalona",
    "Peña",
    "Rodríguez",
    "Gil",
    "Álvarez",
    "Freitez",
    "Suárez",
    "Linárez",
    "Castillo",
    "Querales",
    "Mujica",
    "Ramos",
    "Giménez",
    "Núñez",
    "Ochoa",
)
MARK = "(demo)"


@dataclass(frozen=True)
class Login:
    """A person of the demo that a visitor may log in as."""

    document: str
    does: str
    roles: tuple[str, ...]


LOGINS = (
    Login("V10000001", "coordina la semana de feria", (Role.WEEK,)),
    Login("V10000002", "coordina la Feria del Centro", (Role.FAIR,)),
    Login("V10000003", "trabaja en una caja (PIN 8305)", (Role.TILL,)),
    Login("V10000004", "trabaja en otra caja y confirma (PIN 7391)", (Role.TILL,)),
    Login("V10000005", "lleva las finanzas", (Role.FINANCE,)),
    Login("V10000006", "recibe y pesa", (Role.RECEIVING,)),
    Login("V10000007", "compra en el campo", (Role.BUYING,)),
    Login("V10000008", "habla por una productora", (Role.SUPPLY,)),
    Login("V10000009", "trabaja sin llave esta semana", ()),
    Login("V10000010", "lleva el registro y los trabajos", (Role.REGISTER, Role.JOBS)),
    Login("V10000011", "también lleva el registro: confirma de a dos", (Role.REGISTER,)),
    Login("V10000012", "va con la brigada solidaria", (Role.BRIGADE,)),
    Login("V10000013", "lleva el rol de turnos", (Role.ROTATION,)),
    Login("V10000014", "también lleva las finanzas: asienta lo que otra persona arma", (Role.FINANCE,)),
)
AREAS = (("ferias", 539), ("salud", 68), ("funeraria", 19), ("finanzas y educación", 13))


@dataclass
class Cast:
    """Who acts in the demo, by what they do."""

    primary: Cooperative
    affiliates: list[Cooperative]
    by_document: dict[str, Person]
    workers: list[Person]
    founding: Decision
    meeting: Space

    @property
    def coordinator(self) -> Person:
        return self.by_document["V10000001"]

    @property
    def finance(self) -> Person:
        return self.by_document["V10000005"]

    @property
    def buyer(self) -> Person:
        return self.by_document["V10000007"]

    @property
    def second(self) -> Person:
        """A second coordinator, for everything that two people do."""
        return self.workers[len(LOGINS)]


def _names(chance: random.Random) -> Iterator[tuple[str, str]]:
    while True:
        yield chance.choice(GIVEN), f"{chance.choice(FAMILY)} {chance.choice(FAMILY)} {MARK}"


def _rif(number: int) -> str:
    body = f"J{number:08d}"
    return body + rif.calc_check_digit(body)


def load_people(*, affiliates: int, organisations: int, members: int, workers: int, seed: int) -> Cast:
    """Make the federation's people. The first workers are those of `LOGINS`."""
    chance = random.Random(seed)  # noqa: S311
    with transaction.atomic():
        primary, coops = _cooperatives(affiliates, organisations)
        people = _people(chance, members, workers)
        _reach(chance, people)
        _homes(people)
        team = people[:workers]
        _memberships(primary, coops, people, workers)
        meeting = Space.objects.create(
            name="Reunión de los lunes", about="La reunión semanal de toda la red.", is_network=True
        )
        Space.objects.create(name="Reunión de ferias", about="Quienes hacen las ferias.")
        founding = tell_decision(
            by=team[0],
            title="Llaves de la federación de prueba",
            mode=Decision.Mode.COLLECTIVE,
            people=team[:10],
            text="Repartimos las llaves de esta federación de prueba por turnos.",
            taken_on=today(),
            space=meeting,
        )
    return Cast(
        primary,
        coops[:affiliates],
        {person.document: person for person in team[: len(LOGINS)]},
        team,
        founding,
        meeting,
    )


def _cooperatives(affiliates: int, organisations: int) -> tuple[Cooperative, list[Cooperative]]:
    kinds = [
        Cooperative.Kind.PRODUCER,
        Cooperative.Kind.CONSUMER,
        Cooperative.Kind.MIXED,
        Cooperative.Kind.WORKER,
    ]
    joined = dt.date(1967, 12, 17)
    rows = [
        Cooperative(
            code="cecosesola",
            name="CECOSESOLA",
            kind=Cooperative.Kind.WORKER,
            is_primary=True,
            rif=_rif(8500000),
            joined_on=joined,
        )
    ]
    rows += [
        Cooperative(
            code=f"coop-{n:02d}",
            name=f"Cooperativa {n:02d} {MARK}",
            kind=kinds[n % 4],
            rif=_rif(8500000 + n),
            joined_on=joined,
        )
        for n in range(1, affiliates + 1)
    ]
    rows += [
        Cooperative(
            code=f"org-{n:02d}",
            name=f"Organización comunitaria {n:02d} {MARK}",
            kind=Cooperative.Kind.COMMUNITY,
        )
        for n in range(1, organisations + 1)
    ]
    made = Cooperative.objects.bulk_create(rows)
    return made[0], made[1:]


def _people(chance: random.Random, members: int, workers: int) -> list[Person]:
    names = _names(chance)
    password = make_password(PASSWORD)
    unusable = make_password(None)
    rows = []
    for n in range(1, members + workers + 1):
        given, family = next(names)
        rows.append(
            Person(
                document=f"V{10000000 + n}",
                given_names=given,
                family_names=family,
                password=password if n <= len(LOGINS) else unusable,
                birth_date=dt.date(1945, 1, 1) + dt.timedelta(days=chance.randrange(22_000)),
            )
        )
    return Person.objects.bulk_create(rows, batch_size=5000)


def _reach(chance: random.Random, people: list[Person]) -> None:
    """A phone for each, none of them anybody's: mobile numbers that begin with 000."""
    PersonPhone.objects.bulk_create(
        (
            PersonPhone(
                person=person,
                number=f"+58{chance.choice((414, 424, 412))}000{n % 10_000:04d}",
                preferred=True,
            )
            for n, person in enumerate(people)
        ),
        batch_size=5000,
    )


def _homes(people: list[Person]) -> None:
    """Every third household of three: two adults and a child, and whom to speak to."""
    roles = (HouseholdMember.Role.ADULT, HouseholdMember.Role.PARTNER, HouseholdMember.Role.CHILD)
    groups = [people[start : start + 3] for start in range(0, len(people) - 2, 9)]
    homes = Household.objects.bulk_create(
        [Household(address=f"Calle {n}, casa {n % 90 + 1} {MARK}") for n, _group in enumerate(groups, 1)],
        batch_size=5000,
    )
    since = DateRange(dt.date(2018, 3, 1), None)
    HouseholdMember.objects.bulk_create(
        (
            HouseholdMember(household=home, person=person, role=role, is_contact=place == 0, period=since)
            for home, group in zip(homes, groups, strict=True)
            for place, (person, role) in enumerate(zip(group, roles, strict=True))
        ),
        batch_size=5000,
    )


def bring_a_file(cast: Cast) -> None:
    """What whoever keeps the register finds waiting: two pairs who may be one, and a file looked at."""
    keeper, alike = cast.by_document["V10000010"], cast.workers[20:22]
    for n, person in enumerate(alike, 1):
        register_person(
            by=keeper,
            document=f"V{99_000_000 + n}",
            given_names=person.given_names.replace("s", "z").replace("J", "Y"),
            family_names=person.family_names,
            birth_date=person.birth_date,
            different=True,
        )
    find_doubles()
    lines = [
        f"V-{98_000_000 + n};Nombre {chr(64 + n)} {MARK};Apellido {MARK};{n:02d}/05/1990;coop-01"
        for n in range(1, 9)
    ]
    lines += [
        f"{alike[0].document};{alike[0].given_names};{alike[0].family_names} Corregido;;",
        "X1;Sin cédula que sirva;Apellido;;",
    ]
    content = "\n".join(["Cédula;Nombres;Apellidos;Nacimiento;Cooperativa", *lines]).encode()
    brought = flow.bring(by=keeper, kind="people", file_name="asamblea (demo).csv", content=content)
    flow.go_on(brought.pk)


def _memberships(primary: Cooperative, others: list[Cooperative], people: list[Person], workers: int) -> None:
    since = DateRange(dt.date(2015, 1, 5), None)
    known = Area.objects.bulk_create(Area(name=area, place=n) for n, (area, _count) in enumerate(AREAS, 1))
    areas = [area for area, (_name, count) in zip(known, AREAS, strict=True) for _ in range(count)]
    rows = [
        Membership(
            person=person,
            cooperative=primary,
            kind=Membership.Kind.WORKER,
            area=areas[i * 97 % len(areas)],  # every area in any small part of them
            period=since,
        )
        for i, person in enumerate(people[:workers])
        # The producer's voice belongs to a producer cooperative, not to the house.
        if person.document != "V10000008"
    ]
    producers = next(c for c in others if c.kind == Cooperative.Kind.PRODUCER)
    voice = next(person for person in people if person.document == "V10000008")
    rows.append(Membership(person=voice, cooperative=producers, kind=Membership.Kind.PRODUCER, period=since))
    rows += [
        Membership(
            person=person, cooperative=others[i % len(others)], kind=Membership.Kind.CONSUMER, period=since
        )
        for i, person in enumerate(people[workers:])
    ]
    Membership.objects.bulk_create(rows, batch_size=5000)


def hand_out_keys(cast: Cast, scopes: dict[str, tuple[str, str]]) -> None:
    """Give the demo's people their keys: a year around today, citing the founding decision.

    The first two coordinators give the sensitive ones, as two people do. `scopes` says where each fair's
    and producer's role is held: role → (scope, label).
    """
    since, until = now() - dt.timedelta(days=240), now() + dt.timedelta(days=120)
    for login in LOGINS:
        for role in login.roles:
            scope, label = scopes.get(role, ("network", "toda la red"))
            two = (cast.coordinator, cast.second) if role in SENSITIVE else (None, None)
            give_mandate(
                by=two[0],
                second=two[1],
                person=cast.by_document[login.document],
                role=role,
                scope=scope,
                scope_label=label,
                source=Mandate.Source.DECISION,
                source_ref=cast.founding.number,
                since=since,
                until=until,
            )
    give_mandate(
        by=None,
        person=cast.second,
        role=Role.WEEK,
        scope_label="toda la red",
        source=Mandate.Source.DECISION,
        source_ref=cast.founding.number,
        since=since,
        until=until,
    )
