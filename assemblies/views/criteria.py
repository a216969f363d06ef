"""Criteria: which apply, what they say, how we came to them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assemblies import policies, services
from assemblies.forms import criteria as forms
from assemblies.models import Criterion, CriterionArea
from assemblies.selectors import criteria as read
from assemblies.selectors.booklet import booklet_pdf
from assemblies.states import CriterionState
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded


def _found(pk: int) -> Criterion:
    criterion = read.find_criterion(pk)
    if criterion is None:
        raise Refused(NOT_FOUND)
    return criterion


@guarded(policies.may_read)
def criteria(request: HttpRequest) -> HttpResponse:
    """«¿Qué criterio aplica?»: a question in plain words, or everything in force."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    area = request.GET.get("donde", "")
    area = area if area in CriterionArea.values else ""
    context: dict[str, Any] = {"query": words, "area": area, "areas": CriterionArea.choices}
    if words:
        context["found"] = read.applying(words, area)
    else:
        listed = read.in_force().filter(areas__contains=[area]) if area else read.in_force()
        context["page"] = paging.page(request, listed, by=("name", "id"), size=40)
    return render(request, "assemblies/criteria.html", context)


@guarded(policies.may_read)
def criterion(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    form = forms.StoryForm(request.POST or None, criterion=found)
    if request.method == "POST":
        require(policies.may_keep_criteria(request.user))  # type: ignore[arg-type]
        out = request.POST.get("out", "")
        if out.isascii() and out.isdigit() and len(out) < 10:
            story = read.stories_of_criterion(found).filter(pk=int(out)).first()
            if story is not None:
                services.link_criterion_story(by=request.user, criterion=found, story=story, linked=False)  # type: ignore[arg-type]
            return redirect("assemblies:criterion", pk)
        if form.is_valid():
            services.link_criterion_story(by=request.user, criterion=found, linked=True, **form.cleaned_data)  # type: ignore[arg-type]
            return redirect("assemblies:criterion", pk)
    return form_page(
        request,
        "assemblies/criterion.html",
        form,
        criterion=found,
        wordings=read.wordings_of(found),
        reviews=read.reviews_of(found),
        stories=read.stories_of_criterion(found),
        reviewing=found.state == CriterionState.UNDER_REVIEW,
        holds=found.state != CriterionState.RETIRED,
    )


@guarded(policies.may_read)
def booklet(request: HttpRequest) -> HttpResponse:
    """The booklet to print: black and white, A4."""
    return pdf.answer(booklet_pdf(), "criterios")


@guarded(policies.may_keep_criteria)
def make(request: HttpRequest) -> HttpResponse:
    form = forms.CriterionForm(request.POST or None, initial={"decision": request.GET.get("decision", "")})
    if request.method == "POST":
        made = attempt(form, services.make_criterion, by=request.user)
        if made is not None:
            messages.success(request, _("Written down as %(code)s.") % {"code": made.code})
            return redirect("assemblies:criterion", made.pk)
    return _form(request, form, None, _("Write down a criterion"), _("What a meeting agreed to decide by."))


@guarded(policies.may_keep_criteria)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movable(request, pk, CriterionState.UNDER_REVIEW)
    form = forms.WhyForm(request.POST or None)
    if _done(request, form, services.begin_review, found):
        return redirect("assemblies:criterion", pk)
    return _form(request, form, found, _("Look at it again"), _("It stays in force meanwhile."))


@guarded(policies.may_keep_criteria)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movable(request, pk, CriterionState.IN_FORCE)
    form = forms.ConfirmForm(request.POST or None)
    if _done(request, form, services.confirm_criterion, found):
        return redirect("assemblies:criterion", pk)
    return _form(request, form, found, _("It stays as it is"), found.text)


@guarded(policies.may_keep_criteria)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movable(request, pk, CriterionState.IN_FORCE)
    form = forms.RenewForm(request.POST or None, criterion=found)
    if _done(request, form, services.renew_criterion, found):
        return redirect("assemblies:criterion", pk)
    return _form(request, form, found, _("Say it otherwise"), found.text)


@guarded(policies.may_keep_criteria)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movable(request, pk, CriterionState.RETIRED)
    form = forms.RetireForm(request.POST or None)
    if _done(request, form, services.retire_criterion, found):
        return redirect("assemblies:criterion", pk)
    return _form(request, form, found, _("It no longer applies"), _("Its words and its path stay."))


def _movable(request: HttpRequest, pk: int, state: str) -> Criterion:
    found = _found(pk)
    require(policies.may_move_criterion(request.user, found, state))  # type: ignore[arg-type]
    return found


def _done(request: HttpRequest, form: Any, service: Any, found: Criterion) -> bool:
    done = request.method == "POST" and attempt(form, service, by=request.user, criterion=found) is not None
    if done:
        messages.success(request, _("Written down."))
    return done


def _form(request: HttpRequest, form: Any, found: Criterion | None, title: str, lead: str) -> HttpResponse:
    return form_page(request, "assemblies/criterion_form.html", form, criterion=found, title=title, lead=lead)
