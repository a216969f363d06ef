"""The solidarity brigades: totals for every worker; homes, rounds and deliveries for whoever goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import ZERO
from cecosesola.ui import charts, paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from cecosesola.ui.templatetags.ui import kilos as in_kilos
from federation.forms.support import HomeFields, MissedForm, NewHomeForm, RoundForm, SharesForm
from federation.models import Delivery, SupportedHome, SupportRound
from federation.policies import support as policies
from federation.selectors import support as read_support
from federation.services import support as services
from federation.states import DELIVERY_TONES, DeliveryState


def _who(request: HttpRequest) -> Any:
    return request.user


def _home(pk: int) -> SupportedHome:
    found = SupportedHome.objects.select_related("contact", "consent_told_to").filter(pk=pk).first()
    if found is None or found.ended_at is not None:
        raise Refused(NOT_FOUND)
    return found


def _round(pk: int) -> SupportRound:
    found = read_support.rounds().filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_see_support)
def brigades(request: HttpRequest) -> HttpResponse:
    large, small = read_support.zones()
    months = read_support.brought_by_month()
    return render(
        request,
        "federation/brigades.html",
        {
            "zones": large,
            "small": small,
            "months": [
                charts.Part(date_format(month, "M Y"), kilos, in_kilos(kilos, 0), "good")
                for month, kilos in months
            ],
            "year": sum((kilos for _month, kilos in months), ZERO),
            "page": paging.page(request, read_support.rounds(), by=("-day", "-id"), size=20),
            "go_refusal": policies.may_go_with_brigade(_who(request)),
        },
    )


@guarded(policies.may_go_with_brigade)
def homes(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    page = paging.page(request, read_support.homes(words), by=("zone", "id"), size=50)
    return render(
        request,
        "federation/homes.html",
        {"page": page, "query": words, "due": read_support.due_for_review()},
    )


@guarded(policies.may_go_with_brigade)
def new_home(request: HttpRequest) -> HttpResponse:
    form = NewHomeForm(request.POST or None)
    if request.method == "POST":
        home = attempt(form, services.enter_home, by=_who(request))
        if home is not None:
            messages.success(request, _("The home is in the register."))
            return redirect("federation:homes")
    return form_page(request, "federation/home_form.html", form, zones=read_support.known_zones())


@guarded(policies.may_go_with_brigade)
def change_home(request: HttpRequest, pk: int) -> HttpResponse:
    home = _home(pk)
    names = [name for name in HomeFields.base_fields if name != "consent"]
    initial = {name: getattr(home, name) for name in names}
    form = HomeFields(request.POST or None, initial=initial)
    if request.method == "POST":
        saved = attempt(form, services.change_home, by=_who(request), home=home)
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("federation:homes")
    return form_page(request, "federation/home_form.html", form, home=home, zones=read_support.known_zones())


@guarded(may_enter)
def end_support(request: HttpRequest, pk: int) -> HttpResponse:
    """By the brigade, or by the home's own contact, who sees here what is written of them."""
    home = _home(pk)
    person = _who(request)
    refusal = policies.may_end_consent(person, home)
    if refusal is not None:
        # Whether this home exists is nobody else's to know.
        raise Refused(NOT_FOUND)
    if request.method == "POST":
        services.end_support(by=person, home=home)
        messages.success(request, _("Support has ended, and what was written of them is erased."))
        goes = policies.may_go_with_brigade(person) is None
        return redirect("federation:homes" if goes else "home")
    return render(request, "federation/end_support.html", {"home": home})


@guarded(policies.may_go_with_brigade)
def new_round(request: HttpRequest) -> HttpResponse:
    free = read_support.free_donations()
    form = RoundForm(request.POST or None, free=free)
    if request.method == "POST":
        made = attempt(form, services.plan_round, by=_who(request))
        if made is not None:
            return redirect("federation:shares", pk=made.pk)
    return form_page(request, "federation/new_round.html", form, free=free)


@guarded(policies.may_go_with_brigade)
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    """How much for each home; begins with an equal share by how many live there."""
    round = _round(pk)
    homes = read_support.homes_to_serve(round)
    total = read_support.left_to_share(round)
    planned = dict(round.deliveries.filter(state=DeliveryState.PLANNED).values_list("home_id", "kilos"))
    known = planned or read_support.by_people(total, homes)
    form = SharesForm(
        request.POST or None,
        homes=homes,
        initial={f"home{home}": weight for home, weight in known.items()},
    )
    if request.method == "POST":
        count = attempt(form, services.plan_deliveries, by=_who(request), round=round)
        if count is not None:
            messages.success(request, _("Planned. Print the way, or take it on the phone."))
            return redirect("federation:round", pk=round.pk)
    return form_page(request, "federation/shares.html", form, round=round, total=total)


@guarded(policies.may_see_support)
def round(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(pk)
    refusal = policies.may_go_with_brigade(_who(request))
    deliveries = list(read_support.deliveries_of(found)) if refusal is None else []
    return render(
        request,
        "federation/round.html",
        {
            "round": found,
            "donations": found.donations.order_by("id"),
            "go_refusal": refusal,
            "rows": [(row, DELIVERY_TONES[DeliveryState(row.state)]) for row in deliveries],
        },
    )


def _delivery(pk: int) -> Delivery:
    found = Delivery.objects.select_related("home__contact", "round").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_go_with_brigade)
@require_POST
def delivered(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = services.end_delivery(by=_who(request), delivery=_delivery(pk), done=True)
    return redirect("federation:round", pk=delivery.round_id)


@guarded(policies.may_go_with_brigade)
def missed(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = _delivery(pk)
    form = MissedForm(request.POST or None)
    if request.method == "POST":
        ended = attempt(form, services.end_delivery, by=_who(request), delivery=delivery, done=False)
        if ended is not None:
            return redirect("federation:round", pk=delivery.round_id)
    return form_page(request, "federation/missed.html", form, delivery=delivery)
