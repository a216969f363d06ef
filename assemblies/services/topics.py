"""Topics brought to the meetings, and what becomes of them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import AgendaItem, Space, Topic
from assemblies.services.agenda import join_open_meeting
from assemblies.states import MeetingState
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
    kind: str = Topic.Kind.MATTER,
    **more: Any,
) -> Topic:
    """Put a topic on a space's agenda (the network meeting's by default).

    With `source`, the same thing comes once: a second call returns the topic that is already there. While
    the space is meeting, it joins what is being treated.
    """
    with transaction.atomic():
        standing = Space.objects.select_for_update(no_key=True)
        where = standing.get(pk=space.pk) if space else standing.get(is_network=True)
        if by is not None:
            require(policies.may_bring_to(by, where))
        given = {"space": where, "title": title, "body": body, "link": link, "brought_by": by, "kind": kind}
        given |= more
        if source:
            topic, new = Topic.objects.get_or_create(source=source, defaults=given)
        else:
            topic, new = Topic.objects.create(**given), True
        if new:
            audit.record(by=by, verb="assemblies.bring_topic", thing=topic, new={"space": where.name})
            join_open_meeting(topic)
    return topic


def change_topic(
    *, by: Person, topic: Topic, title: str, body: str = "", space: Space | None = None
) -> Topic:
    """Say a topic better, or take it to another space."""
    with transaction.atomic():
        topic = Topic.objects.select_for_update().get(pk=topic.pk)
        where = space or topic.space
        require(policies.may_change_topic(by, topic) or policies.may_bring_to(by, where))
        old = {"title": topic.title, "body": topic.body, "space": topic.space.name}
        new = {"title": title, "body": body, "space": where.name}
        if new == old:
            return topic
        if where.pk != topic.space_id:
            AgendaItem.objects.filter(topic=topic, meeting__state=MeetingState.PLANNED).delete()
        topic.title, topic.body, topic.space = title, body, where
        topic.save(update_fields=["title", "body", "space", "changed_at"])
        audit.record(by=by, verb="assemblies.change_topic", thing=topic, old=old, new=new)
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
        topic.save(update_fields=["state", "changed_at"])
        audit.record(
            by=by, verb="assemblies.move_topic", thing=topic, old={"state": old}, new={"state": state}
        )
    return topic
