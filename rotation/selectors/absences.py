"""Time off and swaps, as people ask for them."""

import datetime as dt

from django.db.models import Q, QuerySet

from cecosesola.kernel.clock import today
from federation.selectors import Person
from rotation.models import StandBy, Swap, TimeOff, Turn
from rotation.selectors.turns import published
from rotation.states import SwapState, TimeOffState


def times_off() -> QuerySet[TimeOff]:
    return TimeOff.objects.select_related("person", "answered_by", "decision")


def coming_times_off(person: Person | None = None) -> list[TimeOff]:
    """Days to come that were asked for or agreed, of one person or of everybody, the soonest first."""
    found = times_off().filter(
        last_day__gte=today(), state__in=[TimeOffState.ASKED, TimeOffState.AGREED, TimeOffState.PUT_OFF]
    )
    if person is not None:
        found = found.filter(person=person)
    return list(found.order_by("first_day", "id")[:200])


def unanswered() -> QuerySet[TimeOff]:
    """What waits for a meeting's word, the soonest first."""
    return times_off().filter(state=TimeOffState.ASKED).order_by("first_day", "id")


def swaps_waiting(person: Person) -> list[Swap]:
    """What somebody was asked, and what they asked, while it waits."""
    found = Swap.objects.filter(state=SwapState.ASKED).filter(Q(asked_of=person) | Q(asked_by=person))
    return list(
        found.select_related(
            "asked_by", "asked_of", "turn__post", "other__post", "turn__roster", "other__roster"
        ).order_by("asked_at", "id")[:50]
    )


def find_swap(pk: int) -> Swap | None:
    return (
        Swap.objects.filter(pk=pk)
        .select_related("asked_by", "asked_of", "turn__post__area", "other__post__area", "turn__roster")
        .first()
    )


def swappable(turn: Turn) -> QuerySet[Turn]:
    """The turns of that week at other posts that could be changed for this one. Who may take which is asked
    again when it is asked for."""
    mentors = Turn.objects.filter(monday=turn.monday, dropped_at=None, beside__isnull=False).values("beside")
    return (
        published()
        .filter(monday=turn.monday, beside=None)
        .exclude(post=turn.post_id)
        .exclude(person__in=mentors)
        .select_related("person", "post")
        .order_by("post__scope_label", "post__name", "person__given_names", "pk")
    )


def standing_by(monday: dt.date) -> list[StandBy]:
    """Who can be called in a week, in the order in which they said so."""
    return list(StandBy.objects.filter(monday=monday).select_related("person").order_by("said_at", "id"))
