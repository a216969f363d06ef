"""Dated figures: the one that holds on a day."""

import datetime as dt
from decimal import Decimal

from cecosesola.kernel.money import ZERO
from markets.models import Parameter


def parameter(name: str, on: dt.date) -> Decimal:
    """The figure in force on a day; zero when no assembly has set it yet."""
    row = (
        Parameter.objects.filter(name=name, since__lte=on)
        .order_by("-since")
        .values_list("value", flat=True)
        .first()
    )
    return row if row is not None else ZERO
