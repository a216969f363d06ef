"""Pledges and cost sheets: what the fields promise, and what it costs them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Person, Role, keys_of, live_mandates
from markets import policies
from markets.forms.field import CostSheetForm, PledgeForm
from markets.models import Pledge
from markets.selectors import field as reads
from markets.services import planning, pricing
from markets.views.common import head, week_or_404, who


@guarded(policies.may_read_pledges)
def pledges(request: HttpRequest, week: str) -> HttpResponse:
    """Promises against what is asked. Whoever speaks for a producer sees its own."""
    person = who(request)
    found = week_or_404(week)
    everything = policies.may_read(person) is None
    item = request.GET.get("rubro", "")
    rows = reads.pledges(
        found,
        item=int(item) if item.isascii() and item.isdigit() and len(item) < 12 else None,
        producers=None if everything else reads.spoken_for(person),
    )
    gaps = reads.gaps(found) if everything else []
    return render(
        request,
        "markets/pledges.html",
        head(
            request,
            found,
            gaps=gaps,
            page=paging.page(request, rows, by=("-recorded_at", "-id"), size=50),
            everything=everything,
            refusal=policies.may_pledge(person, found),
            item=item,
            asked=sum(row.asked for row in gaps),
            promised=sum(row.pledged for row in gaps),
        ),
    )


@guarded(policies.may_read_pledges)
def pledge(request: HttpRequest, week: str) -> HttpResponse:
    """Write down a promise: a producer's own, or one taken by word of mouth."""
    person = who(request)
    found = week_or_404(week)
    keys = keys_of(person)
    buys = keys.holds(Role.WEEK) or keys.holds_any(Role.BUYING)
    form = PledgeForm(
        request.POST or None,
        week=found,
        producers=reads.producers_for(person),
        buyers=_buyers(person) if buys else None,
        initial={"item": request.GET.get("rubro"), "deliver_on": found.iso.day(4).isoformat()},
    )
    if request.method == "POST":
        given: dict[str, Any] = {"by": person, "week": found}
        if buys and form.is_valid() and form.cleaned_data.get("second_buyer"):
            given["buyer"] = person
        made = attempt(form, planning.pledge, **given)
        if made is not None:
            messages.success(
                request,
                _("%(producer)s: %(kilos)s kg of %(item)s.")
                % {"producer": made.producer, "kilos": made.kilos.normalize(), "item": made.item},
            )
            return redirect("markets:pledges", found)
    return form_page(
        request,
        "markets/pledge.html",
        form,
        **head(request, found),
        refusal=policies.may_pledge(person, found),
    )


def _buyers(person: Person) -> Any:
    holders = live_mandates().filter(role__in=[Role.BUYING, Role.WEEK]).values("person")
    return Person.objects.filter(pk__in=holders).exclude(pk=person.pk).order_by("given_names")


@guarded(policies.may_read_pledges)
@require_POST
def withdraw(request: HttpRequest, week: str, pk: int) -> HttpResponse:
    found = week_or_404(week)
    promise = Pledge.objects.filter(week=found, pk=pk).select_related("producer", "week", "item").first()
    if promise is None:
        raise Refused(NOT_FOUND)
    planning.withdraw_pledge(by=who(request), promise=promise)
    messages.success(request, _("The pledge was taken back."))
    return redirect("markets:pledges", found)


@guarded(policies.may_read_pledges)
def cost_sheets(request: HttpRequest, week: str) -> HttpResponse:
    """Everybody's open costs: all who bring one see them all."""
    person = who(request)
    found = week_or_404(week)
    return render(
        request,
        "markets/cost_sheets.html",
        head(
            request, found, sheets=list(reads.cost_sheets(found)), refusal=policies.may_pledge(person, found)
        ),
    )


@guarded(policies.may_read_pledges)
def cost_sheet(request: HttpRequest, week: str) -> HttpResponse:
    """Bring a cost sheet to the round."""
    person = who(request)
    found = week_or_404(week)
    form = CostSheetForm(request.POST or None, producers=reads.producers_for(person))
    if (
        request.method == "POST"
        and attempt(form, pricing.bring_cost_sheet, by=person, week=found) is not None
    ):
        messages.success(request, _("The cost sheet is on the table."))
        return redirect("markets:cost_sheets", found)
    return form_page(
        request,
        "markets/cost_sheet.html",
        form,
        **head(request, found),
        refusal=policies.may_pledge(person, found),
    )
