"""Topics: what is open, parked or resolved."""

from django.db.models import QuerySet

from assemblies.models import Space, Topic
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
