"""Entering members of a cooperative, and writing who left; how many come and go."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import format_number
from cecosesola.ui.charts import Part, Series
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded
from federation.forms.cooperatives import LeaveForm, MemberForm
from federation.models import Area, Cooperative, Leaving, Membership
from federation.policies import cooperatives as rules
from federation.selectors import turnover as read_turnover
from federation.services import members as services
from federation.views.common import cooperative_or_404, sheet


@guarded(rules.may_keep_cooperatives)
def new_member(request: HttpRequest, code: str) -> HttpResponse:
    found = cooperative_or_404(code)
    form = MemberForm(request.POST or None, cooperative=found)
    if request.method == "POST":
        made = attempt(form, services.enter_person, by=request.user, cooperative=found)
        if made is not None:
            messages.success(request, _("%(person)s belongs to it now.") % {"person": made.person})
            return redirect("federation:cooperative", code)
    return sheet(
        request,
        form,
        heading=_("Somebody enters"),
        lead=found,
        submit=_("Enter them"),
        up=found,
        up_url=reverse("federation:cooperative", args=[code]),
        note=_("A newcomer among the workers begins with a mentor instead: see «Who is beginning».")
        if found.is_primary
        else _("Not in the register yet? Enter them first under «People»."),
    )


@guarded(rules.may_keep_cooperatives)
def member_leaves(request: HttpRequest, pk: int) -> HttpResponse:
    found = Membership.objects.select_related("person", "cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    form = LeaveForm(request.POST or None, initial={"on": today()})
    if request.method == "POST":
        done = attempt(form, services.leave, by=request.user, membership=found)
        if done is not None:
            messages.success(request, _("It is written that %(person)s left.") % {"person": found.person})
            return redirect("federation:person", found.person_id)
    return sheet(
        request,
        form,
        heading=_("Somebody leaves"),
        lead=found,
        submit=_("Write that they left"),
        up=found.person,
        up_url=reverse("federation:person", args=[found.person_id]),
    )


@guarded(rules.may_see_turnover)
def turnover(request: HttpRequest) -> HttpResponse:
    """How many workers came and went, by year and by area."""
    primary = Cooperative.objects.filter(is_primary=True).first()
    figures = read_turnover.turnover(primary) if primary else []
    whole = [one for one in figures if one.whole]
    first = next((place for place, one in enumerate(whole) if one.at_end or one.left), len(whole))
    whole = whole[first:]
    years = [one.year for one in whole]
    wanted = request.GET.get("ano", "")
    year = int(wanted) if wanted in map(str, years) else (years[-1] if years else None)
    names = dict(Area.objects.values_list("pk", "name"))
    by_area = sorted(
        (
            (names.get(one.area or 0, _("without an area")), one)
            for one in figures
            if not one.whole and one.year == year and (one.at_start or one.at_end or one.joined)
        ),
        key=lambda pair: -pair[1].at_end,
    )
    rates = [
        Part(
            name,
            Decimal(str(round(100 * one.rate, 1))),
            f"{format_number(Decimal(str(100 * one.rate)), 1)} %",
            "info",
        )
        for name, one in by_area
        if one.rate is not None
    ]
    told = read_turnover.reasons(primary) if primary else {}
    return render(
        request,
        "federation/turnover.html",
        {
            "primary": primary,
            "whole": whole[::-1],
            "years": years[::-1],
            "year": year,
            "by_area": by_area,
            "rates": rates,
            "labels": [str(one.year) for one in whole],
            "series": [
                Series(_("Came"), [one.joined for one in whole]),
                Series(_("Went"), [one.left for one in whole], "harm", dashed=True),
            ],
            "reasons": [
                (label, [told.get(one, {}).get(value, 0) for one in years[-5:]])
                for value, label in Leaving.choices
            ],
            "reason_years": years[-5:],
        },
    )
