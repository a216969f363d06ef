"""The week on one screen: where it stands, where the kilos are, what asks for attention."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, format_number
from cecosesola.kernel.weeks import Week
from cecosesola.ui import charts, paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from markets import policies
from markets.forms import AdvanceForm, OpenWeekForm
from markets.models import MarketWeek
from markets.selectors import tills as till_reads
from markets.selectors import weeks as reads
from markets.selectors.balance import Balance, week_balance, week_kilos
from markets.services import weeks as services
from markets.states import ORDER, Stage, next_stage
from markets.views.common import head, week_or_404, who


@guarded(policies.may_read)
def current(request: HttpRequest) -> HttpResponse:
    """The tab «Ferias» opens the week that people mean today."""
    week = reads.current_week()
    return redirect("markets:week", week) if week else redirect("markets:weeks")


@guarded(policies.may_read)
def weeks(request: HttpRequest) -> HttpResponse:
    page = paging.page(request, reads.weeks(), by=("-year", "-number", "-id"), size=20)
    return render(
        request,
        "markets/weeks.html",
        {
            "page": page,
            "rows": reads.week_rows(list(page)),
            "open_refusal": policies.may_coordinate(who(request)),
        },
    )


@guarded(policies.may_coordinate)
def open_week(request: HttpRequest) -> HttpResponse:
    """Open a week by hand: the very first one, or one that is needed before its time."""
    form = OpenWeekForm(request.POST or None, initial={"iso": str(Week.of(today()).next)})
    if request.method == "POST":
        week = attempt(form, services.open_week, by=who(request))
        if week is not None:
            messages.success(request, _("The week is open."))
            return redirect("markets:week", week)
    return form_page(request, "markets/open_week.html", form)


@guarded(policies.may_read)
def week(request: HttpRequest, week: str) -> HttpResponse:
    """The control room."""
    found = week_or_404(week)
    rows = reads.fair_weeks(found)
    balances = week_balance(found)
    tills = till_reads.till_states(found)
    sold = till_reads.fair_totals(found)
    lines = reads.fair_lines(
        [row for row in rows if row.fair.kind != "hub"],
        sold,
        balances,
        tills,
        till_reads.fair_sales_by_hour(found),
    )
    series, labels = _hours(found)
    kilos = week_kilos(found)
    return render(
        request,
        "markets/week.html",
        head(
            request,
            found,
            stages=Stage.choices,
            lines=lines,
            kilos=kilos,
            parts=_parts(kilos.total),
            share=kilos.total.received / kilos.pledged if kilos.pledged else None,
            series=series,
            labels=labels,
            attention=reads.attention(found, rows, balances, tills),
            schedule=reads.schedule(found),
            next_stage=_label(next_stage(found.stage)),
            waits_for=reads.waits_for(found),
            advance_refusal=policies.may_advance(who(request), found),
            tills_total=sum(line.total_tills for line in lines),
        ),
    )


def _label(stage: str | None) -> Any:
    return Stage(stage).label if stage else ""


def _parts(total: Balance) -> list[charts.Part]:
    """Where the kilos are, in tonnes on the bar."""
    there = max(total.expected if total.left is None else total.left, ZERO)
    figures = [
        (_("sold"), total.sold, "good"),
        (_("at the fairs"), there, "info"),
        (_("shrinkage"), total.waste, "harm"),
        (_("donated"), total.donated, "wait"),
        (_("processed"), total.processed, "neutral"),
    ]
    return [
        charts.Part(label, value, f"{format_number(value / 1000, 1)} t", tone)
        for label, value, tone in figures
        if value > 0
    ]


def _hours(week: MarketWeek) -> tuple[list[charts.Series], list[str]]:
    """Sales by hour, beside last week's; hours in which neither sold are left out."""
    mine = {point.at: point.sales for point in till_reads.sales_by_hour(week)}
    before = reads.previous_week(week)
    other = {point.at: point.sales for point in till_reads.sales_by_hour(before)} if before else {}
    hours = sorted({*mine, *other})
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    labels = [f"{names[hour // 24 % 7]} {hour % 24}:00" for hour in hours]
    last = max(mine, default=-1)
    series = [charts.Series(str(week), [mine.get(hour, 0) if hour <= last else None for hour in hours])]
    if before and other:
        series.append(
            charts.Series(str(before), [other.get(hour, 0) for hour in hours], tone="quiet", dashed=True)
        )
    return (series, labels) if hours else ([], [])


@guarded(policies.may_coordinate)
def advance(request: HttpRequest, week: str) -> HttpResponse:
    """Move the week on; where it is not ready, a coordinator may say why it moves all the same."""
    found = week_or_404(week)
    waiting = reads.waits_for(found)
    form = AdvanceForm(
        request.POST or None, needs_reason=waiting is not None, initial={"expected": found.stage}
    )
    if request.method == "POST":
        moved = attempt(form, services.advance, by=who(request), week=found)
        if moved is not None:
            messages.success(
                request, _("The week is now in «%(stage)s».") % {"stage": moved.get_stage_display()}
            )
            return redirect("markets:week", moved)
    return form_page(
        request,
        "markets/advance.html",
        form,
        **head(request, found),
        waits_for=waiting,
        target=_label(next_stage(found.stage)),
    )


@guarded(policies.may_coordinate)
@require_POST
def step(request: HttpRequest, week: str) -> HttpResponse:
    """The one button of the control room: move on a week that is ready."""
    found = week_or_404(week)
    stage = request.POST.get("stage", "")
    if stage in ORDER:
        moved = services.advance(by=who(request), week=found, expected=stage)
        messages.success(request, _("The week is now in «%(stage)s».") % {"stage": moved.get_stage_display()})
    return redirect("markets:week", found)
