"""Topics: what is open, parked or resolved."""

from django.db.models import QuerySet

from assemblies.models import AgendaItem, Decision, Space, Topic
from assemblies.states import TOPIC, TopicState


def open_topics(space: Space | None = None) -> QuerySet[Topic]:
    topics = Topic.objects.filter(state=TopicState.OPEN).select_related("space", "brought_by")
    return topics.filter(space=space) if space else topics


def all_topics() -> QuerySet[Topic]:
    return Topic.objects.select_related("space", "brought_by")


def topics_in(state: str) -> QuerySet[Topic]:
    return all_topics().filter(state=state)


def next_states(topic: Topic) -> frozenset[str]:
    return TOPIC.moves[topic.state]


def meetings_of(topic: Topic) -> list[AgendaItem]:
    """Where it was treated, newest first."""
    found = topic.items.select_related("meeting__space").defer("meeting__acta")
    return list(found.order_by("-meeting__starts_at")[:30])


def decisions_of(topic: Topic) -> list[Decision]:
    """What was decided about it."""
    return list(topic.decisions.order_by("-taken_on", "-id")[:20])
