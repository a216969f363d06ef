"""Objections: shared work, closed by whoever holds them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assemblies import policies, services
from assemblies.forms.proposals import CloseForm, StepForm
from assemblies.models import ObjectionStep
from assemblies.selectors import proposals as read
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Person


def _found(person: Any, pk: int) -> read.Objection:
    objection = read.find_objection(person, pk)
    if objection is None:
        raise Refused(NOT_FOUND)
    return objection


@guarded(policies.may_propose)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody objects, what would answer it, who works on it and what was tried."""
    person: Person = request.user  # type: ignore[assignment]
    found = _found(person, pk)
    form = StepForm(request.POST if request.POST.get("do") == ObjectionStep.Kind.SAYS else None)
    if request.method == "POST":
        kind = request.POST.get("do", "")
        given = {"by": person, "objection": found.stance, "kind": kind}
        if kind == ObjectionStep.Kind.SAYS:
            done = attempt(form, services.work_on, **given) is not None
        else:
            services.work_on(**given)  # type: ignore[arg-type]
            done = True
        if done:
            messages.success(request, _("Written down."))
            return redirect("assemblies:objection", pk)
    mine = found.stance.person_id == person.pk
    record = None if mine else policies.may_record_closing(person, found.stance)
    return form_page(
        request,
        "assemblies/objection.html",
        form,
        objection=found,
        mine=mine,
        works=any(worker.pk == person.pk for worker in found.workers),
        record_refusal=record,
        earlier=read.earlier_stances(found.stance),
    )


@guarded(policies.may_propose)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Its holder closes it; anybody else writes down what the holder said, for a witness to confirm."""
    person: Person = request.user  # type: ignore[assignment]
    found = _found(person, pk).stance
    mine = found.person_id == person.pk
    require(
        policies.may_close_own(person, found, "integrated")
        if mine
        else policies.may_record_closing(person, found)
    )
    form = CloseForm(request.POST or None)
    if request.method == "POST":
        service: Any = services.close_own if mine else services.ask_closing
        closed = attempt(form, service, by=person, objection=found)
        if closed is not None and mine:
            messages.success(request, _("Your objection is closed."))
            return redirect("assemblies:objection", pk)
        if closed is not None:
            messages.success(request, _("It waits for a witness. Ask somebody who was there."))
            return redirect("federation:act", closed.pk)
    return form_page(request, "assemblies/close_objection.html", form, stance=found, mine=mine)
