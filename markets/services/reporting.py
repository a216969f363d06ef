"""The week's report: figures fixed when the week closes, brought to the network meeting."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies.services import bring_topic
from cecosesola.kernel.text import as_written
from markets.models import MarketWeek, WeekReport
from markets.selectors.report import week_figures


def make_report(week: MarketWeek) -> WeekReport:
    """Keep the week's figures as they stand, once, and put them on the meeting's agenda."""
    with transaction.atomic():
        report, made = WeekReport.objects.get_or_create(week=week, defaults={"figures": week_figures(week)})
        if made:
            bring_topic(
                by=None,
                title=as_written(_("Report of market week %(week)s"), week=week),
                source=f"markets.marketweek:{week.pk}",
                link=reverse("markets:report", args=[str(week)]),
            )
    return report
