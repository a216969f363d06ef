"""What the fair week tells about a cooperative: what its producers brought, and the fairs that it runs."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cecosesola.kernel.money import ZERO, Currency, format_kilos, format_money
from cecosesola.ui.charts import Series
from cecosesola.ui.panels import Figure, Lines, Panel, Row
from markets.models import Fair, MarketWeek, Producer, Receipt, Settlement
from markets.policies import may_read
from markets.states import Stage, reached

WEEKS = 12


def supply(reader: Any, cooperative: Any) -> Panel | None:
    """What its producers brought in the last weeks, what it came to and what went to the fund."""
    if may_read(reader) is not None:
        return None
    producers = list(Producer.objects.filter(cooperative=cooperative).order_by("name")[:200])
    if not producers:
        return None
    # A week that has not sold yet would look like a week without produce.
    received = [stage for stage in Stage.values if reached(stage, Stage.SELL)]
    weeks = list(MarketWeek.objects.filter(stage__in=received).order_by("-year", "-number")[:WEEKS])[::-1]
    ids = [week.pk for week in weeks]
    # A weighing that another puts right does not count.
    brought = dict(
        Receipt.objects.filter(producer__cooperative=cooperative, fair_week__week__in=ids, replaced_by=None)
        .order_by()
        .values_list("fair_week__week")
        .annotate(kilos=Sum("net"))
    )
    sums = Settlement.objects.filter(producer__cooperative=cooperative, week__in=ids).aggregate(
        goods=Sum("goods"), fund=Sum("fund"), net=Sum("net")
    )
    by_producer = dict(
        Receipt.objects.filter(producer__cooperative=cooperative, fair_week__week__in=ids, replaced_by=None)
        .order_by()
        .values_list("producer")
        .annotate(kilos=Sum("net"))
    )
    figures = [Figure(_("Brought"), format_kilos(sum(brought.values(), ZERO), 0))]
    if sums["goods"] is not None:
        figures += [
            Figure(_("Statements of the produce"), format_money(sums["goods"], Currency.VES)),
            Figure(_("To the mutual-support fund"), format_money(sums["fund"], Currency.VES)),
            Figure(_("To its producers"), format_money(sums["net"], Currency.VES)),
        ]
    chart = None
    if len(weeks) > 1 and brought:
        chart = Lines(
            _("Kilos brought by week"),
            [Series(_("Kilos"), [brought.get(week.pk, Decimal(0)) for week in weeks])],
            [str(week.number) for week in weeks],
            axis=_("Week"),
            unit="kg",
        )
    best = sorted(producers, key=lambda one: (-by_producer.get(one.pk, ZERO), one.name))[:8]
    return Panel(
        _("What it brings to the fairs"),
        place=10,
        note=ngettext("In the last week.", "In the last %(n)d weeks.", len(weeks)) % {"n": len(weeks)},
        figures=figures,
        rows=[
            Row(
                one.name,
                one.zone,
                format_kilos(by_producer.get(one.pk, ZERO), 0),
                reverse("markets:producer", args=[one.pk]),
            )
            for one in best
        ],
        chart=chart,
        url=reverse("markets:producers"),
        more=_("All producers"),
    )


def fairs(reader: Any, cooperative: Any) -> Panel | None:
    """The fairs that it runs."""
    if may_read(reader) is not None:
        return None
    rows = [
        Row(fair.name, fair.get_kind_display())
        for fair in Fair.objects.filter(cooperative=cooperative, is_active=True)[:60]
    ]
    return Panel(_("Fairs it runs"), place=20, rows=rows)
