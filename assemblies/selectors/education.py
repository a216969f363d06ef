"""The community school: what is offered, one's own courses, who has taught what."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from assemblies.models import (
    Course,
    CourseMaterial,
    Enrolment,
    Offer,
    OfferTeacher,
    Session,
    SessionAttendance,
)
from assemblies.policies.education import is_member
from cecosesola.kernel.clock import now
from federation.selectors import Person, cooperatives_of

FEW = 5
"""A count under this could tell of somebody."""


@dataclass(frozen=True)
class CalendarSession:
    """A session as a calendar writes it. `uid` never changes; `url` is a path."""

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    url: str


def _as_calendar(session: Session) -> CalendarSession:
    return CalendarSession(
        f"course-session-{session.pk}",
        session.offer.course.name,
        session.starts_at,
        session.ends_at,
        session.place or session.offer.place,
        reverse("assemblies:offer", args=[session.offer_id]),
    )


def _sessions(since: dt.datetime, until: dt.datetime) -> QuerySet[Session]:
    return (
        Session.objects.filter(starts_at__gte=since, starts_at__lt=until, offer__cancelled_at=None)
        .select_related("offer__course")
        .order_by("starts_at", "id")
    )


def sessions_of(person: Person, since: dt.datetime, until: dt.datetime) -> list[CalendarSession]:
    """The sessions to which somebody has a place, or which they give."""
    has_place = Enrolment.objects.filter(offer=OuterRef("offer"), person=person, state=Enrolment.State.IN)
    gives = OfferTeacher.objects.filter(offer=OuterRef("offer"), person=person)
    return [_as_calendar(one) for one in _sessions(since, until).filter(Exists(has_place) | Exists(gives))]


def sessions_between(
    since: dt.datetime, until: dt.datetime, *, community_only: bool = False
) -> list[CalendarSession]:
    """All sessions of a stretch of time; with `community_only`, those that anybody may come to."""
    found = _sessions(since, until)
    if community_only:
        found = found.filter(offer__openness=Offer.Openness.COMMUNITY)
    return [_as_calendar(one) for one in found]


def _told() -> QuerySet[Any]:
    taken = Q(enrolments__state=Enrolment.State.IN)
    return (
        Offer.objects.select_related("course")
        .annotate(
            taken=Count("enrolments", filter=taken, distinct=True),
            first=Min("sessions__starts_at"),
        )
        .annotate(left=F("room") - F("taken"))
    )


def offers_for(person: Person) -> QuerySet[Any]:
    """Editions that go on or are to come, open to this person, soonest first."""
    going = Session.objects.filter(offer=OuterRef("pk"), ends_at__gte=now())
    found = _told().filter(Exists(going), cancelled_at=None).order_by("first", "id")
    if not is_member(person):
        found = found.filter(openness=Offer.Openness.COMMUNITY)
    return found


def offer(pk: int) -> Any:
    return _told().filter(pk=pk).first()


def courses() -> QuerySet[Course]:
    return Course.objects.order_by("name", "id")


def my_enrolments(person: Person) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(person=person)
        .exclude(state=Enrolment.State.WITHDRAWN)
        .select_related("offer__course")
        .order_by("-asked_at", "-id")
    )


def offers_given_by(person: Person) -> QuerySet[Any]:
    given = OfferTeacher.objects.filter(person=person).values("offer")
    return _told().filter(pk__in=given).order_by("-first", "-id")


def enrolment_of(person: Person, offer: Offer) -> Enrolment | None:
    return Enrolment.objects.filter(offer=offer, person=person).first()


def turn_of(enrolment: Enrolment) -> int:
    """How many wait before, and oneself."""
    before = Q(asked_at__lt=enrolment.asked_at) | Q(asked_at=enrolment.asked_at, id__lte=enrolment.pk)
    return Enrolment.objects.filter(before, offer=enrolment.offer_id, state=Enrolment.State.WAITING).count()


def enrolled(offer: Offer) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(offer=offer)
        .exclude(state=Enrolment.State.WITHDRAWN)
        .select_related("person")
        .order_by("state", "asked_at", "id")
    )


def sessions(offer: Offer) -> QuerySet[Session]:
    return Session.objects.filter(offer=offer)


def session(pk: int) -> Session | None:
    return Session.objects.select_related("offer__course").filter(pk=pk).first()


def who_came(session: Session) -> set[int]:
    return set(SessionAttendance.objects.filter(session=session).values_list("person", flat=True))


def materials(course: Course) -> QuerySet[CourseMaterial]:
    return CourseMaterial.objects.filter(course=course).defer("file__content")


def material(pk: int) -> CourseMaterial | None:
    return CourseMaterial.objects.select_related("file").filter(pk=pk).first()


@dataclass(frozen=True)
class Taught:
    """Somebody who has given a course, and how often: whom to ask."""

    person: Person
    times: int


def taught(course: Course) -> list[Taught]:
    """Who has given a course: editions whose first session is past."""
    begun = Session.objects.filter(offer=OuterRef("offer"), starts_at__lte=now())
    rows = (
        OfferTeacher.objects.filter(Exists(begun), offer__course=course, offer__cancelled_at=None)
        .select_related("person")
        .order_by("person__family_names", "person__given_names", "person_id")
    )
    times: dict[int, Taught] = {}
    for row in rows:
        known = times.get(row.person_id)
        times[row.person_id] = Taught(row.person, (known.times if known else 0) + 1)
    return list(times.values())


@dataclass(frozen=True)
class Learnt:
    """How many people of a cooperative came to a course; None where a figure could tell of somebody."""

    cooperative: str
    people: int | None


def learnt(course: Course) -> list[Learnt]:
    """Those who came to at least one session, by cooperative. Somebody of two cooperatives counts in each."""
    came = set(
        SessionAttendance.objects.filter(session__offer__course=course).values_list("person", flat=True)
    )
    counts: dict[str, int] = {}
    for _person, name in cooperatives_of(came):
        counts[name] = counts.get(name, 0) + 1
    return [Learnt(name, count if count >= FEW else None) for name, count in sorted(counts.items())]
