"""What a meeting treats: what was carried over, decisions to tell, proposals, topics, memory."""

from collections.abc import Sequence

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from assemblies.models import AgendaItem, BriefingVersion, Meeting, Topic
from assemblies.states import MeetingState, TopicState

STANDING = (MeetingState.PLANNED, MeetingState.OPEN)
"""Meetings whose agenda still holds its topics: a topic waits at one of them at most."""

_RANK = {Topic.Kind.TELLING: 1, Topic.Kind.PROPOSAL: 2, Topic.Kind.MATTER: 3, Topic.Kind.MEMORY: 4}
LAST_RANK = 4


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda as it stands, with its topics and how often each was carried over."""
    found = (
        meeting.items.select_related("topic", "topic__decision", "topic__brought_by", "carried_from__meeting")
        .annotate(times=_times())
        .order_by("place", "id")
    )
    return list(found)


def _times() -> Count:
    """In how many meetings the topic has been before."""
    return Count(
        "topic__items",
        filter=Q(topic__items__meeting__starts_at__lt=F("meeting__starts_at")),
        distinct=True,
    )


def waiting_topics(meeting: Meeting) -> QuerySet[Topic]:
    """Open topics of the meeting's space that no standing meeting holds, in the order of an agenda."""
    held = AgendaItem.objects.filter(topic=OuterRef("pk"), meeting__state__in=STANDING)
    before = AgendaItem.objects.filter(topic=OuterRef("pk"))
    rank = Case(
        When(Exists(before), then=Value(0)),
        *(When(kind=kind, then=Value(place)) for kind, place in _RANK.items()),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        Topic.objects.filter(~Exists(held), space=meeting.space_id, state=TopicState.OPEN)
        .annotate(rank=rank)
        .select_related("brought_by", "decision")
        .order_by("rank", "brought_at", "id")
    )


def next_meeting(space_id: int) -> Meeting | None:
    """The space's meeting that is open now, or the next one."""
    standing = Meeting.objects.filter(space=space_id, state__in=STANDING).select_related("space")
    return standing.order_by(
        Case(When(state=MeetingState.OPEN, then=Value(0)), default=Value(1)), "starts_at", "id"
    ).first()


def expected_agenda(meeting: Meeting) -> tuple[list[AgendaItem], list[Topic]]:
    """What is on the agenda, and what will join it when the meeting opens."""
    items = items_of(meeting)
    coming = next_meeting(meeting.space_id) if meeting.state == MeetingState.PLANNED else None
    joins = list(waiting_topics(meeting)[:200]) if coming and coming.pk == meeting.pk else []
    return items, joins


def briefings_of(topic: Topic) -> Sequence[object]:
    """What to read before, newest version first."""
    versions = BriefingVersion.objects.select_related("put_by", "file").defer("file__content")
    return topic.briefings.prefetch_related(Prefetch("versions", versions.order_by("-number")))  # type: ignore[return-value]
