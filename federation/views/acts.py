"""«By two people»: what waits for a second person, and answering it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from federation.forms.acts import DeclineForm
from federation.models import TwoPersonAct
from federation.policies.acts import act_kind, may_confirm_act, may_see_act
from federation.selectors import acts as read_acts
from federation.services import acts as services
from federation.states import ACT_TONES, ActState


@guarded(may_enter)
def acts(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    return render(
        request,
        "federation/acts.html",
        {
            "waiting": read_acts.waiting_for(person),
            "asked": read_acts.asked_by(person),
            "ended": [(act, ACT_TONES[ActState(act.state)]) for act in read_acts.recent(person)],
        },
    )


@guarded(may_enter)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = TwoPersonAct.objects.select_related("asked_by", "ended_by").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    require(may_see_act(person, found))
    answer = request.POST.get("do") if request.method == "POST" else None
    form = DeclineForm(request.POST if answer == "decline" else None)
    done = None
    if answer == "decline":
        done = attempt(form, services.decline, by=person, act=found)
    elif answer in {"confirm", "withdraw"}:
        done = (services.confirm if answer == "confirm" else services.withdraw)(by=person, act=found)
    if done is not None:
        messages.success(request, _("Noted: %(act)s.") % {"act": done})
        return redirect("federation:act", pk=found.pk)
    kind = act_kind(found.kind)
    return form_page(
        request,
        "federation/act.html",
        form,
        act=found,
        kind=kind.label,
        tone=ACT_TONES[ActState(found.state)],
        details=kind.details(found),
        confirm_refusal=may_confirm_act(person, found),
        open=found.state == ActState.ASKED,
        mine=found.asked_by_id == person.pk,
    )
