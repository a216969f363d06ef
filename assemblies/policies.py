"""Every worker reads, tells and questions. Nothing here needs a key: no meeting outranks another."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Decision, Topic
from assemblies.states import HEARING, TOPIC, Hearing, TopicState
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_read(person: Person) -> Refusal | None:
    """Every worker reads decisions, topics and how they were heard."""
    return worker_refusal(person)


def may_tell(person: Person) -> Refusal | None:
    """Anyone may decide if it is coherent with the criteria, and tells it."""
    return worker_refusal(person)


def may_bring_topic(person: Person) -> Refusal | None:
    """Every worker brings topics to the meetings, and parks or resolves them."""
    return worker_refusal(person)


def may_hear(person: Person, decision: Decision) -> Refusal | None:
    """Any worker writes what a meeting answered, while something can still follow."""
    if not HEARING.moves[decision.hearing]:
        return Refusal(
            "closed",
            _("What became of this decision is settled. Tell a new one if it must change."),
            status=409,
        )
    return worker_refusal(person)


def may_replace(decision: Decision) -> Refusal | None:
    """A decision gives its place to another once a meeting amended or reversed it, and only once."""
    if decision.hearing not in {Hearing.AMENDED, Hearing.REVERSED}:
        return Refusal(
            "stands", _("This decision stands: a meeting must amend or reverse it first."), status=409
        )
    if Decision.objects.filter(replaces=decision).exists():
        return Refusal("replaced", _("Another decision already took its place."), status=409)
    return None


def may_move_topic(person: Person, topic: Topic, state: str) -> Refusal | None:
    """Any worker parks, resolves and opens again; only whoever brought it takes it back."""
    if state not in TopicState.values:
        return Refusal("no_such_state", _("A topic cannot be that."))
    refusal = worker_refusal(person) or TOPIC.refusal(topic.state, state)
    if refusal is None and state == TopicState.WITHDRAWN and topic.brought_by_id != person.pk:
        return Refusal("not_yours", _("Only whoever brought it takes it back."), status=403)
    return refusal
