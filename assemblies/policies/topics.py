"""Who brings topics, parks and resolves them."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Topic
from assemblies.states import TOPIC, TopicState
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_bring_topic(person: Person) -> Refusal | None:
    """Every worker brings topics to the meetings, and parks or resolves them."""
    return worker_refusal(person)


def may_change_topic(person: Person, topic: Topic) -> Refusal | None:
    """Any worker says a topic better while it is open. What came by itself says what it says."""
    refusal = worker_refusal(person)
    settled = topic.state not in {TopicState.OPEN, TopicState.PARKED}
    if refusal is None and (settled or topic.brought_by_id is None):
        return Refusal("topic_stands", _("This topic keeps its words."), status=409)
    return refusal


def may_move_topic(person: Person, topic: Topic, state: str) -> Refusal | None:
    """Any worker parks, resolves and opens again; only whoever brought it takes it back."""
    if state not in TopicState.values:
        return Refusal("no_such_state", _("A topic cannot be that."))
    refusal = worker_refusal(person) or TOPIC.refusal(topic.state, state)
    if refusal is None and state == TopicState.WITHDRAWN and topic.brought_by_id != person.pk:
        return Refusal("not_yours", _("Only whoever brought it takes it back."), status=403)
    return refusal
