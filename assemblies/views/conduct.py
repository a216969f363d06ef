"""Cases, for those concerned; notes without a name, for the workers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from assemblies.forms import conduct as forms
from assemblies.models import ConductCase
from assemblies.policies import conduct as policies
from assemblies.policies import notes as note_policies
from assemblies.selectors import conduct as read
from assemblies.selectors import notes as read_notes
from assemblies.services import conduct as services
from assemblies.services import measures, notes, redacting
from assemblies.states.conduct import CASE, CaseState
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter

ANSWER = "assemblies/case_form.html"


@guarded(policies.may_raise)
def cases(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = paging.page(request, read.cases_of(person), by=("-changed_at", "-id"), size=20)
    return render(request, "assemblies/cases.html", {"page": page})


@never_cache
@sensitive_post_parameters()
@guarded(policies.may_raise)
def raise_case(request: HttpRequest) -> HttpResponse:
    form = forms.RaiseCaseForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.raise_case, by=request.user)
        if made is not None:
            messages.success(request, _("Raised. Now name who writes it down and who hears it."))
            return redirect("assemblies:case", made.pk)
    return form_page(request, "assemblies/raise_case.html", form)


@never_cache
@guarded(may_enter)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = services.read_case(by=person, pk=_small(pk))
    one = found.case
    moves = [
        (state, CaseState(state).label, policies.may_move(person, one, state))
        for state in CaseState.values
        if state in CASE.moves[one.state] and state != CaseState.MEASURE
    ]
    return render(
        request,
        "assemblies/case.html",
        {
            "case": one,
            "told": found.told,
            "parts": found.parts,
            "people": read.people_of(one),
            "steps": read.steps_of(one),
            "measures": read.measures_of(one),
            "reads": read.reads_of(one)[:30],
            "moves": moves,
            "write_refusal": policies.may_write(person, one),
            "attest_refusal": policies.may_attest(person, one),
            "name_refusal": policies.may_name(person, one),
            "move_refusal": policies.may_move_some(person, one),
            "measure_refusal": policies.may_measure(person, one),
            "lift_refusal": policies.may_lift(person, one),
            "redact_refusal": policies.may_redact(person, one),
            "named": policies.NAMED,
        },
    )


def _small(pk: int) -> int:
    """A number beyond the database's own is nobody's case."""
    if pk >= 2**63:
        raise Refused(NOT_FOUND)
    return pk


def _mine(request: HttpRequest, pk: int) -> ConductCase:
    person: Any = request.user
    found = read.case_of(person, _small(pk))
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def _answer(
    request: HttpRequest, form: Any, one: ConductCase, title: Any, submit: Any, lead: Any = ""
) -> HttpResponse:
    return form_page(request, ANSWER, form, case=one, title=title, submit=submit, lead=lead)


@never_cache
@sensitive_post_parameters()
@guarded(may_enter)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    require(policies.may_write(person, one))  # type: ignore[arg-type]
    form = forms.EntryForm(request.POST or None)
    if request.method == "POST" and attempt(form, services.write_entry, by=person, case=one) is not None:
        messages.success(request, _("Written down."))
        return redirect("assemblies:case", one.pk)
    return _answer(request, form, one, _("Write what was said"), _("Write it down"))


@never_cache
@sensitive_post_parameters()
@guarded(may_enter)
def move(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    require(policies.may_move(person, one, state))  # type: ignore[arg-type]
    if state == CaseState.MEASURE:
        return redirect("assemblies:impose_measure", one.pk)
    form = forms.MoveCaseForm(request.POST or None, state=state)
    if request.method == "POST":
        moved = attempt(form, services.move_case, by=person, case=one, state=state)
        if moved is not None:
            messages.success(request, _("Written down."))
            return redirect("assemblies:case", one.pk)
    return _answer(
        request,
        form,
        one,
        str(CaseState(state).label).capitalize(),
        _("We agreed so"),
        _("People agree this; whoever writes it down only tells it."),
    )


@never_cache
@guarded(may_enter)
def name(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    require(policies.may_name(person, one))  # type: ignore[arg-type]
    form = forms.NamePersonForm(request.POST or None)
    if request.method == "POST" and attempt(form, services.name_person, by=person, case=one) is not None:
        messages.success(request, _("Named. From now on they may read it."))
        return redirect("assemblies:case", one.pk)
    return _answer(
        request,
        form,
        one,
        _("Name somebody"),
        _("Name them"),
        _("Whoever you name reads everything. Name only who is needed."),
    )


@guarded(may_enter)
@require_POST
def end_part(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    number = request.POST.get("part", "")
    part = read.part_of_case(one, int(number)) if number.isdecimal() and len(number) < 18 else None
    require(policies.may_name(person, one))  # type: ignore[arg-type]
    if part is None:
        raise Refused(NOT_FOUND)
    services.end_part(by=person, part=part)  # type: ignore[arg-type]
    messages.success(request, _("Written down."))
    return redirect("assemblies:case", one.pk)


@guarded(may_enter)
@require_POST
def attest(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    number = request.POST.get("number", "")
    if not (number.isdecimal() and len(number) < 9):
        raise Refused(NOT_FOUND)
    services.attest_entry(by=person, case=one, number=int(number))  # type: ignore[arg-type]
    messages.success(request, _("Thank you: it is attested."))
    return redirect("assemblies:case", one.pk)


@never_cache
@sensitive_post_parameters()
@guarded(may_enter)
def impose(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    require(policies.may_measure(person, one))  # type: ignore[arg-type]
    form = forms.MeasureForm(request.POST or None)
    if request.method == "POST" and attempt(form, measures.impose_measure, by=person, case=one) is not None:
        messages.success(request, _("Written down."))
        return redirect("assemblies:case", one.pk)
    lead = _(
        "To stop working closes keys and logins from its first day until its end, or until it is lifted."
    )
    return _answer(request, form, one, _("Which measure was agreed"), _("We agreed so"), lead)


@never_cache
@guarded(may_enter)
def lift(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    require(policies.may_lift(person, one))  # type: ignore[arg-type]
    found = read.measure_of_case(one, _small(measure))
    if found is None:
        raise Refused(NOT_FOUND)
    form = forms.LiftForm(request.POST or None)
    if (
        request.method == "POST"
        and attempt(form, measures.lift_measure, by=person, measure=found) is not None
    ):
        messages.success(request, _("Lifted."))
        return redirect("assemblies:case", one.pk)
    return _answer(request, form, one, _("Lift the measure"), _("Lift it"))


@never_cache
@guarded(may_enter)
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _mine(request, pk), request.user
    require(policies.may_redact(person, one))  # type: ignore[arg-type]
    form = forms.RedactCaseForm(request.POST or None)
    if request.method == "POST":
        act = attempt(form, redacting.ask_case_redaction, by=person, case=one)
        if act is not None:
            messages.success(request, _("Asked. Somebody else concerned confirms it under «By two people»."))
            return redirect("assemblies:case", one.pk)
    lead = _("Nobody will read these words again. The dates and the measures stay. A second person confirms.")
    return _answer(request, form, one, _("Destroy the words"), _("Ask a second person"), lead)


@guarded(note_policies.may_read_notes)
def all_notes(request: HttpRequest) -> HttpResponse:
    found = read_notes.readable_notes()
    where = request.GET.get("instancia", "")
    if where.isdecimal() and len(where) < 18:
        found = found.filter(space=int(where))
    page = paging.page(request, found, by=("-day", "id"), size=30)
    return render(request, "assemblies/notes.html", {"page": page})


@never_cache
@sensitive_post_parameters()
@guarded(note_policies.may_leave_note)
def leave_note(request: HttpRequest) -> HttpResponse:
    form = forms.NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        left = attempt(form, _left, by=request.user)
        if left:
            messages.success(request, _("Left. It is read from tomorrow on."))
            return redirect("assemblies:notes")
    return form_page(request, "assemblies/leave_note.html", form)


def _left(**given: Any) -> bool:
    notes.leave_note(**given)
    return True


@guarded(note_policies.may_read_notes)
def note_off(request: HttpRequest, note: uuid.UUID) -> HttpResponse:
    found = read_notes.readable_notes().filter(pk=note).first()
    if found is None:
        raise Refused(NOT_FOUND)
    form = forms.NoteOffForm(request.POST or None)
    if request.method == "POST":
        act = attempt(form, redacting.ask_note_off, by=request.user, note=found)
        if act is not None:
            messages.success(request, _("Asked. Another worker confirms it under «By two people»."))
            return redirect("assemblies:notes")
    return form_page(request, "assemblies/note_off.html", form, note=found)
