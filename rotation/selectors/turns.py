"""Turns as people ask for them: mine, a week's, a post's."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from cecosesola.kernel.clock import midnight, today
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation.models import AttendanceNote, PostHours, Roster, Turn, TurnChange
from rotation.states import RosterState

# A key is there an hour before the first turn of the week, to open, and six after the last, to close.
BEFORE, AFTER = dt.timedelta(hours=1), dt.timedelta(hours=6)


def published() -> QuerySet[Turn]:
    """The turns that stand in published weeks."""
    return Turn.objects.filter(dropped_at=None, roster__state=RosterState.PUBLISHED)


def told(turns: QuerySet[Turn]) -> QuerySet[Turn]:
    """With everything that a line says: post, area, people, hours, and how attendance stands (`said_now`)."""
    last = AttendanceNote.objects.filter(turn=OuterRef("pk")).order_by("-id")
    return (
        turns.select_related("post__area", "person", "beside", "roster")
        .prefetch_related(Prefetch("post__hours", queryset=PostHours.objects.order_by("weekday", "starts")))
        .annotate(said_now=Subquery(last.values("said")[:1]), said_by=Subquery(last.values("by")[:1]))
    )


def coming(person: Person, weeks: int = 6) -> list[Turn]:
    """Somebody's turns from this week on."""
    monday = Week.of(today()).monday
    return list(told(published().filter(person=person, monday__gte=monday)).order_by("monday")[:weeks])


def past(person: Person, weeks: int = 52) -> list[Turn]:
    """Somebody's turns before this week, the last first."""
    monday = Week.of(today()).monday
    return list(told(published().filter(person=person, monday__lt=monday)).order_by("-monday")[:weeks])


def find_turn(pk: int) -> Turn | None:
    return told(Turn.objects.all()).filter(pk=pk).first()


def standing(roster: Roster) -> list[Turn]:
    """Who works where in one week, post by post."""
    turns = told(Turn.objects.filter(roster=roster, dropped_at=None))
    return list(
        turns.order_by("post__area__place", "post__scope_label", "post__name", "person__family_names", "pk")
    )


def beside_me(turn: Turn) -> list[Turn]:
    """Who else is at the same post that week."""
    others = Turn.objects.filter(roster=turn.roster_id, post=turn.post_id, dropped_at=None).exclude(
        pk=turn.pk
    )
    return list(told(others).order_by("person__given_names", "person__family_names", "pk"))


def changes_of(roster: Roster, limit: int = 100) -> list[TurnChange]:
    """What changed since it was published, the last first."""
    found = TurnChange.objects.filter(turn__roster=roster)
    return list(found.select_related("person", "old_post", "new_post", "by").order_by("-at", "-id")[:limit])


def came(turn: Turn) -> bool:
    """Whether the last word about a turn is that its person came, late or not."""
    return getattr(turn, "said_now", None) in {AttendanceNote.Said.PRESENT, AttendanceNote.Said.LATE}


def hours_on(turn: Turn) -> list[tuple[dt.datetime, dt.datetime]]:
    """When a turn is worked, each day's beginning and end. Nothing where its post has no hours."""
    week = Week.of(turn.monday)
    return [
        (
            midnight(week.day(hours.weekday)) + _since_midnight(hours.starts),
            midnight(week.day(hours.weekday)) + _since_midnight(hours.ends),
        )
        for hours in turn.post.hours.all()
    ]


def span_of(turn: Turn) -> tuple[dt.datetime, dt.datetime]:
    """When the keys of a turn hold: around its hours, or the whole week where they are not written."""
    hours = hours_on(turn)
    if not hours:
        return midnight(turn.monday), midnight(turn.monday + dt.timedelta(days=7))
    return min(start for start, _end in hours) - BEFORE, max(end for _start, end in hours) + AFTER


def minutes_of(turns: Iterable[Turn]) -> int:
    """The minutes that some turns take."""
    spans = (span for turn in turns for span in hours_on(turn))
    return sum(int((end - start).total_seconds()) // 60 for start, end in spans)


def _since_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute)
