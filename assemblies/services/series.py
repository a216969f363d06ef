"""Series of meetings: begun, ended, followed by another, and unrolled into meetings without doubling any."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Meeting, MeetingSeries, Space
from assemblies.selectors.series import Rhythm, live_series, occurrences
from assemblies.states import MeetingState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation.selectors import Person

AHEAD = dt.timedelta(weeks=9)
BEHIND = dt.timedelta(days=45)
"""How far ahead meetings stand on the calendar, and how far back a stop is caught up."""


def begin_series(
    *,
    by: Person | None,
    space: Space,
    rhythm: Rhythm,
    first_on: dt.date,
    begins: dt.time,
    minutes: int = 120,
    place: str = "",
    follows: MeetingSeries | None = None,
) -> MeetingSeries:
    """Let a space meet by a rule from a day on. Its meetings of the coming weeks stand at once."""
    if by is not None:
        require(policies.may_keep_spaces(by))
    with transaction.atomic():
        space = Space.objects.select_for_update().get(pk=space.pk)
        if space.closed_at is not None:
            raise refuse("already_closed", _("This space no longer meets."), status=409)
        series = MeetingSeries.objects.create(
            space=space,
            rule=rhythm.rule,
            first_on=first_on,
            begins=begins,
            minutes=minutes,
            place=place,
            follows=follows,
            made_by=by,
        )
        audit.record(
            by=by,
            verb="assemblies.begin_series",
            thing=series,
            new={"rule": series.rule, "begins": begins, "first_on": first_on},
        )
        unroll([series], max(first_on, today()), today() + AHEAD)
    return series


def end_series(*, by: Person, series: MeetingSeries, reason: Any, last_on: dt.date | None = None) -> int:
    """End a series on a day (today by default). What it had planned later is cancelled; answers how many.

    Topics of those meetings go by themselves to the space's next meeting.
    """
    require(policies.may_keep_spaces(by))
    last = last_on or today()
    with transaction.atomic():
        series = MeetingSeries.objects.select_for_update().get(pk=series.pk)
        if series.until is not None and series.until <= last:
            raise refuse("series_ended", _("This series has already ended."), status=409)
        series.until = max(last, series.first_on - dt.timedelta(days=1))
        series.save(update_fields=["until"])
        later = [
            meeting.pk
            for meeting in series.meetings.select_for_update().filter(state=MeetingState.PLANNED)
            if meeting.occurrence and meeting.occurrence.astimezone().date() > last
        ]
        gone = Meeting.objects.filter(pk__in=later).update(
            state=MeetingState.CANCELLED, reason=as_written(reason)[:300]
        )
        audit.record(
            by=by, verb="assemblies.end_series", thing=series, new={"until": last, "cancelled": gone}
        )
    return gone


def change_series(*, by: Person, series: MeetingSeries, since: dt.date, **rhythm: Any) -> MeetingSeries:
    """From a day on, meet on another day, hour or place: this series ends and another follows it."""
    if since <= today() - dt.timedelta(days=1):
        raise refuse("not_before_today", _("Choose today or a later day."), since=_("Choose a later day."))
    with transaction.atomic():
        MeetingSeries.objects.select_for_update().get(pk=series.pk)
        end_series(
            by=by,
            series=series,
            reason=_("This space meets at another time"),
            last_on=since - dt.timedelta(days=1),
        )
        return begin_series(by=by, space=series.space, first_on=since, follows=series, **rhythm)


def unroll(series: Iterable[MeetingSeries], since: dt.date, until: dt.date) -> int:
    """Plan the meetings that these series say between two days. One that stands, moved or not, stays.

    Returns how many are new.
    """
    planned = []
    for one in series:
        length = dt.timedelta(minutes=one.minutes)
        planned += [
            Meeting(
                space_id=one.space_id,
                series=one,
                occurrence=moment,
                starts_at=moment,
                ends_at=moment + length,
                place=one.place,
            )
            for moment in occurrences(one, since, until)
        ]
    with transaction.atomic():
        known = set(
            Meeting.objects.filter(
                series__in={meeting.series_id for meeting in planned},
                occurrence__gte=min((m.occurrence for m in planned if m.occurrence), default=now()),
            ).values_list("series_id", "occurrence")
        )
        new = [meeting for meeting in planned if (meeting.series_id, meeting.occurrence) not in known]
        Meeting.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)
    return len(new)


def unroll_all() -> int:
    """Plan what every live series says for the coming weeks, and what a stop left out. Safe to run again."""
    with transaction.atomic():
        return unroll(list(live_series()), today() - BEHIND, today() + AHEAD)
