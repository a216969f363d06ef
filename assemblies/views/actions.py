"""What there is to do: who said they would, until when, and how it ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assemblies import policies, services
from assemblies.forms import actions as forms
from assemblies.models import ActionItem
from assemblies.selectors import actions as read
from assemblies.states import ActionState
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Person

VIEWS = ("", "todo", "terminado")


@guarded(policies.may_promise)
def action_items(request: HttpRequest) -> HttpResponse:
    """One's own first; then everybody's, and what ended."""
    which = request.GET.get("ver", "")
    which = which if which in VIEWS else ""
    if which == "terminado":
        page = paging.page(request, read.ended_items(), by=("-ended_at", "-id"), size=30)
    else:
        mine = request.user if which == "" else None
        page = paging.page(request, read.open_items(mine), by=("until", "id"), size=40)  # type: ignore[arg-type]
    return render(request, "assemblies/action_items.html", {"page": page, "which": which, "today": today()})


@guarded(policies.may_promise)
def promise(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = forms.PromiseForm(request.POST or None, person=person)
    if request.method == "POST":
        made = attempt(form, services.promise_action, by=person)
        if made is not None:
            messages.success(request, _("It waits for %(person)s.") % {"person": made.person})
            return redirect("assemblies:action_items")
    return form_page(request, "assemblies/promise.html", form)


def _found(pk: int) -> ActionItem:
    item = read.find_item(pk)
    if item is None:
        raise Refused(NOT_FOUND)
    return item


@guarded(policies.may_promise)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    item = _found(pk)
    require(policies.may_end_action(person, item, ActionState.DONE))
    form = forms.EndForm(request.POST or None, item=item, person=person)
    if request.method == "POST" and attempt(form, services.end_action, by=person, item=item) is not None:
        messages.success(request, _("Written down."))
        return redirect("assemblies:action_items")
    hand_refusal = policies.may_end_action(person, item, ActionState.HANDED_ON)
    return form_page(request, "assemblies/end_action.html", form, item=item, hand_refusal=hand_refusal)


@guarded(policies.may_promise)
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    item = _found(pk)
    require(policies.may_end_action(person, item, ActionState.HANDED_ON))
    form = forms.HandOnForm(request.POST or None, item=item)
    if request.method == "POST":
        theirs = attempt(form, services.hand_on, by=person, item=item)
        if theirs is not None:
            messages.success(request, _("It waits for %(person)s.") % {"person": theirs.person})
            return redirect("assemblies:action_items")
    return form_page(request, "assemblies/hand_on.html", form, item=item)
