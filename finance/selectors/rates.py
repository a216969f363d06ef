"""Reference rates."""

import datetime as dt

from finance.models import FxRate


def rate_on(day: dt.date, currency: str) -> FxRate | None:
    """The rate in force on a day: the last published until then, as last recorded. None before the first."""
    return FxRate.objects.filter(currency=currency, on__lte=day).order_by("-on", "-id").first()


def rates(limit: int = 60) -> list[tuple[FxRate, bool]]:
    """The latest rates, newest day first, each with whether a later row of its day corrected it."""
    rows = FxRate.objects.select_related("recorded_by", "decision").order_by("-on", "currency", "-id")[:limit]
    found, seen = [], set()
    for row in rows:
        found.append((row, (row.on, row.currency) in seen))
        seen.add((row.on, row.currency))
    return found
