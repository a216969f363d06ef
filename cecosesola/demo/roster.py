"""Posts, who knows what, and some weeks of rotation: past, published and to be heard."""

import contextlib
import datetime as dt
import random

from django.db.backends.postgresql.psycopg_any import DateRange

from cecosesola.demo.people import Cast
from cecosesola.kernel import clock
from cecosesola.kernel.clock import midnight, now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.weeks import Week
from federation.models import NETWORK, Area, Person, Role
from markets.models import Fair
from rotation.models import AttendanceNote, FixedPlace, Post, PostHours, PostKey, Qualification, Skill, Turn
from rotation.selectors.absences import swappable
from rotation.services import planning, rosters, skills, stand_by, swaps, time_off

PAST = 10
Hours = tuple[tuple[int, dt.time, dt.time], ...]
FAIR_DAYS: Hours = ((5, dt.time(5), dt.time(15)), (6, dt.time(5), dt.time(15)), (7, dt.time(5), dt.time(13)))
OFFICE: Hours = tuple((day, dt.time(8), dt.time(14)) for day in range(1, 6))

# Name, area, weight of its headcount, hours, what one must know, whether it is at each fair, its keys.
AT_FAIRS = (
    ("Cajas", 5, FAIR_DAYS, "Caja", (Role.TILL,)),
    ("Verduras", 6, FAIR_DAYS, "", ()),
    ("Víveres", 4, FAIR_DAYS, "", ()),
)
ELSEWHERE = (
    ("Recepción y depósito", "ferias", 6, OFFICE, "", False),
    ("Camiones", "ferias", 2, FAIR_DAYS, "Conducir camión", False),
    ("Cocina", "ferias", 3, OFFICE, "", False),
    ("Limpieza", "ferias", 3, FAIR_DAYS, "", False),
    ("Consultorios: recepción", "salud", 3, OFFICE, "", False),
    ("Laboratorio", "salud", 2, OFFICE, "Tomar muestras", True),
    ("Enfermería", "salud", 3, OFFICE, "Enfermería", True),
    ("Servicio funerario", "funeraria", 2, OFFICE, "", False),
    ("Taller de urnas", "funeraria", 2, OFFICE, "Carpintería", False),
    ("Ahorros y préstamos", "finanzas y educación", 2, OFFICE, "", True),
    ("Escuela y comunicación", "finanzas y educación", 2, OFFICE, "", False),
)
SKILLS = {
    "Caja": 0.6,
    "Conducir camión": 0.15,
    "Tomar muestras": 0.12,
    "Enfermería": 0.14,
    "Carpintería": 0.1,
}


def rotate(cast: Cast, seed: int) -> None:
    """Make the posts, let ten weeks go by and plan what comes."""
    chance = random.Random(f"roster {seed}")  # noqa: S311 - who knows what in the demo
    keeper = cast.by_document["V10000013"]
    crew = [person for person in cast.workers if person.pk != keeper.pk and person.document != "V10000008"]
    known = {name: Skill.objects.create(name=name) for name in SKILLS}
    _know(chance, cast, known)
    _posts(cast, known, len(cast.workers))
    this = Week.of(today())
    for back in range(PAST, -1, -1):
        week = this.shift(-back)
        with clock.at(midnight(week.shift(-5).monday) + dt.timedelta(hours=9)):
            roster = planning.plan_one(week)
            if roster is not None:
                rosters.publish_roster(by=None, roster=roster)
        if back:
            _attend(chance, keeper, week)
    planning.plan_due()
    rosters.publish_due()
    _ask(keeper, crew, this)


def _know(chance: random.Random, cast: Cast, known: dict[str, Skill]) -> None:
    since = DateRange(today() - dt.timedelta(days=700), None)
    Qualification.objects.bulk_create(
        Qualification(
            person=person, skill=known[name], during=since, how=Qualification.How.WORD, noted_at=now()
        )
        for name, part in SKILLS.items()
        for person in cast.workers
        if chance.random() < part
    )


def _posts(cast: Cast, known: dict[str, Skill], workers: int) -> None:
    """As many places as there are people to fill them, in the proportions of the tables above."""
    areas = {area.name: area for area in Area.objects.all()}
    fairs = list(Fair.objects.exclude(kind=Fair.Kind.HUB).order_by("pk"))[: max(2, workers // 40)]
    wanted = sum(size for _n, size, *_r in AT_FAIRS) * len(fairs) + sum(row[2] for row in ELSEWHERE) + 6
    scale = 0.9 * workers / wanted
    for fair in fairs:
        for name, size, hours, skill, roles in AT_FAIRS:
            post = _post(name, areas["ferias"], size * scale, fair.scope, fair.name)
            _parts(post, hours, known.get(skill), roles)
    for name, area, size, hours, skill, home in ELSEWHERE:
        post = _post(name, areas[area], size * scale, NETWORK, "", home_only=home and workers > 300)
        _parts(post, hours, known.get(skill), ())
    group = Post.objects.create(
        name="Coordinación de la semana",
        area=areas["ferias"],
        kind=Post.Kind.COORDINATION,
        minimum=1,
        target=2,
        maximum=3,
        gap_weeks=12,
        yearly_cap=4,
        about="Abre la semana, reúne los pedidos y los cuenta en la reunión.",
    )
    _parts(group, OFFICE, None, (Role.WEEK,))
    doctors = Post.objects.create(
        name="Consulta médica",
        area=areas["salud"],
        kind=Post.Kind.FIXED,
        minimum=1,
        target=2,
        maximum=4,
        gap_weeks=0,
    )
    _parts(doctors, OFFICE, None, ())
    FixedPlace.objects.bulk_create(
        FixedPlace(
            person=person,
            post=doctors,
            during=DateRange(today() - dt.timedelta(days=700), None),
            decision=cast.founding,
        )
        for person in cast.workers[-2:]
    )


def _post(name: str, area: Area, size: float, scope: str, label: str, *, home_only: bool = False) -> Post:
    target = max(2, round(size))
    return Post.objects.create(
        name=name,
        area=area,
        scope=scope,
        scope_label=label,
        minimum=max(1, round(target * 0.7)),
        target=target,
        maximum=target + max(1, round(target * 0.3)),
        home_only=home_only,
    )


def _parts(
    post: Post, hours: tuple[tuple[int, dt.time, dt.time], ...], skill: Skill | None, roles: tuple[Role, ...]
) -> None:
    PostHours.objects.bulk_create(
        PostHours(post=post, weekday=day, starts=starts, ends=ends) for day, starts, ends in hours
    )
    PostKey.objects.bulk_create(PostKey(post=post, role=role) for role in roles)
    if skill is not None:
        post.skills.add(skill)


def _attend(chance: random.Random, keeper: Person, week: Week) -> None:
    said = AttendanceNote.Said
    words = (said.PRESENT,) * 17 + (said.LATE, said.EXCUSED, said.ABSENT)
    AttendanceNote.objects.bulk_create(
        AttendanceNote(turn=turn, said=chance.choice(words), by=keeper, at=midnight(week.sunday))
        for turn in Turn.objects.filter(monday=week.monday, dropped_at=None).exclude(person=keeper)
    )


def _ask(keeper: Person, people: list[Person], this: Week) -> None:
    """Somebody asks for days, somebody to change, somebody learns, somebody can be called."""
    first, second = people[20], people[21]
    time_off.ask_time_off(
        by=first,
        kind="rest",
        first_day=this.shift(6).monday,
        last_day=this.shift(6).sunday,
        key="demo-descanso",
    )
    time_off.ask_time_off(
        by=second,
        kind="absence",
        first_day=this.shift(2).monday,
        last_day=this.shift(2).day(3),
        key="demo-ausencia",
    )
    planning.repair_due()
    turn = Turn.objects.filter(
        monday=this.shift(1).monday, dropped_at=None, person__document="V10000009", beside=None
    ).first()
    other = swappable(turn).first() if turn is not None else None
    if turn is not None and other is not None:
        # Where one of them may not take the other's post, nothing is asked.
        with contextlib.suppress(Refused):
            swaps.ask_swap(by=other.person, turn=other, other=turn, words="Ese sábado se casa mi hermana.")
    knows = Qualification.objects.filter(skill__name="Conducir camión").exclude(person=keeper).first()
    learner = next(p for p in people[30:] if knows is None or p.pk != knows.person_id)
    if knows is not None and not Qualification.objects.filter(person=learner, skill=knows.skill).exists():
        skills.begin_training(by=keeper, person=learner, skill=knows.skill, beside=knows.person)
    stand_by.stand_by(by=people[22], monday=this.shift(2).monday)
