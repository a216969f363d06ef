"""Posts, turns and rosters, made through services wherever one exists."""

import datetime as dt
import itertools
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.weeks import Week
from federation.models import Area, Membership, Person, Role
from rotation.models import FixedPlace, Post, PostHours, PostKey, Qualification, Roster, Skill, Turn
from rotation.services import planning, rosters
from tests.factories import assemblies as a
from tests.factories import federation as f

_names = itertools.count(1)
DAYS = ((5, dt.time(5), dt.time(15)), (6, dt.time(5), dt.time(15)))


def keeper(**extra: Any) -> Person:
    """Somebody who holds the roster's key."""
    return f.holder(Role.ROTATION, **extra)


def area(name: str = "ferias") -> Area:
    return Area.objects.get_or_create(name=name)[0]


def post(
    target: int = 2, *, roles: tuple[str, ...] = (), skills: tuple[Skill, ...] = (), **extra: Any
) -> Post:
    """A rotating post with two days of hours."""
    given = {
        "name": f"Puesto {next(_names)}",
        "area": extra.pop("area", None) or area(),
        "minimum": max(target - 1, 0),
        "target": target,
        "maximum": target + 1,
    } | extra
    made = Post.objects.create(**given)
    PostHours.objects.bulk_create(
        PostHours(post=made, weekday=day, starts=starts, ends=ends) for day, starts, ends in DAYS
    )
    PostKey.objects.bulk_create(PostKey(post=made, role=role) for role in roles)
    made.skills.set(skills)
    return made


def skill(name: str = "") -> Skill:
    return Skill.objects.create(name=name or f"Saber {next(_names)}")


def knows(person: Person, what: Skill) -> Qualification:
    since = DateRange(today() - dt.timedelta(days=400), None)
    return Qualification.objects.create(person=person, skill=what, during=since, noted_at=now())


def crew(count: int) -> list[Person]:
    """So many workers, all of one area."""
    people = [f.worker() for _n in range(count)]
    Membership.objects.filter(person__in=people).update(area=area())
    return people


def fixed(person: Person, where: Post) -> FixedPlace:
    since = DateRange(today() - dt.timedelta(days=400), None)
    return FixedPlace.objects.create(person=person, post=where, during=since, decision=a.decision())


def week(ahead: int = 1) -> Week:
    return Week.of(today()).shift(ahead)


def planned(ahead: int = 1) -> Roster:
    """A draft of a week."""
    roster = planning.plan_one(week(ahead))
    assert roster is not None
    return roster


def published(ahead: int = 1) -> Roster:
    return rosters.publish_roster(by=None, roster=planned(ahead))


def begun() -> Roster:
    """This week's roster, planned and published a month ago."""
    with clock.at(now() - dt.timedelta(days=28)):
        made = planning.plan_one(week(4))
        assert made is not None
        return rosters.publish_roster(by=None, roster=made)


def turn_of(person: Person, roster: Roster) -> Turn:
    return Turn.objects.select_related("roster", "post", "person").get(
        person=person, roster=roster, dropped_at=None
    )
