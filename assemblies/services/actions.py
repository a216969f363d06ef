"""What people say they will do, and how it ended."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import ActionItem, Decision, Meeting, MinuteBlock, Topic
from assemblies.selectors.minutes import minutes_of
from assemblies.states import ActionState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused, refuse, require
from federation.selectors import Person, worker_refusal

FARTHEST = dt.timedelta(days=731)
UNSAID = dt.timedelta(days=14)
"""How far away the day is that nobody said."""


def promise_action(
    *,
    by: Person,
    person: Person,
    what: str,
    until: dt.date,
    meeting: Meeting | None = None,
    topic: Topic | None = None,
    decision: Decision | None = None,
    client_id: str = "",
) -> ActionItem:
    """Write down what somebody does until a day. The same `client_id` writes it once.

    `by` is whoever writes it, often not who does it: it appears on that person's own page.
    """
    require(policies.may_promise(by))
    _require_doer(person)
    if not what.strip():
        raise refuse("no_words", _("Say what will be done."), what=_("Write it in one line."))
    if not today() - dt.timedelta(days=31) <= until <= today() + FARTHEST:
        raise refuse("far_day", _("Look at the day."), until=_("Choose a day that is near."))
    given = {"person": person, "what": what.strip()[:300], "until": until}
    given |= {"meeting": meeting, "topic": topic, "decision": decision}
    with transaction.atomic():
        if client_id:
            item, new = ActionItem.objects.get_or_create(
                client_id=client_id, defaults={**given, "promised_by": by, "promised_at": now()}
            )
        else:
            item = ActionItem.objects.create(**given, promised_by=by, promised_at=now())
            new = True
        if new:
            audit.record(by=by, verb="assemblies.promise_action", thing=item, new={"person": person.pk})
    return item


def promise_what_was_said(meeting: Meeting, *, by: Person | None) -> int:
    """What the minutes say that somebody does waits for them from the moment the acta is closed. Once each.

    A line without a person stays in the acta only; so does one whose person no longer works here. Without a
    day, it is asked for in two weeks.
    """
    if by is None:
        return 0
    promised = 0
    for treated in minutes_of(meeting):
        for words in treated.standing:
            if words.block.kind != MinuteBlock.Kind.ACTION or words.now.person is None or not words.now.text:
                continue
            try:
                promise_action(
                    by=by,
                    person=words.now.person,
                    what=words.now.text,
                    until=max(words.now.until or today() + UNSAID, today()),
                    meeting=meeting,
                    topic=treated.item.topic if treated.item else None,
                    client_id=f"acta:{words.block.client_id}",
                )
            except Refused:
                continue
            promised += 1
    return promised


def end_action(*, by: Person, item: ActionItem, state: str, note: str = "") -> ActionItem:
    """Say that it is done, or let it go with a reason."""
    if state == ActionState.HANDED_ON:
        raise refuse("hand_it_on", _("Say who takes it."), status=409)
    with transaction.atomic():
        item = _held(item)
        require(policies.may_end_action(by, item, state))
        _end(by, item, state, note)
    return item


def hand_on(
    *, by: Person, item: ActionItem, person: Person, note: str, until: dt.date | None = None
) -> ActionItem:
    """Let somebody else go on with it. Returns theirs, which cites what it follows."""
    _require_doer(person)
    with transaction.atomic():
        item = _held(item)
        require(policies.may_end_action(by, item, ActionState.HANDED_ON))
        if person.pk == item.person_id:
            raise refuse("same_person", _("They already have it."), person=_("Choose somebody else."))
        _end(by, item, ActionState.HANDED_ON, note)
        theirs = promise_action(
            by=by,
            person=person,
            what=item.what,
            until=max(until or item.until, today()),
            meeting=item.meeting,
            topic=item.topic,
            decision=item.decision,
        )
        theirs.follows = item
        theirs.save(update_fields=["follows"])
    return theirs


def _held(item: ActionItem) -> ActionItem:
    return ActionItem.objects.select_for_update(of=("self",)).select_related("person").get(pk=item.pk)


def _end(by: Person, item: ActionItem, state: str, note: str) -> None:
    if state != ActionState.DONE and not note.strip():
        raise refuse("no_reason", _("Say why."), note=_("Write why."))
    item.state, item.note, item.ended_by, item.ended_at = state, note.strip()[:300], by, now()
    item.save(update_fields=["state", "note", "ended_by", "ended_at"])
    audit.record(
        by=by,
        verb="assemblies.end_action",
        thing=item,
        old={"state": ActionState.OPEN},
        new={"state": state},
    )


def _require_doer(person: Person) -> None:
    if worker_refusal(person) is not None:
        raise refuse(
            "not_worker",
            _("Only workers take something on."),
            person=_("Choose somebody who works."),
        )
