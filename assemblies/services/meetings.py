"""Meetings: planned, moved, cancelled, opened, and sealed with their numbered acta."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Meeting, Space
from assemblies.selectors.actas import fingerprint, whole_acta
from assemblies.services.actions import promise_what_was_said
from assemblies.services.agenda import carry_over, gather, locked
from assemblies.states import MEETING, MeetingState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person

LATEST = dt.timedelta(days=400)
SEAL_AFTER = dt.timedelta(hours=6)
"""An agreed acta that nobody closed is closed by itself after a while."""


def plan_meeting(
    *,
    by: Person,
    space: Space,
    starts_at: dt.datetime,
    minutes: int = 120,
    title: str = "",
    place: str = "",
    wants_turns: bool = False,
) -> Meeting:
    """Plan a meeting outside any series: an extraordinary one, a popular assembly."""
    require(policies.may_keep_spaces(by))
    _refuse_far(starts_at)
    with transaction.atomic():
        space = Space.objects.select_for_update().get(pk=space.pk)
        require(policies.may_bring_to(by, space))
        meeting = Meeting.objects.create(
            space=space,
            title=title,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=minutes),
            place=place,
            wants_turns=wants_turns,
        )
        audit.record(by=by, verb="assemblies.plan_meeting", thing=meeting, new={"starts_at": starts_at})
    return meeting


def move_meeting(
    *,
    by: Person,
    meeting: Meeting,
    starts_at: dt.datetime,
    minutes: int,
    place: str = "",
    reason: str = "",
    title: str = "",
    wants_turns: bool = False,
) -> Meeting:
    """Hold a planned meeting at another moment or place. Its series does not make it a second time."""
    _refuse_far(starts_at)
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_move_meeting(by, meeting))
        old = {"starts_at": meeting.starts_at, "place": meeting.place}
        meeting.starts_at, meeting.ends_at = starts_at, starts_at + dt.timedelta(minutes=minutes)
        meeting.place, meeting.title, meeting.reason = place, title, reason
        meeting.wants_turns = wants_turns
        meeting.save(update_fields=["starts_at", "ends_at", "place", "title", "reason", "wants_turns"])
        audit.record(
            by=by,
            verb="assemblies.move_meeting",
            thing=meeting,
            old=old,
            new={"starts_at": starts_at, "place": place, "reason": reason},
        )
    return meeting


def cancel_meeting(*, by: Person, meeting: Meeting, reason: str) -> Meeting:
    """Not to meet this time. What was on its agenda goes by itself to the next one."""
    if not reason.strip():
        raise refuse("no_reason", _("Say why it is not held."), reason=_("Write the reason."))
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_move_meeting(by, meeting))
        meeting.state, meeting.reason = MeetingState.CANCELLED, reason
        meeting.save(update_fields=["state", "reason"])
        audit.record(by=by, verb="assemblies.cancel_meeting", thing=meeting, new={"reason": reason})
    return meeting


def open_meeting(*, by: Person, meeting: Meeting) -> Meeting:
    """Begin. Every topic that waits in the space takes its place on the agenda. Twice is once."""
    with transaction.atomic():
        # Whoever brings a topic holds the space too: it is gathered here, or it joins afterwards.
        Space.objects.select_for_update(no_key=True).get(pk=meeting.space_id)
        meeting = locked(meeting)
        if meeting.state == MeetingState.OPEN:
            return meeting
        require(policies.may_open(by, meeting))
        gathered = gather(meeting)
        meeting.state, meeting.opened_at, meeting.opened_by = MeetingState.OPEN, now(), by
        meeting.current = meeting.items.order_by("place", "id").first()
        meeting.save(update_fields=["state", "opened_at", "opened_by", "current"])
        audit.record(by=by, verb="assemblies.open_meeting", thing=meeting, new={"topics": gathered})
    return meeting


def seal_meeting(*, by: Person | None, meeting: Meeting) -> Meeting:
    """Close an agreed acta for ever: it takes its number, and what stayed open goes on to the next meeting.

    `by=None` is the hourly job, for what nobody closed.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state == MeetingState.SEALED:
            return meeting
        if by is not None:
            require(policies.may_seal(by, meeting))
        require(MEETING.refusal(meeting.state, MeetingState.SEALED))
        carried = carry_over(meeting)
        promise_what_was_said(meeting, by=by or meeting.opened_by)
        meeting.sealed_at = now()
        meeting.year, meeting.number = _next_number(meeting)
        meeting.acta = whole_acta(meeting)
        meeting.acta_sha256 = fingerprint(meeting.acta)
        meeting.state = MeetingState.SEALED
        meeting.save(update_fields=["state", "sealed_at", "year", "number", "acta", "acta_sha256"])
        audit.record(
            by=by,
            verb="assemblies.seal_meeting",
            thing=meeting,
            new={"acta": meeting.acta_number, "sha256": meeting.acta_sha256, "carried": carried},
        )
    return meeting


def seal_agreed() -> int:
    """Close the actas that were agreed some hours ago and nobody closed. Returns how many."""
    ripe = Meeting.objects.filter(state=MeetingState.AGREED, agreed_at__lte=now() - SEAL_AFTER)
    done = 0
    for meeting in ripe.order_by("agreed_at", "id")[:200]:
        seal_meeting(by=None, meeting=meeting)
        done += 1
    return done


def _next_number(meeting: Meeting) -> tuple[int, int]:
    """The year's next number. One acta is numbered at a time, so that none is skipped or doubled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('assemblies.acta'))")
    year = timezone.localtime(meeting.starts_at).year
    last = Meeting.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    return year, last + 1


def _refuse_far(moment: dt.datetime) -> None:
    if not today() - dt.timedelta(days=31) <= moment.date() <= today() + LATEST:
        raise refuse(
            "far_day",
            _("That day is too far away. Look at the year."),
            starts_at=_("Choose a day within a year."),
        )
