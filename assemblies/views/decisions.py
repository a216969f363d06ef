"""Decisions: read them, tell one, write what a meeting answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assemblies import policies, services
from assemblies.forms.decisions import HearDecisionForm, TellDecisionForm
from assemblies.models import Decision
from assemblies.selectors import decisions as read
from assemblies.selectors.effects import effects_of
from assemblies.selectors.paths import path_of
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Person


@guarded(policies.may_read)
def decisions(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    which = request.GET.get("ver", "")
    which = which if which in read.VIEWS else ""
    page = paging.page(request, read.search_decisions(words, which), by=("-taken_on", "-id"), size=30)
    found = {"page": page, "query": words, "which": which, "snippets": read.snippets(page, words)}
    return render(request, "assemblies/decisions.html", found)


def _found(pk: int) -> Decision:
    found = read.decisions().filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read_some, leads=policies.may_read)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    require(policies.may_read_decision(request.user, found))  # type: ignore[arg-type]
    works_here = policies.may_read(request.user) is None  # type: ignore[arg-type]
    return render(
        request,
        "assemblies/decision.html",
        {
            "decision": found,
            "hearings": read.hearings_of(found),
            "works_here": works_here,
            "effects": effects_of(found) if works_here else [],
            "path": path_of(found) if works_here else None,
            "follower": read.follower_of(found),
            "hear_refusal": policies.may_hear(request.user, found),  # type: ignore[arg-type]
            "replace_refusal": policies.may_replace(found),
        },
    )


@guarded(policies.may_tell)
def tell(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = TellDecisionForm(
        request.POST or None, person=person, initial={"replaces": request.GET.get("reemplaza", "")}
    )
    if request.method == "POST":
        told = attempt(form, services.tell_decision, by=person)
        if told is not None:
            messages.success(request, _("Told. It can be cited as %(number)s.") % {"number": told.number})
            return redirect("assemblies:decision", told.pk)
    return form_page(request, "assemblies/tell_decision.html", form)


@guarded(policies.may_tell)
def hear(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    person: Person = request.user  # type: ignore[assignment]
    refusal = policies.may_hear(person, found)
    if refusal:
        raise Refused(refusal)
    form = HearDecisionForm(request.POST or None, decision=found)
    if request.method == "POST":
        heard = attempt(form, services.hear_decision, by=person, decision=found)
        if heard is not None:
            messages.success(request, _("Written down."))
            return redirect("assemblies:decision", pk)
    return form_page(request, "assemblies/hear_decision.html", form, decision=found)
