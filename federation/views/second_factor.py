"""The second factor: giving it, setting it up, printing its paper codes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import add_refusal, attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from cecosesola.ui.refusals import safe_path
from federation.forms.entry import ConfirmFactorForm, PasswordNowForm, SecondFactorForm
from federation.models import SecondFactor
from federation.policies.entry import entry_of, proved
from federation.selectors import access as read_access
from federation.services import second_factor as services


@guarded(may_enter)
@never_cache
@sensitive_post_parameters()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Give it, when it lacks; else see what there is. Leads back to where one was going."""
    person: Any = request.user
    after = safe_path(request, request.POST.get("next") or request.GET.get("next"), default="")
    entry = entry_of(person)
    if request.method == "POST" and request.POST.get("do") == "papers":
        return _papers(request, services.new_papers(by=person))
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give(by=person, code=form.cleaned_data["code"])
        except Refused as refused:
            add_refusal(form, refused.refusal)
        else:
            messages.success(request, _("Your keys are open on this device for twelve hours."))
            return redirect(after or "federation:account")
    return form_page(
        request,
        "federation/second_factor.html",
        form,
        next=after,
        set_up=read_access.has_second_factor(person),
        proved=entry is not None and proved(entry),
        papers_left=read_access.recovery_left(person),
        enforced=services.is_enforced(),
    )


@guarded(may_enter)
@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponse:
    """First the password, then the picture for the phone and its first code, then the papers."""
    person: Any = request.user
    confirming = request.POST.get("do") == "confirm"
    begin = PasswordNowForm(request.POST if request.method == "POST" and not confirming else None)
    form = ConfirmFactorForm(request.POST if confirming else None)
    if request.method == "POST" and not confirming:
        factor = attempt(begin, services.prepare, by=person)
        if factor is not None:
            return _shown(request, factor, ConfirmFactorForm())
    if confirming:
        papers = attempt(form, services.confirm, by=person)
        if papers is not None:
            return _papers(request, papers)
        factor = SecondFactor.objects.filter(person=person).exclude(pending="").first()
        if factor is not None:
            return _shown(request, factor, form)
        begin = PasswordNowForm()
    return form_page(
        request, "federation/set_up_factor.html", begin, set_up=read_access.has_second_factor(person)
    )


def _shown(request: HttpRequest, factor: SecondFactor, form: ConfirmFactorForm) -> HttpResponse:
    secret = factor.pending
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return form_page(
        request,
        "federation/set_up_factor.html",
        form,
        address=services.address_of(factor),
        secret=spaced,
    )


def _papers(request: HttpRequest, papers: list[str]) -> HttpResponse:
    """Shown in this one answer, to be printed or written down."""
    return render(request, "federation/paper_codes.html", {"papers": papers})
