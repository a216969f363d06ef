"""Writing the minutes. Words are never refused for coming late or twice: they are kept, with their author."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import AgendaItem, AsideWords, BlockRevision, Concern, Meeting, MinuteBlock, Pen
from assemblies.policies.minutes import NOT_OPEN, UNDER_WAY
from assemblies.selectors.minutes import open_texts
from assemblies.services.agenda import locked, treated
from assemblies.services.reading import open_again
from assemblies.services.topics import move_topic
from assemblies.states import MeetingState, TopicState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal, Refused, refuse, require
from federation.selectors import Person, worker_refusal

LONGEST = 20_000
"""Characters of one text. More does not fit a phone's screen, nor an acta."""
LONGEST_BEFORE = dt.timedelta(days=30)
"""A phone's clock may be wrong; words typed longer ago than this were typed now."""

REUSED = Refusal("key_reused", _("This key was already used for something else. Use a new one."), status=409)
Kind, Why = MinuteBlock.Kind, AsideWords.Why


def write_block(
    *,
    by: Person,
    meeting: Meeting,
    kind: str,
    text: str,
    client_id: uuid.UUID,
    item: AgendaItem | None = None,
    person: Person | None = None,
    until: dt.date | None = None,
    typed_at: dt.datetime | None = None,
    pen: int | None = None,
) -> MinuteBlock | AsideWords:
    """Write a piece of the minutes. The same `client_id` twice is once.

    `person` is who does it, or whose concern it is. `pen` names the hand in which the phone was, so that
    the words are theirs. What comes when the acta is agreed is kept aside.
    """
    text = _checked(text)
    if kind not in Kind.values:
        raise refuse("no_such_kind", _("Choose one of the five buttons."))
    with transaction.atomic():
        meeting = locked(meeting)
        known = _known(meeting, client_id)
        if known is not None:
            return known
        _require_words_here(by, meeting, item)
        author, typed = _author(by, meeting, pen, typed_at), _typed(typed_at)
        why = _why_aside(author, meeting)
        if why:
            return _aside(meeting, client_id, kind, text, why, author, by, typed)
        open_again(by=by, meeting=meeting)
        moment = now()
        block = MinuteBlock.objects.create(
            meeting=meeting, item=item, kind=kind, client_id=client_id, made_at=moment
        )
        does_it = person if kind == Kind.ACTION else None
        BlockRevision.objects.create(
            block=block,
            number=1,
            client_id=client_id,
            text=text,
            person=does_it,
            until=until if kind == Kind.ACTION else None,
            author=author,
            entered_by=by,
            typed_at=typed,
            received_at=moment,
        )
        if kind == Kind.CONCERN:
            Concern.objects.create(block=block, owner=person or author)
        audit.record(by=by, verb="assemblies.write_minutes", thing=block, new={"kind": kind})
    return block


def revise_block(
    *,
    by: Person,
    block: MinuteBlock,
    text: str,
    bases: Sequence[uuid.UUID],
    client_id: uuid.UUID,
    person: Person | None = None,
    until: dt.date | None = None,
    typed_at: dt.datetime | None = None,
    pen: int | None = None,
) -> BlockRevision | AsideWords:
    """Say a block otherwise. `bases` are the texts that its author had before their eyes.

    Whatever somebody else wrote meanwhile stays beside it, and the block waits for a joined wording. An
    empty text takes the block out of the acta; its words stay in its history.
    """
    text = _checked(text, may_be_empty=True)
    with transaction.atomic():
        meeting = locked(block.meeting)
        known = block.revisions.filter(client_id=client_id).first() or _known(meeting, client_id)
        if isinstance(known, MinuteBlock):
            raise Refused(REUSED)
        if known is not None:
            return known
        _require_words_here(by, meeting, None)
        author, typed = _author(by, meeting, pen, typed_at), _typed(typed_at)
        why = _why_aside(author, meeting)
        if why:
            words = text or str(_("(take it out)"))
            return _aside(meeting, client_id, block.kind, words, why, author, by, typed)
        open_again(by=by, meeting=meeting)
        before = list(block.revisions.order_by("number"))
        does_it, day = (person, until) if block.kind == Kind.ACTION else (None, None)
        under = {revision.number for revision in before if revision.client_id in set(bases)}
        # The same words typed twice are no disagreement.
        under |= {
            one.number
            for one in open_texts(before)
            if (one.text, one.person_id, one.until) == (text, does_it.pk if does_it else None, day)
        }
        revision = BlockRevision.objects.create(
            block=block,
            number=len(before) + 1,
            bases=sorted(under),
            client_id=client_id,
            text=text,
            person=does_it,
            until=day,
            author=author,
            entered_by=by,
            typed_at=typed,
            received_at=now(),
        )
        waits = len(open_texts([*before, revision])) > 1
        MinuteBlock.objects.filter(pk=block.pk).update(needs_joining=waits)
        audit.record(
            by=by,
            verb="assemblies.revise_minutes",
            thing=block,
            new={"revision": revision.number, "to_reconcile": waits},
        )
    return revision


def keep_aside(
    *, by: Person, meeting: Meeting, text: str, client_id: uuid.UUID, typed_at: dt.datetime | None = None
) -> AsideWords:
    """Keep words about a piece that never arrived here."""
    text = _checked(text)
    with transaction.atomic():
        meeting = locked(meeting)
        known = _known(meeting, client_id)
        if isinstance(known, AsideWords):
            return known
        if known is not None:
            raise Refused(REUSED)
        require(worker_refusal(by))
        return _aside(meeting, client_id, "", text, Why.NO_BLOCK, by, by, _typed(typed_at))


def close_concern(*, by: Person, block: MinuteBlock) -> Concern:
    """Say that one's concern is taken up."""
    with transaction.atomic():
        locked(block.meeting)
        found = Concern.objects.select_for_update().filter(block=block).first()
        if found is None:
            raise refuse("no_concern", _("This is not a concern."), status=409)
        require(policies.may_close_concern(by, found))
        found.closed_at, found.closed_by = now(), by
        found.save(update_fields=["closed_at", "closed_by"])
        audit.record(by=by, verb="assemblies.close_concern", thing=block)
    return found


def treat_now(*, by: Person, item: AgendaItem) -> Meeting:
    """Say which topic is being treated. Nothing else changes."""
    with transaction.atomic():
        meeting = locked(item.meeting)
        require(policies.may_settle(by, meeting))
        if meeting.current_id != item.pk:
            meeting.current = item
            meeting.save(update_fields=["current"])
            audit.record(by=by, verb="assemblies.treat_now", thing=meeting, new={"item": item.pk})
    return meeting


OUTCOMES = ("", AgendaItem.Outcome.RESOLVED, AgendaItem.Outcome.PARKED, AgendaItem.Outcome.WITHDRAWN)


def settle_item(*, by: Person, item: AgendaItem, outcome: str) -> AgendaItem:
    """Write what became of a topic here: resolved, parked, withdrawn, or (empty) left open."""
    if outcome not in OUTCOMES:
        raise refuse("no_such_outcome", _("A topic cannot be that."))
    with transaction.atomic():
        meeting = locked(item.meeting)
        require(policies.may_settle(by, meeting))
        item = AgendaItem.objects.select_related("topic").get(pk=item.pk)
        wanted = outcome or TopicState.OPEN
        if item.topic.state != wanted and TopicState.OPEN not in {item.topic.state, wanted}:
            move_topic(by=by, topic=item.topic, state=TopicState.OPEN)
            item.topic.refresh_from_db()
        if item.topic.state != wanted:
            move_topic(by=by, topic=item.topic, state=wanted)
        old = item.outcome
        treated(item, outcome)
        audit.record(
            by=by,
            verb="assemblies.settle_item",
            thing=meeting,
            old={"outcome": old},
            new={"outcome": outcome},
        )
    item.refresh_from_db()
    return item


def _checked(text: str, *, may_be_empty: bool = False) -> str:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text and not may_be_empty:
        raise refuse("no_words", _("Write it first."), text=_("Write it first."))
    if len(text) > LONGEST:
        raise refuse(
            "too_long", _("That is too long for one piece. Write it in two."), text=_("Write it in two.")
        )
    return text


def _known(meeting: Meeting, client_id: uuid.UUID) -> MinuteBlock | AsideWords | None:
    """What was already kept under this number. Another meeting's number is nobody's to use again."""
    block = MinuteBlock.objects.filter(client_id=client_id).first()
    found = block or AsideWords.objects.filter(client_id=client_id).first()
    if found is not None and found.meeting_id != meeting.pk:
        raise Refused(REUSED)
    if found is None and BlockRevision.objects.filter(client_id=client_id).exists():
        raise Refused(REUSED)
    return found


def _require_words_here(by: Person, meeting: Meeting, item: AgendaItem | None) -> None:
    require(worker_refusal(by))
    if meeting.state in {MeetingState.PLANNED, MeetingState.CANCELLED}:
        raise Refused(NOT_OPEN)
    if item is not None and item.meeting_id != meeting.pk:
        raise refuse("no_such_topic", _("This topic is not on the agenda."), status=409)
    if item is not None and item.topic.is_reserved:
        raise refuse("reserved", _("The words of a reserved topic stay in its case."), status=409)


def _author(by: Person, meeting: Meeting, pen: int | None, typed_at: dt.datetime | None) -> Person:
    """Whose words they are: of the hand that held this account's phone when they were typed."""
    if pen is None:
        return by
    held = Pen.objects.filter(pk=pen, meeting=meeting, account=by).select_related("holder").first()
    if held is None or (held.ended_at is not None and _typed(typed_at) > held.ended_at):
        return by
    return held.holder


def _typed(typed_at: dt.datetime | None) -> dt.datetime:
    moment = now()
    if typed_at is None or not moment - LONGEST_BEFORE <= typed_at <= moment:
        return moment
    return typed_at


def _why_aside(author: Person, meeting: Meeting) -> str:
    if meeting.state not in UNDER_WAY:
        return Why.LATE
    return "" if policies.was_there(author, meeting) else Why.NOT_THERE


def _aside(
    meeting: Meeting,
    client_id: uuid.UUID,
    kind: str,
    text: str,
    why: str,
    author: Person,
    by: Person,
    typed: dt.datetime,
) -> AsideWords:
    kept = AsideWords.objects.create(
        meeting=meeting,
        client_id=client_id,
        kind=kind,
        text=text,
        why=why,
        author=author,
        entered_by=by,
        typed_at=typed,
        received_at=now(),
    )
    audit.record(by=by, verb="assemblies.keep_aside", thing=kept, new={"why": why})
    return kept
