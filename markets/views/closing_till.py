"""Closing a till: a blind count, a second signature, then the difference and what remains to do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cecosesola.kernel.errors import require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from markets import policies
from markets.forms.tills import CountForm, ExplainForm, SecondPersonForm
from markets.models import CashCount, TillSession
from markets.selectors import till_lists as lists
from markets.services import tills as services
from markets.states import SESSION, SessionState
from markets.views.common import head
from markets.views.opening import session_or_404
from markets.views.second import signed, signs_herself


@guarded(policies.may_use_till)
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing of what the till should hold is read for this page, so nothing of it can show."""
    session = session_or_404(pk)
    person: Any = request.user
    require(policies.may_count_session(person, session))
    form = CountForm(request.POST or None)
    if request.method == "POST":
        counted = attempt(form, _count, by=person, session=session, cash=form)
        if counted is not None:
            return redirect("markets:sign_count", session.pk)
    return form_page(
        request,
        "markets/count_till.html",
        form,
        **head(request, session.fair_week.week),
        session=session,
        over=SESSION.refusal(session.state, SessionState.COUNTING),
    )


def _count(*, by: Any, session: TillSession, cash: CountForm, **_fields: object) -> TillSession:
    return services.count_session(by=by, session=session, counts=cash.counts(), manifest=cash.manifest())


@guarded(policies.may_use_till)
@sensitive_post_parameters("password")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_or_404(pk)
    person: Any = request.user
    require(policies.may_work_till(person, session.till.fair))
    form = SecondPersonForm(None if signs_herself(request) else request.POST or None)
    second = signed(request, form, services.sign_count, session=session)
    if second is not None:
        messages.success(request, _("%(name)s signed the count.") % {"name": second.get_full_name()})
        return redirect("markets:session", session.pk)
    counts = lists.counted(session, CashCount.Kind.CLOSING)
    first = counts[0].counted_by if counts else None
    return form_page(
        request,
        "markets/sign_count.html",
        form,
        **head(request, session.fair_week.week),
        session=session,
        counts=counts,
        first=first,
        over=SESSION.refusal(session.state, SessionState.COUNTED),
        self_refusal=policies.may_confirm(person, session, first) if first else None,
    )


@guarded(policies.may_use_till)
@require_POST
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_or_404(pk)
    services.recount_session(by=request.user, session=session)  # type: ignore[arg-type]
    messages.success(request, _("Count again, from the start."))
    return redirect("markets:count_session", session.pk)


@guarded(policies.may_use_till)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_or_404(pk)
    form = ExplainForm(request.POST or None, initial={"explanation": session.explanation})
    if request.method == "POST":
        told = attempt(form, services.explain_difference, by=request.user, session=session)
        if told is not None:
            messages.success(request, _("Written. The meeting reads it."))
            return redirect("markets:session", session.pk)
    return form_page(
        request,
        "markets/explain_difference.html",
        form,
        **head(request, session.fair_week.week),
        session=session,
        gaps=lists.gaps_of(session),
        refusal=policies.may_count_session(request.user, session),  # type: ignore[arg-type]
    )


@guarded(policies.may_use_till)
@require_POST
def reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_or_404(pk)
    services.reconcile_session(by=request.user, session=session)  # type: ignore[arg-type]
    messages.success(request, _("Reconciled: what the machine sold is what arrived."))
    return redirect("markets:session", session.pk)
