"""How many workers come and go, by year and area; and why they left, without telling of anybody."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from cecosesola.kernel.clock import today
from federation.models import Cooperative, Leaving

FEWEST_TOLD = 5
YEARS = 10

_FIGURES = """
    WITH years AS (
        SELECT y AS year, make_date(y, 1, 1) AS starts, make_date(y + 1, 1, 1) AS ends
          FROM generate_series(%(first)s, %(last)s) y
    ), workers AS (
        SELECT m.area_id, lower(m.period) AS since, upper(m.period) AS until
          FROM federation_membership m
         WHERE m.cooperative_id = %(cooperative)s AND m.kind = 'worker'
    )
    SELECT y.year, w.area_id, grouping(w.area_id) = 1,
           count(*) FILTER (WHERE w.since < y.starts AND (w.until IS NULL OR w.until > y.starts)),
           count(*) FILTER (WHERE w.since >= y.starts AND w.since < y.ends AND w.since <= %(today)s),
           count(*) FILTER (WHERE w.until > y.starts AND w.until <= y.ends AND w.until <= %(today)s),
           count(*) FILTER (WHERE w.since < y.ends AND w.since <= %(today)s
                              AND (w.until IS NULL OR w.until > least(y.ends, %(today)s))),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY w.until - w.since)
               FILTER (WHERE w.until > y.starts AND w.until <= y.ends AND w.until <= %(today)s)
      FROM years y
      LEFT JOIN workers w ON w.since < y.ends AND (w.until IS NULL OR w.until > y.starts)
     GROUP BY GROUPING SETS ((y.year, w.area_id), (y.year))
     ORDER BY y.year
"""
_REASONS = """
    SELECT extract(year FROM upper(period) - 1)::int, leaving, count(*)
      FROM federation_membership
     WHERE cooperative_id = %(cooperative)s AND kind = 'worker' AND upper(period) <= %(today)s
       AND upper(period) > make_date(%(first)s, 1, 1)
     GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Turnover:
    """A year of one area, or of all of them (`whole`): people, and the median of days stayed."""

    year: int
    area: int | None
    whole: bool
    at_start: int
    joined: int
    left: int
    at_end: int
    median_days: float | None

    @property
    def rate(self) -> float | None:
        """Who left, against the mean of who was there at both ends. None where they were too few to say."""
        mean = (self.at_start + self.at_end) / 2
        return self.left / mean if mean >= FEWEST_TOLD else None

    @property
    def median_years(self) -> float | None:
        return None if self.median_days is None else self.median_days / 365.25


def turnover(cooperative: Cooperative, *, years: int = YEARS) -> list[Turnover]:
    """The figures of the last years, this one until today, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, _asked(cooperative, years))
        return [Turnover(*row) for row in cursor.fetchall()]


def reasons(cooperative: Cooperative, *, years: int = YEARS) -> dict[int, dict[str, int | None]]:
    """Why people left, by year: None where telling the figure could tell of somebody."""
    with connection.cursor() as cursor:
        cursor.execute(_REASONS, _asked(cooperative, years))
        rows = cursor.fetchall()
    told: dict[int, dict[str, int]] = {}
    for year, leaving, count in rows:
        told.setdefault(year, dict.fromkeys(Leaving.values, 0))
        told[year][leaving or Leaving.OTHER] += count
    return {year: suppressed(cells) for year, cells in sorted(told.items())}


def suppressed(cells: Mapping[str, int]) -> dict[str, int | None]:
    """Cells under five are not told. Their sum is public (so many left), so what would give them away by
    subtraction is hidden with them, until at least two cells and five people hide one another."""
    hidden = {name for name, count in cells.items() if 0 < count < FEWEST_TOLD}
    rest = sorted((name for name in cells if name not in hidden), key=lambda name: (cells[name], name))
    while hidden and rest and (len(hidden) < 2 or sum(cells[name] for name in hidden) < FEWEST_TOLD):
        hidden.add(rest.pop(0))
    return {name: None if name in hidden else count for name, count in cells.items()}


def _asked(cooperative: Cooperative, years: int) -> dict[str, int | dt.date]:
    day = today()
    return {"cooperative": cooperative.pk, "today": day, "first": day.year - years + 1, "last": day.year}
