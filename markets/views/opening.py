"""Opening a till: one counts the float, another confirms the same money."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refusal, Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from markets import policies
from markets.forms.tills import OpenTillForm, SecondPersonForm
from markets.models import CashCount, Device, TillSession
from markets.selectors import till_lists as lists
from markets.selectors import till_work as reads
from markets.services import tills as services
from markets.states import SESSION, SessionState
from markets.views.common import head
from markets.views.second import signed, signs_herself


def session_or_404(pk: int) -> TillSession:
    session = reads.session_or_none(pk)
    if session is None:
        raise Refused(NOT_FOUND)
    return session


@guarded(policies.may_use_till)
def open_till(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    devices = reads.machines(reads.fairs_of(person))
    form = OpenTillForm(
        request.POST or None, devices=devices, initial={"device": request.GET.get("maquina", "")}
    )
    if request.method == "POST":
        session = attempt(form, _open, by=person, cash=form)
        if session is not None:
            return redirect("markets:confirm_opening", session.pk)
    return form_page(request, "markets/open_till.html", form, machines=devices.exists())


def _open(*, by: Any, cash: OpenTillForm, device: Device, **_fields: object) -> TillSession:
    assert device.till is not None  # `machines` lists only those of a till
    fair_week = reads.selling(device.till.fair_id)
    if fair_week is None:
        raise Refused(
            Refusal("not_selling", _("No week of this fair is selling now. See where the week stands."), 409)
        )
    return services.open_session(by=by, device=device, fair_week=fair_week, counts=cash.counts())


@guarded(policies.may_use_till)
@sensitive_post_parameters("password")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_or_404(pk)
    person: Any = request.user
    require(policies.may_work_till(person, session.till.fair))
    form = SecondPersonForm(None if signs_herself(request) else request.POST or None)
    second = signed(request, form, services.confirm_opening, session=session)
    if second is not None:
        if not signs_herself(request):
            return redirect("markets:till")  # the machine of the first: it sells at once
        words = _("%(name)s confirmed the float. The till may sell.") % {"name": second.get_full_name()}
        messages.success(request, words)
        return redirect("markets:session", session.pk)
    return form_page(
        request,
        "markets/confirm_opening.html",
        form,
        **head(request, session.fair_week.week),
        session=session,
        counts=lists.counted(session, CashCount.Kind.OPENING),
        over=SESSION.refusal(session.state, SessionState.OPEN)
        if session.state != SessionState.OPENING
        else None,
        self_refusal=policies.may_confirm(person, session, session.opened_by),
    )
