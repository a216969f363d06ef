"""The agenda: topics take their place, change it, and go on to the next meeting while they are open."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import AgendaItem, Meeting, Topic
from assemblies.selectors.agenda import STANDING, next_meeting, waiting_topics
from assemblies.states import MeetingState, TopicState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person

STEP = 1000
"""Places are far apart, so that one topic moves without touching the others."""


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("space").get(pk=meeting.pk)


def gather(meeting: Meeting) -> int:
    """Put every topic that waits in the space on a meeting's agenda, in order. The meeting is locked."""
    place = meeting.items.aggregate(last=Max("place"))["last"] or 0
    previous = {
        item.topic_id: item
        for item in AgendaItem.objects.filter(
            topic__in=waiting_topics(meeting).values("pk"), carried_to=None
        ).order_by("id")
    }
    items = [
        AgendaItem(
            meeting=meeting,
            topic=topic,
            place=place + STEP * count,
            carried_from=previous.get(topic.pk),
        )
        for count, topic in enumerate(waiting_topics(meeting), start=1)
    ]
    AgendaItem.objects.bulk_create(items, ignore_conflicts=True)
    return len(items)


def carry_over(meeting: Meeting) -> int:
    """In the closing transaction: what is still open goes on to the space's next meeting, if one stands.

    When none stands, it waits in the space and joins whichever is planned. Returns how many went on.
    """
    left = list(
        meeting.items.select_for_update(of=("self",))
        .filter(topic__state=TopicState.OPEN, outcome="")
        .select_related("topic")
    )
    AgendaItem.objects.filter(pk__in=[item.pk for item in left]).update(outcome=AgendaItem.Outcome.CARRIED)
    following = next_meeting(meeting.space_id)
    if following is None or not left:
        return len(left)
    following = locked(following)
    held = set(
        AgendaItem.objects.filter(
            topic__in=[item.topic_id for item in left], meeting__state__in=STANDING
        ).values_list("topic_id", flat=True)
    )
    items = [
        AgendaItem(meeting=following, topic=item.topic, place=count, carried_from=item)
        for count, item in enumerate(left, start=1)
        if item.topic_id not in held
    ]
    AgendaItem.objects.bulk_create(items, ignore_conflicts=True)
    return len(left)


def join_open_meeting(topic: Topic) -> None:
    """A topic brought while its space is meeting takes the last place at once."""
    meeting = (
        Meeting.objects.filter(space=topic.space_id, state=MeetingState.OPEN).order_by("-opened_at").first()
    )
    if meeting is None:
        return
    meeting = locked(meeting)
    if meeting.state == MeetingState.OPEN:
        _append(meeting, [topic])


def place_topic(*, by: Person, meeting: Meeting, topic: Topic) -> AgendaItem:
    """Put a topic on a certain meeting's agenda, even of another space. It leaves the one it waited at."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_keep_agenda(by, meeting))
        topic = Topic.objects.select_for_update().get(pk=topic.pk)
        if topic.state != TopicState.OPEN:
            raise refuse(
                "topic_not_open", _("Only an open topic is treated. Open it again first."), status=409
            )
        known = meeting.items.filter(topic=topic).first()
        if known is not None:
            return known
        elsewhere = AgendaItem.objects.filter(topic=topic, meeting__state=MeetingState.PLANNED)
        old = [item.meeting_id for item in elsewhere]
        elsewhere.delete()
        if topic.space_id != meeting.space_id:
            topic.space_id = meeting.space_id
            topic.save(update_fields=["space", "changed_at"])
        (item,) = _append(meeting, [topic])
        audit.record(
            by=by,
            verb="assemblies.place_topic",
            thing=topic,
            old={"meetings": old},
            new={"meeting": meeting.pk},
        )
    return item


def order_item(*, by: Person, item: AgendaItem, earlier: bool) -> AgendaItem:
    """Let a topic change places with the one before it, or after it."""
    with transaction.atomic():
        meeting = locked(item.meeting)
        require(policies.may_keep_agenda(by, meeting))
        row = list(meeting.items.order_by("place", "id"))
        here = [one.pk for one in row].index(item.pk)
        there = here - 1 if earlier else here + 1
        if not 0 <= there < len(row):
            return item
        row[here], row[there] = row[there], row[here]
        for count, one in enumerate(row, start=1):
            one.place = count * STEP
        AgendaItem.objects.bulk_update(row, ["place"])
    item.refresh_from_db()
    return item


def _append(meeting: Meeting, topics: Iterable[Topic]) -> list[AgendaItem]:
    place = meeting.items.aggregate(last=Max("place"))["last"] or 0
    made = []
    for count, topic in enumerate(topics, start=1):
        previous = AgendaItem.objects.filter(topic=topic, carried_to=None).exclude(meeting=meeting)
        item, _new = AgendaItem.objects.get_or_create(
            meeting=meeting,
            topic=topic,
            defaults={"place": place + STEP * count, "carried_from": previous.order_by("-id").first()},
        )
        made.append(item)
    return made


def treated(item: AgendaItem, outcome: str) -> None:
    """Write what became of a topic in a meeting. Whoever calls holds the meeting and has asked."""
    AgendaItem.objects.filter(pk=item.pk).update(outcome=outcome, treated_at=now())
