"""Entering people in the register, putting them right, and who lives with whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation import policies
from federation.forms.people import EnterHouseholdForm, HouseholdForm, PersonForm
from federation.models import Person
from federation.selectors import people as read_people
from federation.selectors.doubles import Likeness, likely_same
from federation.services import households as home_services
from federation.services import register as services


def standing(pk: int) -> Person:
    """The person, when they are one of their own today."""
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_be_given(found))
    return found


def _alike(form: PersonForm, besides: int | None = None) -> list[Likeness]:
    """Who it may be, from as much of the form as can be read."""
    if not form.is_bound:
        return []
    form.is_valid()
    data = form.cleaned_data
    if not data.get("given_names") or not data.get("family_names"):
        return []
    return likely_same(
        given_names=data["given_names"],
        family_names=data["family_names"],
        document=data.get("document") or "",
        birth_date=data.get("birth_date"),
        phones=data.get("phones") or [],
        besides=besides,
    )


def _page(request: HttpRequest, form: PersonForm, person: Person | None = None) -> HttpResponse:
    alike = _alike(form, person.pk if person else None)
    if not alike:
        form.drop_question()
    return form_page(
        request, "federation/person_form.html", form, person=person, alike=alike, asked=bool(alike)
    )


@guarded(policies.may_keep_register)
def new_person(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.register_person, by=request.user)
        if made is not None:
            messages.success(
                request,
                _("%(person)s is in the register now, with the number %(number)s.")
                % {"person": made, "number": made.document},
            )
            return redirect("federation:person", pk=made.pk)
    return _page(request, form)


@guarded(policies.may_keep_register)
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = standing(pk)
    initial = {
        "given_names": person.given_names,
        "family_names": person.family_names,
        "document": person.document,
        "birth_date": person.birth_date,
        "email": person.email,
        "phones": list(person.phones.order_by("-preferred", "id").values_list("number", flat=True)),
    }
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST":
        changed = attempt(form, services.change_person, by=request.user, person=person)
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect("federation:person", pk=person.pk)
    return _page(request, form, person)


@guarded(policies.may_keep_register)
@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """While somebody types: who in the register it may be. By POST: no address holds what is private."""
    besides = request.POST.get("besides", "")
    form = PersonForm(request.POST)
    found = _alike(
        form, int(besides) if besides.isascii() and besides.isdigit() and len(besides) < 18 else None
    )
    if not found:
        form.drop_question()
    return render(request, "federation/_alike.html", {"alike": found, "form": form})


@guarded(policies.may_keep_register)
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a person lives, and with whom."""
    person = standing(pk)
    home = read_people.household_of(person)
    initial: dict[str, Any] = {"is_contact": True}
    if home is not None:
        initial = {"address": home.household.address, "role": home.role, "is_contact": home.is_contact}
    form = HouseholdForm(request.POST or None, initial=initial)
    if request.method == "POST":
        saved = attempt(form, home_services.set_household, by=request.user, person=person)
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("federation:household", pk=person.pk)
    return _household_page(request, person, form, EnterHouseholdForm(prefix="otra"))


@guarded(policies.may_keep_register)
@require_POST
def enter_household(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else lives where this person does."""
    person = standing(pk)
    home = read_people.household_of(person)
    if home is None:
        raise Refused(NOT_FOUND)
    form = EnterHouseholdForm(request.POST, prefix="otra")
    entered = attempt(form, home_services.enter_household, by=request.user, household=home.household)
    if entered is not None:
        messages.success(request, _("%(person)s lives there now.") % {"person": entered.person})
        return redirect("federation:household", pk=person.pk)
    initial = {"address": home.household.address, "role": home.role, "is_contact": home.is_contact}
    return _household_page(request, person, HouseholdForm(initial=initial), form)


@guarded(policies.may_keep_register)
@require_POST
def leave_household(request: HttpRequest, pk: int) -> HttpResponse:
    person = standing(pk)
    home_services.leave_household(by=request.user, person=person)  # type: ignore[arg-type]
    messages.success(request, _("%(person)s no longer lives there.") % {"person": person})
    return redirect("federation:person", pk=person.pk)


def _household_page(
    request: HttpRequest, person: Person, form: HouseholdForm, enter: EnterHouseholdForm
) -> HttpResponse:
    home = read_people.household_of(person)
    refused = form if form.is_bound else enter
    status = 422 if refused.is_bound and refused.errors else 200
    return render(
        request,
        "federation/household.html",
        {
            "person": person,
            "home": home,
            "living": read_people.household_members(home) if home else [],
            "form": form,
            "enter": enter,
        },
        status=status,
    )
