"""What fairs give to the solidarity brigade."""

import datetime as dt

from django.utils.formats import date_format

from cecosesola.kernel.clock import today
from federation.selectors import Donation
from markets.models import Outflow

LOOK_BACK = dt.timedelta(days=14)


def for_the_brigade() -> list[Donation]:
    """Kilos written down for the brigade in the last two weeks, newest first."""
    found = (
        Outflow.objects.filter(kind=Outflow.Kind.BRIGADE, day__gte=today() - LOOK_BACK)
        .select_related("fair_week__fair", "item")
        .order_by("-day", "-id")
    )
    return [
        Donation(
            f"markets.outflow:{row.pk}",
            " · ".join(
                filter(
                    None,
                    (str(row.fair_week.fair), date_format(row.day), str(row.item or row.get_tier_display())),
                )
            ),
            row.kilos,
        )
        for row in found
    ]
