"""What the demo's register tells of its cooperatives: where, since when, whom to call, who comes and goes."""

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from cecosesola.demo.people import MARK, PASSWORD, Cast, Login, _names
from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from federation.models import (
    ApiClient,
    Area,
    Beginning,
    BeginningStep,
    ChecklistItem,
    Contact,
    Cooperative,
    CooperativeService,
    Leaving,
    Membership,
    NetworkService,
    NetworkStay,
    Person,
    Scope,
    Section,
    Sector,
    ShareCertificate,
)
from federation.services.beginnings import admit_newcomer, begin_trial, introduce, tick
from federation.services.reflections import note_reprimand, reflect

COOPERATIVES = (
    "El Triunfo", "La Alianza", "8 de Marzo", "Moncar", "La Campesina", "Las Lajitas", "El Alba", "Kennedy",
    "Nuevo Amanecer", "El Esfuerzo", "Santa Rosa", "La Guadalupe", "Trinidad", "Los Horcones", "Palo Verde",
    "Agua Viva", "El Jebe", "San Juan", "Río Claro", "Sabana Alta", "El Ciruelo", "La Unión", "Ñaraulí",
    "Yacambú", "Bojó", "Monte Carmelo", "Las Veritas", "El Progreso", "Tierra Negra",
)  # fmt: skip
ORGANISATIONS = (
    "Comité de vecinos", "Grupo de abuelas", "Escuela de oficios", "Casa de la cultura", "Radio comunitaria",
    "Comité de agua", "Club deportivo", "Grupo de lectura", "Banco de semillas", "Comedor popular",
)  # fmt: skip
PLACES = (
    ("Iribarren", "Concepción", "Centro"), ("Iribarren", "Juan de Villegas", "La Carucieña"),
    ("Iribarren", "Unión", "El Cují"), ("Palavecino", "Cabudare", "La Piedad"),
    ("Jiménez", "Juan Bautista Rodríguez", "Quíbor"), ("Andrés Eloy Blanco", "Pío Tamayo", "Sanare"),
    ("Morán", "Bolívar", "El Tocuyo"), ("Urdaneta", "Siquisique", "Siquisique"),
    ("Torres", "Trinidad Samuel", "Carora"), ("Crespo", "Freitez", "Duaca"),
)  # fmt: skip
CHECKLIST = (
    (Section.HISTORY, "De dónde venimos: los servicios funerarios de 1967"),
    (Section.HISTORY, "Los autobuses de 1974 a 1979, y lo que aprendimos"),
    (Section.HISTORY, "Las primeras ferias, y cómo crecieron"),
    (Section.CRITERIA, "Sin jefes: cómo se decide y cómo se cuenta lo decidido"),
    (Section.CRITERIA, "El anticipo es igual para todos"),
    (Section.CRITERIA, "La rotación: se aprende todo, se pasa por todo"),
    (Section.CRITERIA, "El respeto y la confianza: qué hacemos cuando se rompen"),
    (Section.TASKS, "Una jornada completa en recepción"),
    (Section.TASKS, "Abrir y cerrar una caja con otra persona"),
    (Section.TASKS, "Una guardia de limpieza y una de comedor"),
    (Section.TASKS, "Llevar el acta de una reunión"),
)
BY_KIND = {
    Cooperative.Kind.PRODUCER: [Sector.AGRICULTURE],
    Cooperative.Kind.CONSUMER: [Sector.SAVINGS, Sector.TRADE],
    Cooperative.Kind.MIXED: [Sector.FOOD, Sector.TRADE],
    Cooperative.Kind.WORKER: [Sector.SERVICES],
    Cooperative.Kind.COMMUNITY: [Sector.EDUCATION],
}
USES = (NetworkService.FUND, NetworkService.FUNERAL, NetworkService.HEALTH, NetworkService.SUPPLY)

# Public on purpose, as the demo's password is: neither loads into production.
CLIENT_ID = "demo-coop-01"
CLIENT_SECRET = "secreto-de-la-federacion-de-muestra"  # noqa: S105
NEWCOMER = Login("V10900001", "comienza, con V10000009 a su lado", ())


@dataclass(frozen=True)
class Scene:
    """Somebody's beginning: who, beside whom, how many days ago, and how it went on."""

    document: str
    mentor: int
    days_ago: int
    on_trial: bool = True
    ticks: int = 0
    admitted: bool = False


SCENES = (
    Scene(NEWCOMER.document, 8, 40, ticks=6),
    Scene("V10900002", 2, 75, ticks=9),
    Scene("V10900003", 5, 6, on_trial=False),
    Scene("V10900004", 6, 150, ticks=11, admitted=True),
)


def welcome() -> list[str]:
    """Lines for whoever starts the demo: the newcomer, and the program of a cooperative."""
    return [
        f"  {NEWCOMER.document}  {NEWCOMER.does}",
        f"y el programa de una cooperativa: client_id {CLIENT_ID}, client_secret {CLIENT_SECRET}",
    ]


def tell_register(cast: Cast, *, seed: int) -> None:
    """Complete data of every cooperative, years of coming and going, newcomers, and one program."""
    chance = random.Random(seed + 3)  # noqa: S311
    with transaction.atomic():
        _tell(chance, cast)
        _come_and_go(chance, cast)
        _newcomers(cast)
        _client(cast)


def _tell(chance: random.Random, cast: Cast) -> None:
    rows = list(Cooperative.objects.order_by("id"))
    services, contacts, certificates = [], [], []
    names = _names(chance)
    for n, one in enumerate(rows):
        kind = Cooperative.Kind(one.kind)
        municipality, parish, community = PLACES[n % len(PLACES)]
        if kind == Cooperative.Kind.COMMUNITY:
            one.name = f"{ORGANISATIONS[n % len(ORGANISATIONS)]} de {community} {n:02d} {MARK}"
        elif not one.is_primary:
            one.name = f"{COOPERATIVES[(n - 1) % len(COOPERATIVES)]} {MARK}"
            one.registered_name = f"Asociación Cooperativa {one.name}, R.L."
            one.registry_number = f"Tomo {n + 3}, N.º {40 + 7 * n}"
            one.registered_on = dt.date(1968 + n, 1 + n % 12, 1 + n % 28)
            one.sunacoop = f"SUNACOOP-{1000 + 37 * n}"
        one.sectors = [str(sector) for sector in BY_KIND[kind]]
        if one.is_primary:
            one.sectors = [str(sector) for sector in (Sector.TRADE, Sector.HEALTH, Sector.FUNERAL)]
        one.state, one.municipality, one.parish, one.community = "Lara", municipality, parish, community
        one.directions = (
            f"Frente a la plaza de {community}, la casa de puerta azul; se pregunta por la cooperativa."
        )
        how = CooperativeService.How
        ran = (
            [NetworkService.MARKETS, NetworkService.HEALTH, NetworkService.FUNERAL] if one.is_primary else []
        )
        services += [CooperativeService(cooperative=one, service=service, how=how.RUNS) for service in ran]
        services += [
            CooperativeService(cooperative=one, service=service, how=how.USES)
            for service in (*USES[: 1 + n % 4], *([NetworkService.MARKETS] if n % 3 else []))
            if service not in ran
        ]
        for task in ("Pedidos", "Cuentas")[: 1 + n % 2]:
            given, family = next(names)
            contacts.append(
                Contact(
                    cooperative=one,
                    name=f"{given} {family}",
                    task=task,
                    phone=f"+58251{2000000 + 10 * n + len(task)}",
                )
            )
        if kind != Cooperative.Kind.COMMUNITY and not one.is_primary:
            certificates.append(
                ShareCertificate(
                    number=f"CA-{n:04d}",
                    issuer=cast.primary,
                    issued_on=dt.date(2022, 1 + n % 12, 5),
                    amount=Decimal(200 + 25 * n),
                    currency="USD",
                    cooperative=one,
                    recorded_by=cast.finance,
                )
            )
    told = ["name", "registered_name", "registry_number", "registered_on", "sunacoop", "sectors"]
    Cooperative.objects.bulk_update(
        rows, [*told, "state", "municipality", "parish", "community", "directions"], batch_size=100
    )
    CooperativeService.objects.bulk_create(services)
    Contact.objects.bulk_create(contacts)
    ShareCertificate.objects.bulk_create(certificates)
    ShareCertificate.objects.create(
        number="CA-9009",
        issuer=cast.primary,
        issued_on=dt.date(2024, 3, 4),
        amount=Decimal("45.00"),
        currency="USD",
        person=cast.by_document["V10000009"],
        recorded_by=cast.finance,
    )
    _stays(rows, cast)


def _stays(rows: list[Cooperative], cast: Cast) -> None:
    """Each joined in a year of its own; one left and came back, another is gone."""
    ref = cast.founding.number
    affiliates = [one for one in rows if not one.is_primary and one.kind != Cooperative.Kind.COMMUNITY]
    for n, one in enumerate(affiliates):
        one.joined_on = dt.date(1969 + (n * 7) % 45, 1 + n % 12, 1 + n % 28)
    Cooperative.objects.bulk_update(affiliates, ["joined_on"])
    back, gone = affiliates[-1], affiliates[-2]
    stay = NetworkStay.objects.get(cooperative=back)
    stay.period = DateRange(dt.date(1996, 3, 1), dt.date(2004, 8, 1))
    stay.left_reason = "Se dedicaron solo al transporte."
    stay.save()
    NetworkStay.objects.create(
        cooperative=back,
        period=DateRange(dt.date(2011, 5, 1), None),
        joined_ref=ref,
        joined_reason="Volvieron con las ferias.",
    )
    if len(affiliates) > 12:
        last = NetworkStay.objects.get(cooperative=gone)
        last.period = DateRange(last.period.lower, dt.date(today().year - 2, 6, 1))
        last.left_ref, last.left_reason = ref, "Cerró cuando sus fundadoras se retiraron."
        last.save()


def _come_and_go(chance: random.Random, cast: Cast) -> None:
    """Ten years of workers who came, and of others who went: most stay long."""
    day = today()
    workers = list(
        Membership.objects.filter(cooperative=cast.primary, kind=Membership.Kind.WORKER)
        .exclude(person__in=cast.workers[:12])
        .order_by("id")
    )
    for one in workers:
        back = int(chance.triangular(210, 365 * 22, 365 * 3))
        one.period = DateRange(day - dt.timedelta(days=back), None)
    Membership.objects.bulk_update(workers, ["period"], batch_size=1000)
    areas = list(Area.objects.all())
    weights = [12, 4, 2, 2][: len(areas)] + [1] * max(0, len(areas) - 4)
    reasons = list(Leaving.values)
    names = _names(chance)
    gone = max(40, len(workers) // 2)
    unusable = make_password(None)
    people = []
    for n in range(gone):
        given, family = next(names)
        people.append(
            Person(document=f"V{20000000 + n}", given_names=given, family_names=family, password=unusable)
        )
    Person.objects.bulk_create(people, batch_size=2000)
    rows = []
    for person in people:
        left = day - dt.timedelta(days=chance.randrange(20, 365 * 10))
        stayed = dt.timedelta(days=int(chance.triangular(60, 365 * 15, 500)))
        reason = chance.choices(reasons, [9, 4, 2, 4, 1, 2, 1, 2])[0]
        rows.append(
            Membership(
                person=person,
                cooperative=cast.primary,
                kind=Membership.Kind.WORKER,
                area=chance.choices(areas, weights)[0] if areas else None,
                period=DateRange(left - stayed, left),
                leaving=reason,
            )
        )
    Membership.objects.bulk_create(rows, batch_size=2000)


def _newcomers(cast: Cast) -> None:
    """People who begin, through the services, each at the moment when it happened."""
    ChecklistItem.objects.bulk_create(
        ChecklistItem(section=section, words=words, place=10 * n)
        for n, (section, words) in enumerate(CHECKLIST, 1)
    )
    keeper, ref = cast.by_document["V10000010"], cast.founding.number
    names = _names(random.Random(11))  # noqa: S311
    area = Area.objects.first()
    assert area is not None
    for scene in SCENES:
        given, family = next(names)
        person = Person.objects.create(
            document=scene.document,
            given_names=given,
            family_names=family,
            password=make_password(PASSWORD if scene.document == NEWCOMER.document else None),
        )
        mentor, start = cast.workers[scene.mentor], now() - dt.timedelta(days=scene.days_ago)
        with clock.at(start):
            begun = introduce(
                by=mentor,
                cooperative=cast.primary,
                newcomer=person,
                area=area,
                words=f"La conozco del barrio: {given} ayudó dos años en la feria y quiere trabajar aquí.",
            )
        if scene.on_trial:
            _trial(begun, scene, keeper, mentor, ref)


def _trial(begun: Beginning, scene: Scene, keeper: Person, mentor: Person, ref: str) -> None:
    start = now() - dt.timedelta(days=scene.days_ago - 4)
    with clock.at(start):
        first = clock.today()
        begun = begin_trial(
            by=keeper, beginning=begun, since=first, until=first + dt.timedelta(days=120), decision=ref
        )
    for n, step in enumerate(BeginningStep.objects.filter(beginning=begun)[: scene.ticks]):
        with clock.at(start + dt.timedelta(days=3 * n + 2)):
            tick(by=mentor, step=step, done=True)
    with clock.at(start + dt.timedelta(days=10)):
        reflect(
            by=begun.newcomer,
            beginning=begun,
            words="Me costó la primera madrugada. Ya entiendo por qué se cuenta entre dos.",
        )
        reflect(
            by=mentor,
            beginning=begun,
            words="Pregunta mucho y eso ayuda. Falta que lleve un acta.",
            share=True,
        )
    if scene.document == "V10900002" and begun.membership is not None:
        with clock.at(start + dt.timedelta(days=30)):
            note_reprimand(
                by=keeper,
                membership=begun.membership,
                decision=ref,
                words="Llegó tarde tres veces y no avisó. Lo hablamos los dos con la reunión.",
            )
    if scene.admitted:
        with clock.at(start + dt.timedelta(days=118)):
            admit_newcomer(by=keeper, beginning=begun, decision=ref)


def _client(cast: Cast) -> None:
    ApiClient.objects.create(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        name=f"Sistema de pedidos {MARK}",
        cooperative=cast.affiliates[0],
        scopes=list(Scope.values),
        expires_at=now() + dt.timedelta(days=180),
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        asked_by=cast.by_document["V10000010"],
        confirmed_by=cast.second,
        secret_at=now(),
    )
