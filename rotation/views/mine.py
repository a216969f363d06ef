"""One's own turns: this week's, the year's, why, and with whom."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.weeks import Week
from cecosesola.ui.guard import guarded
from federation.selectors import workers_on
from rotation import policies
from rotation.models import StandBy
from rotation.selectors import absences, why, year
from rotation.selectors import turns as read
from rotation.selectors.what_if import elsewhere
from rotation.services import stand_by
from rotation.views.common import found_turn, found_week, who


@guarded(policies.may_read)
def my_turn(request: HttpRequest) -> HttpResponse:
    """Where I work this week, with whom, and the weeks to come."""
    me = who(request)
    turns = read.coming(me)
    monday = Week.of(today()).monday
    now = next((turn for turn in turns if turn.monday == monday), None)
    past = read.past(me, weeks=13)
    weeks = [monday + dt.timedelta(weeks=n) for n in range(5)]
    stands = set(StandBy.objects.filter(person=me, monday__in=weeks).values_list("monday", flat=True))
    by_monday = {turn.monday: turn for turn in turns}
    return render(
        request,
        "rotation/my_turn.html",
        {
            "now": now,
            "hours": read.hours_on(now) if now else [],
            "mates": read.beside_me(now) if now else [],
            "weeks": [(Week.of(day), by_monday.get(day), day in stands) for day in weeks],
            "done": read.minutes_of(turn for turn in past if read.came(turn)),
            "pending": read.minutes_of(turns),
            "past": past[:4],
            "swaps": absences.swaps_waiting(me),
            "times_off": absences.coming_times_off(me),
        },
    )


@guarded(policies.may_read)
def my_year(request: HttpRequest) -> HttpResponse:
    """Fifty-two weeks of one's posts, and how many people one has worked beside."""
    others = max(len(workers_on(today())) - 1, 0)
    return render(request, "rotation/my_year.html", {"year": year.year_of(who(request), others)})


@guarded(policies.may_read)
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Why somebody is at a post, and what would have been the next best."""
    me, found = who(request), found_turn(pk)
    return render(
        request,
        "rotation/turn.html",
        {
            "turn": found,
            "hours": read.hours_on(found),
            "mates": read.beside_me(found),
            "why": why.reasons_of(found),
            "changes": why.changes_of(found),
            "notes": why.notes_of(found),
            "swap_refusal": policies.may_ask_swap(me, found),
            "note_refusal": policies.may_note_attendance(me, found),
            "is_mine": found.person_id == me.pk,
        },
    )


@guarded(policies.may_read)
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Every other post that this person could have that week, and what it would cost more."""
    found = found_turn(pk)
    return render(request, "rotation/what_if.html", {"turn": found, "others": elsewhere(found)})


@guarded(policies.may_stand_by)
@require_POST
def can_be_called(request: HttpRequest, iso: str) -> HttpResponse:
    """Be on the stand-by list of a week, or no longer."""
    week, me = found_week(iso), who(request)
    try:
        if request.POST.get("estoy") == "no":
            stand_by.stand_down(by=me, monday=week.monday)
            messages.success(request, _("You are no longer on that list."))
        else:
            stand_by.stand_by(by=me, monday=week.monday)
            messages.success(request, _("You are on the list of those who can be called."))
    except Refused as refused:
        messages.error(request, str(refused.refusal.message))
    return redirect("rotation:my_turn")
