"""The mentor's part: the checklist, reflections, handing over, and what the meeting told a newcomer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded, may_enter
from federation.forms.beginnings import ChecklistForm, MentorForm, ReflectionForm, ReprimandForm
from federation.models import BeginningStep, ChecklistItem, Membership, Reflection, Section
from federation.policies import beginnings as rules
from federation.selectors import beginnings as read_beginnings
from federation.services import beginnings as services
from federation.services import reflections
from federation.views.beginnings import beginning_or_404
from federation.views.common import sheet


@guarded(may_enter)
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    step = BeginningStep.objects.select_related("beginning").filter(pk=pk).first()
    if step is None or rules.may_follow(request.user, step.beginning) is not None:  # type: ignore[arg-type]
        raise Refused(NOT_FOUND)
    services.tick(by=request.user, step=step, done=request.POST.get("done") == "1")  # type: ignore[arg-type]
    return redirect(f"{reverse('federation:beginning', args=[step.beginning_id])}#lista")


@guarded(may_enter)
def reflect(request: HttpRequest, pk: int) -> HttpResponse:
    found = beginning_or_404(request.user, pk)
    require(rules.may_reflect(request.user, found))  # type: ignore[arg-type]
    form = ReflectionForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, reflections.reflect, by=request.user, beginning=found)
        if made is not None:
            messages.success(request, _("Written."))
            return redirect("federation:beginning", pk)
    return _about(request, form, found, _("How it goes"), _("Write it"))


@guarded(may_enter)
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    found = Reflection.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    reflections.share_reflection(by=request.user, reflection=found)  # type: ignore[arg-type]
    messages.success(request, _("Every worker may read it now."))
    return redirect("federation:beginning", found.beginning_id)


@guarded(may_enter)
def ask_mentor(request: HttpRequest, pk: int) -> HttpResponse:
    found = beginning_or_404(request.user, pk)
    require(rules.may_mentor(request.user, found))  # type: ignore[arg-type]
    form = MentorForm(request.POST or None)
    if request.method == "POST":
        asked = attempt(form, services.ask_mentor, by=request.user, beginning=found)
        if asked is not None:
            messages.success(request, _("Asked. You go on until they accept."))
            return redirect("federation:beginning", pk)
    return _about(request, form, found, _("Ask another to be their mentor"), _("Ask them"))


@guarded(rules.may_note_reprimands)
def note_reprimand(request: HttpRequest, pk: int) -> HttpResponse:
    found = Membership.objects.select_related("person", "cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    form = ReprimandForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, reflections.note_reprimand, by=request.user, membership=found)
        if made is not None:
            messages.success(
                request,
                _("Noted. %(mentor)s shares it as their mentor.") % {"mentor": made.mentor}
                if made.mentor
                else _("Noted."),
            )
            return redirect("federation:person", found.person_id)
    return sheet(
        request,
        form,
        heading=_("What the meeting told somebody"),
        lead=found,
        submit=_("Note it"),
        up=found.person,
        up_url=reverse("federation:person", args=[found.person_id]),
        note=_("Whoever mentored them on that day is named with it, for they share the responsibility."),
    )


@guarded(rules.may_keep_checklist)
def checklist(request: HttpRequest) -> HttpResponse:
    lines = list(read_beginnings.template())
    parts = [(label, [line for line in lines if line.section == part]) for part, label in Section.choices]
    form = ChecklistForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, reflections.save_checklist_item, by=request.user, item=None)
        if made is not None:
            messages.success(request, _("The line is in the list of whoever begins from now on."))
            return redirect("federation:checklist")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "federation/checklist.html", {"parts": parts, "form": form}, status=status)


@guarded(rules.may_keep_checklist)
def change_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = ChecklistItem.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    kept = {name: getattr(found, name) for name in ("section", "words", "place", "is_active")}
    form = ChecklistForm(request.POST or None, initial=kept)
    if request.method == "POST":
        done = attempt(form, reflections.save_checklist_item, by=request.user, item=found)
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("federation:checklist")
    return sheet(
        request,
        form,
        heading=_("A line of the checklist"),
        submit=_("Save"),
        up=_("Checklist"),
        up_url=reverse("federation:checklist"),
    )


def _about(request: HttpRequest, form: Any, found: Any, heading: str, submit: str) -> HttpResponse:
    return sheet(
        request,
        form,
        heading=heading,
        lead=found,
        submit=submit,
        up=found,
        up_url=reverse("federation:beginning", args=[found.pk]),
    )
