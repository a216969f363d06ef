"""What the roster puts on somebody's day: the turn, and what waits for a word."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from cecosesola.ui.waiting import Turn as TurnOfToday
from cecosesola.ui.waiting import Waiting
from federation.selectors import Person
from rotation.models import Swap
from rotation.selectors import turns as read
from rotation.states import SwapState


def turns_today(person: Person) -> list[TurnOfToday]:
    """This week's turn, with today's hours where today is one of its days."""
    found = read.told(read.published().filter(person=person, monday=Week.of(today()).monday))
    return [
        TurnOfToday(
            title=turn.post.name,
            lead=turn.post.scope_label,
            since=next((start for start, _end in read.hours_on(turn) if start.date() == today()), None),
            until=next((end for _start, end in read.hours_on(turn) if end.date() == today()), None),
            action=_("My turn"),
            url=reverse("rotation:my_turn"),
            place=20,
        )
        for turn in found
    ]


def waiting_for(person: Person) -> list[Waiting]:
    """Swaps that somebody asks of one."""
    asked = Swap.objects.filter(asked_of=person, state=SwapState.ASKED).select_related("asked_by")
    return [
        Waiting(
            _("%(who)s asks to change turns") % {"who": swap.asked_by},
            reverse("rotation:swap", args=[swap.pk]),
            _("swap"),
        )
        for swap in asked.order_by("asked_at", "pk")[:10]
    ]
