"""Reads of the assemblies."""

from django.db.models import QuerySet

from assemblies.models import Decision, Space, Topic
from assemblies.states import Hearing, TopicState

# The door of this room: what the rooms above may name.
__all__ = [
    "Decision",
    "Space",
    "Topic",
    "citable_decisions",
    "decisions",
    "network_meeting",
    "open_topics",
    "unheard",
]


def network_meeting() -> Space:
    """The weekly meeting of the whole network."""
    return Space.objects.get(is_network=True)


def decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("space", "recorded_by").prefetch_related("people")


def citable_decisions() -> QuerySet[Decision]:
    """Decisions that stand and may be cited by a price, a rate or a mandate."""
    return Decision.objects.exclude(hearing=Hearing.REVERSED).filter(replaced_by=None)


def unheard() -> QuerySet[Decision]:
    """Decisions that the others have not heard yet, oldest first."""
    return decisions().filter(hearing__in=[Hearing.ACTED, Hearing.REPORTED]).order_by("taken_on", "id")


def open_topics(space: Space | None = None) -> QuerySet[Topic]:
    topics = Topic.objects.filter(state=TopicState.OPEN).select_related("space", "brought_by")
    return topics.filter(space=space) if space else topics
