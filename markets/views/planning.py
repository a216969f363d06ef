"""Plan: what the fairs ask for, with last week beside; each fair's calendar."""

import datetime as dt
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.errors import require
from cecosesola.ui.charts import Part
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from cecosesola.ui.templatetags.ui import tonnes
from federation.selectors import Person
from markets import policies
from markets.forms import CalendarForm, DemandForm
from markets.models import FairDay, FairWeek
from markets.selectors import planning as reads
from markets.selectors.weeks import fair_weeks
from markets.services import planning as services
from markets.views.common import fair_week_or_404, head, week_or_404, who

Days = list[tuple[dt.date, dt.datetime | None, dt.datetime | None]]


@guarded(policies.may_read)
def plan(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    rows = reads.plan_rows(found)
    fairs = [row for row in fair_weeks(found) if row.fair.kind != "hub"]
    asked = reads.demand_by_fair(found)
    parts = [
        Part(row.fair.name, asked.get(row.pk, 0), tonnes(asked.get(row.pk, 0), 1), "good")
        for row in fairs
        if row.is_open
    ]
    return render(
        request,
        "markets/plan.html",
        head(
            request,
            found,
            rows=rows,
            fairs=fairs,
            parts=parts,
            asked=sum(row.asked for row in rows),
            before=sum(row.asked_before for row in rows),
            refusal=policies.may_plan(who(request), found),
        ),
    )


@guarded(policies.may_read)
def fair_plan(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """One fair's demand, item by item, and its days."""
    row = fair_week_or_404(week, fair)
    refusal = policies.may_plan(who(request), row.week)
    if request.method == "POST":
        require(refusal)
    form = DemandForm(
        request.POST or None, items=reads.items(), now=reads.demand_of(row), before=reads.demand_before(row)
    )
    if request.method == "POST" and form.is_valid():
        quantities = form.quantities()
        changed = attempt(form, _set_demand, by=who(request), fair_week=row, quantities=quantities)
        if changed is not None:
            messages.success(request, _("The demand of %(fair)s is written.") % {"fair": row.fair})
            return redirect("markets:fair_plan", week=row.week, fair=row.fair.code)
    return form_page(
        request,
        "markets/fair_plan.html",
        form,
        **head(request, row.week),
        row=row,
        refusal=refusal,
        days=row.days.order_by("date"),
    )


def _set_demand(*, by: Person, fair_week: FairWeek, quantities: dict[int, Decimal], **_fields: object) -> int:
    return services.set_demand(by=by, fair_week=fair_week, quantities=quantities)


@guarded(policies.may_coordinate)
def calendar(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """When a fair opens this week."""
    row = fair_week_or_404(week, fair)
    known = {day.date: day for day in row.days.all()}
    form = CalendarForm(request.POST or None, fair_week=row, days=known)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, _set_days, by=who(request), row=row, days=list(form.days()), known=known)
    ):
        messages.success(request, _("The calendar of %(fair)s is written.") % {"fair": row.fair})
        return redirect("markets:fair_plan", week=row.week, fair=row.fair.code)
    return form_page(request, "markets/calendar.html", form, **head(request, row.week), row=row)


def _set_days(
    *, by: Person, row: FairWeek, days: Days, known: dict[dt.date, FairDay], **_fields: object
) -> bool:
    for date, opens, closes in days:
        day = known.get(date)
        if (opens, closes) != ((day.opens_at, day.closes_at) if day else (None, None)):
            services.set_day(by=by, fair_week=row, date=date, opens_at=opens, closes_at=closes)
    return True


@guarded(policies.may_coordinate)
@require_POST
def participation(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    row = fair_week_or_404(week, fair)
    services.set_participation(by=who(request), fair_week=row, is_open=request.POST.get("open") == "1")
    return redirect("markets:fair_plan", week=row.week, fair=row.fair.code)
