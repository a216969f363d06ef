"""Topics brought to the meetings, and what becomes of them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Space, Topic
from cecosesola.kernel import audit
from cecosesola.kernel.errors import require
from cecosesola.kernel.text import as_written
from federation.selectors import Person


def bring_topic(
    *,
    by: Person | None,
    title: str,
    space: Space | None = None,
    body: str = "",
    source: str = "",
    link: str = "",
) -> Topic:
    """Put a topic on a space's agenda (the network meeting's by default).

    With `source`, the same thing comes once: a second call returns the topic that is already there.
    """
    if by is not None:
        require(policies.may_bring_topic(by))
    with transaction.atomic():
        where = space or Space.objects.get(is_network=True)
        if source:
            topic, new = Topic.objects.get_or_create(
                source=source,
                defaults={"space": where, "title": title, "body": body, "link": link, "brought_by": by},
            )
        else:
            topic, new = (
                Topic.objects.create(space=where, title=title, body=body, link=link, brought_by=by),
                True,
            )
        if new:
            audit.record(by=by, verb="assemblies.bring_topic", thing=topic, new={"space": where.name})
    return topic


def bring_by_itself(*, title: str, body: str, source: str, link: str) -> Topic:
    """Put something on the network meeting's agenda that no person has to bring; the same source once.

    What must be told is told: an installation without its network meeting gets it now.
    """
    with transaction.atomic():
        name = as_written(_("Meeting of the whole network"))
        space, _made = Space.objects.get_or_create(is_network=True, defaults={"name": name})
        return bring_topic(by=None, title=title, body=body, source=source, link=link, space=space)


def move_topic(*, by: Person, topic: Topic, state: str) -> Topic:
    """Park a topic, resolve it, open it again or take it back."""
    with transaction.atomic():
        topic = Topic.objects.select_for_update().get(pk=topic.pk)
        require(policies.may_move_topic(by, topic, state))
        old, topic.state = topic.state, state
        topic.save(update_fields=["state"])
        audit.record(
            by=by, verb="assemblies.move_topic", thing=topic, old={"state": old}, new={"state": state}
        )
    return topic
