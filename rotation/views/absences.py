"""Time off and swaps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from rotation import policies
from rotation.forms.mine import AnswerTimeOffForm, SwapForm, TimeOffForm
from rotation.models import Swap
from rotation.selectors import absences as read
from rotation.services import swaps, time_off
from rotation.states import TimeOffState
from rotation.views.common import found_turn, one, who


@guarded(policies.may_read)
def times_off(request: HttpRequest) -> HttpResponse:
    """Who is away and when, and what waits for the meeting. Why is nobody else's matter."""
    me = who(request)
    return render(
        request,
        "rotation/times_off.html",
        {"mine": read.coming_times_off(me), "all": read.coming_times_off(), "me": me},
    )


@guarded(policies.may_stand_by)
def ask_time_off(request: HttpRequest) -> HttpResponse:
    form = TimeOffForm(request.POST or None)
    if request.method == "POST":
        asked = attempt(form, time_off.ask_time_off, by=who(request))
        if asked is not None:
            messages.success(request, _("It is written, and comes to the meeting by itself."))
            return redirect("rotation:time_off", asked.pk)
    return form_page(request, "rotation/ask_time_off.html", form)


@guarded(policies.may_read)
def one_time_off(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    found = one(read.times_off(), pk)
    return render(
        request,
        "rotation/time_off.html",
        {
            "off": found,
            "shows_words": policies.may_read_time_off_words(me, found) is None,
            "answer_refusal": policies.may_answer_time_off(me, found, TimeOffState.AGREED),
            "take_back_refusal": policies.may_take_back_time_off(me, found),
        },
    )


@guarded(policies.may_read)
def answer_time_off(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    found = one(read.times_off(), pk)
    require(policies.may_answer_time_off(me, found, TimeOffState.AGREED))
    form = AnswerTimeOffForm(request.POST or None)
    if (
        request.method == "POST"
        and attempt(form, time_off.answer_time_off, by=me, time_off=found) is not None
    ):
        messages.success(request, _("Written down."))
        return redirect("rotation:time_off", found.pk)
    return form_page(request, "rotation/answer_time_off.html", form, off=found)


@guarded(policies.may_read)
@require_POST
def take_back_time_off(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(read.times_off(), pk)
    time_off.take_back_time_off(by=who(request), time_off=found)
    messages.success(request, _("Taken back: the weeks to come count on you again."))
    return redirect("rotation:time_off", found.pk)


@guarded(policies.may_read)
def ask_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose with whom to change a turn of that week."""
    me, turn = who(request), found_turn(pk)
    require(policies.may_ask_swap(me, turn))
    form = SwapForm(request.POST or None, turns=read.swappable(turn))
    if request.method == "POST":
        made = attempt(form, swaps.ask_swap, by=me, turn=turn)
        if made is not None:
            messages.success(request, _("%(person)s was asked.") % {"person": made.asked_of})
            return redirect("rotation:swap", made.pk)
    return form_page(request, "rotation/ask_swap.html", form, turn=turn)


def _found_swap(pk: int) -> Swap:
    found = read.find_swap(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read)
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """A swap that was asked for: whoever was asked answers, and it is done at once."""
    me, found = who(request), _found_swap(pk)
    answer_refusal = policies.may_answer_swap(me, found, "done")
    if request.method == "POST":
        require(answer_refusal)
        agree = request.POST.get("respuesta") == "si"
        done = swaps.answer_swap(by=me, swap=found, agree=agree)
        said = _("It is done: the keys changed too.") if agree else _("You said no. Nothing changes.")
        messages.success(request, said)
        return redirect("rotation:swap", done.pk)
    return render(
        request,
        "rotation/swap.html",
        {
            "swap": found,
            "answer_refusal": answer_refusal,
            "take_back_refusal": policies.may_take_back_swap(me, found),
        },
    )


@guarded(policies.may_read)
@require_POST
def take_back_swap(request: HttpRequest, pk: int) -> HttpResponse:
    found = swaps.take_back_swap(by=who(request), swap=_found_swap(pk))
    messages.success(request, _("Taken back."))
    return redirect("rotation:swap", found.pk)
