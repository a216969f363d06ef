"""Spaces that meet every week, some weeks of sealed actas, and what is coming."""

import datetime as dt
import random
import uuid
from typing import Any

from assemblies.models import Meeting, MinuteBlock, Space, SpacePerson
from assemblies.selectors.minutes import meeting_fingerprint
from assemblies.selectors.series import Rhythm
from assemblies.services import bring_topic, open_meeting, plan_meeting, seal_meeting
from assemblies.services.attendance import tick
from assemblies.services.briefings import put_briefing
from assemblies.services.minutes import settle_item, write_block
from assemblies.services.reading import attest, read_back
from assemblies.services.series import begin_series
from cecosesola.demo.people import MARK, Cast
from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from federation.models import Membership, Person

SPACES = (
    ("Equipo de verduras", "Lo que llega, lo que falta y cómo se reparte.", ("TU",), dt.time(6), "Galpón 1"),
    ("Equipo de cajas", "Las cajas de las tres ferias grandes.", ("TH",), dt.time(17), "Feria del Centro"),
    ("Reunión de salud", "Los consultorios, el laboratorio y el hospital.", ("WE",), dt.time(14), "Hospital"),
    ("Escuela y comunicación", "Talleres, visitas y memoria.", ("FR",), dt.time(15), "Escuela"),
)
WEEKS = 4
TREATED = (
    (
        "Las cestas que no vuelven del campo",
        "Se conversó cuántas cestas salen y cuántas vuelven cada semana.",
        "Cada camión lleva un cuaderno y lo entrega al volver.",
        "Hace los cuadernos.",
    ),
    (
        "Abrir media hora antes los sábados",
        "La cola empieza a las cinco y la gente mayor espera de pie.",
        "Se prueba un mes y se revisa con los equipos.",
        "Avisa a los equipos de las tres ferias.",
    ),
    (
        "La balanza del galpón",
        "Pesa de más cuando hay humedad. Ya se limpió dos veces.",
        "Se calibra antes de cada recepción y se anota.",
        "Consigue las pesas patrón.",
    ),
    (
        "Quién acompaña a quienes llegan nuevos",
        "Tres personas comienzan este mes y dos mentoras tienen ya a otra.",
        "Cada equipo ofrece un nombre para el lunes.",
        "Recoge los nombres.",
    ),
    (
        "El almuerzo de los viernes",
        "Alcanza justo cuando vienen visitas.",
        "Se cocina para diez personas más cuando hay visita anunciada.",
        "Avisa a la cocina los miércoles.",
    ),
)
OPEN = ("El ruido de la planta eléctrica", "Turnos para limpiar el depósito", "Bolsas de tela para la feria")


def meet_every_week(cast: Cast, seed: int) -> list[Meeting]:
    """Four teams and the network's meeting, each with its past actas and its open topics."""
    chance = random.Random(seed)  # noqa: S311 - who comes to which meeting of the demo
    network = Space.objects.get(is_network=True)
    since = today() - dt.timedelta(weeks=WEEKS + 1)
    working = Membership.objects.filter(kind=Membership.Kind.WORKER, period__contains=since).filter(
        period__contains=today()
    )
    here = set(working.values_list("person", flat=True))
    workers = [person for person in cast.workers if person.pk in here]
    spaces = [network]
    for place, (name, about, _days, _hour, _where) in enumerate(SPACES):
        cooperative = cast.primary if place == 2 else None
        spaces.append(Space.objects.create(name=f"{name} {MARK}", about=about, cooperative=cooperative))
    rules = [("MO",), *(days for _name, _about, days, _hour, _where in SPACES)]
    hours = [dt.time(15), *(hour for _name, _about, _days, hour, _where in SPACES)]
    places = ["Salón grande", *(where for *_rest, where in SPACES)]
    sealed = []
    for number, space in enumerate(spaces):
        comes = workers[:12] if number == 0 else chance.sample(workers[:40], 10) + workers[:2]
        people = list(dict.fromkeys(comes))
        SpacePerson.objects.bulk_create(
            [SpacePerson(space=space, person=person, since=now()) for person in people]
        )
        begin_series(
            by=None,
            space=space,
            rhythm=Rhythm(rules[number]),
            first_on=today(),
            begins=hours[number],
            place=places[number],
        )
        sealed += [
            _held(space, people, weeks, TREATED[(number + weeks) % len(TREATED)], places[number])
            for weeks in range(WEEKS, 0, -1)
        ]
        brought = bring_topic(by=people[-1], space=space, title=OPEN[number % len(OPEN)])
        if number == 1:
            put_briefing(
                by=people[-1],
                topic=brought,
                title="Lo que se midió",
                text="Tres noches con el teléfono: 78, 81 y 74 decibeles junto al portón.",
            )
    return sealed


def _held(
    space: Space, people: list[Person], weeks: int, treated: tuple[str, str, str, str], place: str
) -> Meeting:
    """A meeting of some weeks ago, from its first topic to its sealed acta."""
    moment = now() - dt.timedelta(weeks=weeks, hours=3)
    title, said, agreed, deed = treated
    first, second = people[0], people[1]
    with clock.at(moment):
        bring_topic(by=second, space=space, title=title)
        meeting = plan_meeting(by=first, space=space, starts_at=moment, place=place)
        meeting = open_meeting(by=first, meeting=meeting)
        tick(by=first, meeting=meeting, ticks={person.pk: True for person in people[: 6 + weeks]})
        item = meeting.items.select_related("topic", "meeting").get(topic__title=title)
        lines: list[tuple[str, str, dict[str, Any]]] = [
            (MinuteBlock.Kind.NOTE, said, {}),
            (MinuteBlock.Kind.AGREED, agreed, {}),
            (
                MinuteBlock.Kind.ACTION,
                deed,
                {"person": second, "until": moment.date() + dt.timedelta(days=7)},
            ),
        ]
        for kind, text, more in lines:
            write_block(
                by=first, meeting=meeting, kind=kind, text=text, item=item, client_id=uuid.uuid4(), **more
            )
        settle_item(by=first, item=item, outcome="resolved")
        meeting = read_back(by=first, meeting=meeting)
        for person in (first, second):
            meeting = attest(by=person, meeting=meeting, sha256=meeting_fingerprint(meeting))
        return seal_meeting(by=first, meeting=meeting)
