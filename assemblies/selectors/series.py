"""How often a space meets: rules read, said in words and unrolled in the time of Caracas."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateutil.rrule import rrulestr
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.models import MeetingSeries
from cecosesola.kernel.clock import today

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PLACES = (1, 2, 3, 4, -1)


@dataclass(frozen=True)
class Rhythm:
    """A rule as people say it: every so many weeks on these days, or the nth such day of the month."""

    days: tuple[str, ...]
    weeks: int = 1
    place: int = 0

    @property
    def rule(self) -> str:
        """RFC 5545, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO`."""
        if self.place:
            return f"FREQ=MONTHLY;BYDAY={self.place}{self.days[0]}"
        return f"FREQ=WEEKLY;INTERVAL={self.weeks};BYDAY={','.join(self.days)}"

    @property
    def words(self) -> str:
        names = [str(WEEKDAYS[DAYS.index(day)]).lower() for day in self.days]
        if self.place:
            which = {
                1: _("the first %(day)s of each month"),
                2: _("the second %(day)s of each month"),
                3: _("the third %(day)s of each month"),
                4: _("the fourth %(day)s of each month"),
                -1: _("the last %(day)s of each month"),
            }[self.place]
            return which % {"day": names[0]}
        said = (
            names[0]
            if len(names) == 1
            else _("%(days)s and %(last)s")
            % {
                "days": ", ".join(names[:-1]),
                "last": names[-1],
            }
        )
        return ngettext("every %(days)s", "every %(n)d weeks, on %(days)s", self.weeks) % {
            "n": self.weeks,
            "days": said,
        }


def rhythm_of(series: MeetingSeries) -> Rhythm:
    """The rule of a series, taken apart."""
    parts = dict(part.split("=", 1) for part in series.rule.split(";"))
    days = tuple(parts["BYDAY"].split(","))
    if parts["FREQ"] == "MONTHLY":
        return Rhythm((days[0][-2:],), place=int(days[0][:-2]))
    return Rhythm(days, weeks=int(parts.get("INTERVAL", 1)))


def occurrences(series: MeetingSeries, since: dt.date, until: dt.date) -> Iterator[dt.datetime]:
    """When the series meets between two days, both included: aware moments."""
    first = dt.datetime.combine(series.first_on, series.begins)
    last = min(until, series.until) if series.until else until
    rule = rrulestr(series.rule, dtstart=first)
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(max(since, series.first_on), dt.time.min)
    for moment in rule.xafter(begin, inc=True):
        if moment.date() > last:
            return
        yield moment.replace(tzinfo=zone)


def live_series(day: dt.date | None = None) -> QuerySet[MeetingSeries]:
    """The series that have not ended, of spaces that still meet."""
    going = Q(until=None) | Q(until__gte=day or today())
    return MeetingSeries.objects.filter(going, space__closed_at=None).select_related("space")


def words_of(series: Sequence[MeetingSeries]) -> list[tuple[MeetingSeries, str]]:
    """Each series with its rhythm in words."""
    return [(one, rhythm_of(one).words) for one in series]
