"""The spaces, and what each page of one shows."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from assemblies.models import Meeting, MeetingSeries, Space, SpacePerson, Topic
from assemblies.selectors.agenda import STANDING
from assemblies.selectors.series import live_series, rhythm_of
from assemblies.states import MeetingState, TopicState
from cecosesola.kernel.clock import today
from federation.selectors import Person


def network_meeting() -> Space:
    """The weekly meeting of the whole network."""
    return Space.objects.get(is_network=True)


def with_their_next(spaces: QuerySet[Space], person: Person) -> list[Any]:
    """Spaces that meet, with their next meeting, their open topics, and whether somebody usually comes."""
    following = Meeting.objects.filter(space=OuterRef("pk"), state__in=STANDING).order_by("starts_at")
    comes = SpacePerson.objects.filter(space=OuterRef("pk"), person=person)
    found = (
        spaces.filter(closed_at=None)
        .annotate(
            next_at=Subquery(following.values("starts_at")[:1]),
            comes=Exists(comes),
            waiting=Count("topics", filter=Q(topics__state=TopicState.OPEN)),
        )
        .select_related("cooperative")
    )
    return sorted(found, key=lambda space: (not space.comes, not space.is_network, space.name))


def series_of(space: Space) -> list[MeetingSeries]:
    return list(live_series().filter(space=space).order_by("first_on", "id"))


def series_initial(series: MeetingSeries) -> dict[str, Any]:
    """A series as its form shows it."""
    rhythm = rhythm_of(series)
    places = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
    return {
        "every": places[rhythm.place] if rhythm.place else str(rhythm.weeks),
        "days": list(rhythm.days),
        "begins": series.begins,
        "minutes": series.minutes,
        "place": series.place,
        "first_on": today(),
    }


def coming_of(space: Space) -> list[Meeting]:
    standing = [*STANDING, MeetingState.READ_BACK, MeetingState.AGREED]
    found = Meeting.objects.filter(space=space, state__in=standing).select_related("space")
    return list(found.order_by("starts_at", "id")[:6])


def held_of(space: Space) -> list[Meeting]:
    found = Meeting.objects.filter(space=space, state=MeetingState.SEALED).select_related("space")
    return list(found.defer("acta").order_by("-starts_at", "-id")[:6])


def open_topics_of(space: Space) -> list[Topic]:
    return list(Topic.objects.filter(space=space, state=TopicState.OPEN).order_by("brought_at", "id")[:30])


def years_of(space: Space) -> list[int]:
    """The years of which the space has actas."""
    found = Meeting.objects.filter(space=space, year__isnull=False).order_by("-year")
    return [year for year in found.values_list("year", flat=True).distinct() if year]
