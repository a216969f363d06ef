"""«Who holds keys?»: every live mandate, and giving and ending them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import export, paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from federation import policies, services
from federation.forms.keys import BreakGlassForm, EndKeyForm, GiveKeyForm
from federation.models import Person, Role, TwoPersonAct
from federation.policies.powers import POWERS
from federation.selectors import lent as read_lent
from federation.selectors import mandates as read_mandates
from federation.selectors.people import PERSON_BY_NAME
from federation.views.downloads import KEYS


@guarded(policies.may_see_keys)
def keys(request: HttpRequest) -> HttpResponseBase:
    reader: Person = request.user  # type: ignore[assignment]
    role = request.GET.get("llave", "")
    role = role if role in Role.values else ""
    words = request.GET.get("q", "").strip()[:80]
    listed = read_mandates.mandates_in_force(role, words)
    if wanted := export.wanted(request):
        return export.answer(wanted, _("keys"), KEYS, listed.order_by(*PERSON_BY_NAME).iterator(2000))
    page = paging.page(
        request,
        listed,
        by=PERSON_BY_NAME,
        size=60,
    )
    return render(
        request,
        "federation/keys.html",
        {
            "page": page,
            "cited": read_lent.resolve(mandate.source_ref for mandate in page),
            "emergency": read_mandates.emergency_keys(),
            "role": role,
            "roles": Role.choices,
            "query": words,
            "give_refusal": policies.may_give_keys(reader),
            "may_give": policies.may_give_keys(reader) is None,
            "break_refusal": policies.may_break_glass(reader),
        },
    )


@guarded(policies.may_give_keys)
def give(request: HttpRequest) -> HttpResponse:
    form = GiveKeyForm(request.POST or None, initial={"person": request.GET.get("a", "")[:24]})
    if request.method == "POST":
        mandate = attempt(form, services.hand_key, by=request.user)
        if isinstance(mandate, TwoPersonAct):
            messages.success(request, _("Asked for. Another person who keeps the register confirms it."))
            return redirect("federation:act", pk=mandate.pk)
        if mandate is not None:
            messages.success(
                request,
                _("%(person)s holds this key now: %(role)s.")
                % {"person": mandate.person, "role": mandate.get_role_display()},
            )
            return redirect("federation:keys")
    return form_page(request, "federation/give_key.html", form)


@guarded(may_enter)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    mandate = read_mandates.live_mandates().filter(pk=pk).first()
    if mandate is None:
        raise Refused(NOT_FOUND)
    person: Person = request.user  # type: ignore[assignment]
    require(policies.may_end_key(person, mandate))
    form = EndKeyForm(request.POST or None)
    if request.method == "POST":
        ended = attempt(form, services.end_key, by=person, mandate=mandate)
        if ended is not None:
            messages.success(request, _("The key has ended."))
            seen = policies.may_see_keys(person) is None
            return redirect("federation:keys" if seen else "home")
    return form_page(request, "federation/end_key.html", form, mandate=mandate)


@guarded(policies.may_see_keys)
def powers(request: HttpRequest) -> HttpResponse:
    """What each key opens, in plain words, and how many hold it."""
    held = read_mandates.holders_by_role()
    rows = [(power, held.get(role, 0)) for role, power in POWERS.items()]
    return render(request, "federation/powers.html", {"rows": rows})


@guarded(may_enter)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every key that somebody has held: who has done what is for all workers to see."""
    person = Person.objects.filter(pk=pk).first()
    reader: Any = request.user
    if person is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_person(reader, person))
    page = paging.page(request, read_mandates.history_of(person), by=("-id",), size=40)
    return render(
        request,
        "federation/person_keys.html",
        {"person": person, "page": page, "cited": read_lent.resolve(row.source_ref for row in page)},
    )


@guarded(policies.may_break_glass)
def break_glass(request: HttpRequest) -> HttpResponse:
    """In an emergency: a key for an hour, once another worker confirms."""
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST":
        act = attempt(form, services.ask_break_glass, by=request.user)
        if act is not None:
            messages.success(request, _("Asked for. Any other worker confirms it, and the hour begins."))
            return redirect("federation:act", pk=act.pk)
    return form_page(request, "federation/break_glass.html", form)
