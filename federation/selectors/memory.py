"""Reads of what the network remembers."""

import datetime as dt

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from cecosesola.kernel.clock import today
from cecosesola.kernel.search import HouseQuery
from federation.models import Cooperative, JournalEntry, JournalPhoto, JournalRevision, Person

NEWEST = ("-happened_on", "-id")


def stories(words: str = "", kind: str = "", year: int | None = None) -> QuerySet[JournalEntry]:
    """What stands in the journal; words are looked for in Spanish, without accents, by their stem."""
    found = JournalEntry.objects.filter(withdrawn_at=None).select_related("told_by")
    if words:
        found = found.filter(search=HouseQuery(words))
    if kind:
        found = found.filter(kind=kind)
    if year:
        found = found.filter(happened_on__year=year)
    return found


def years() -> list[tuple[int, int]]:
    """Each year that has entries, and how many; newest first."""
    return list(
        JournalEntry.objects.filter(withdrawn_at=None)
        .annotate(year=ExtractYear("happened_on"))
        .values_list("year")
        .annotate(n=Count("id"))
        .order_by("-year")
    )


def photos_of(entry: JournalEntry) -> QuerySet[JournalPhoto]:
    return entry.photos.filter(removed_at=None).order_by("id")


def first_photos(entries: list[JournalEntry]) -> dict[int, JournalPhoto]:
    """One photograph for each entry that has any, in one query."""
    found = JournalPhoto.objects.filter(entry__in=entries, removed_at=None).order_by("entry_id", "id")
    return {photo.entry_id: photo for photo in found.distinct("entry_id")}


def revisions_of(entry: JournalEntry) -> QuerySet[JournalRevision]:
    return entry.revisions.select_related("by").order_by("-number")


def stories_of(who: Person | Cooperative, limit: int = 6) -> list[JournalEntry]:
    return list(who.stories.filter(withdrawn_at=None).order_by(*NEWEST)[:limit])


def on_this_day(day: dt.date | None = None) -> list[JournalEntry]:
    """What happened on this day of another year and is remembered every year, oldest first.

    What happened on a 29 February is remembered on the 28th in years without one.
    """
    day = day or today()
    days = {day.day, 29} if (day + dt.timedelta(days=1)).day == 1 and day.month == 2 else {day.day}
    return list(
        JournalEntry.objects.filter(
            withdrawn_at=None,
            yearly=True,
            happened_on__month=day.month,
            happened_on__day__in=days,
            happened_on__year__lt=day.year,
        ).order_by("happened_on")[:5]
    )
