"""Market weeks are ISO weeks: Monday to Sunday, named like `2026-W48`."""

import datetime as dt
import re
from dataclasses import dataclass

_NAME = re.compile(r"^(\d{4})-W(\d{2})$")


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week. Week 1 holds the year's first Thursday, so a year has 52 or 53."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @classmethod
    def parse(cls, name: str) -> "Week":
        """`2026-W48` → the week. Raises ValueError for a week that the year does not have."""
        match = _NAME.match(name)
        if not match:
            raise ValueError(f"{name!r} is not an ISO week such as 2026-W48")
        week = cls(int(match[1]), int(match[2]))
        _ = week.monday
        return week

    @property
    def monday(self) -> dt.date:
        return dt.date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    def day(self, weekday: int) -> dt.date:
        """The week's day by ISO number: 1 is Monday, 7 is Sunday."""
        return dt.date.fromisocalendar(self.year, self.number, weekday)

    def shift(self, weeks: int) -> "Week":
        return Week.of(self.monday + dt.timedelta(weeks=weeks))

    @property
    def next(self) -> "Week":
        return self.shift(1)

    @property
    def previous(self) -> "Week":
        return self.shift(-1)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
