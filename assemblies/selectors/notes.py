"""Notes without a name, as the workers of a meeting read them."""

import datetime as dt

from django.db.models import QuerySet

from assemblies.models import AnonymousNote
from cecosesola.kernel.clock import today


def readable_notes() -> QuerySet[AnonymousNote]:
    """From the day after on: what appears at once would tell by its hour whose it is."""
    return (
        AnonymousNote.objects.filter(day__lt=today(), taken_off_on=None)
        .select_related("space")
        .order_by("-day", "id")
    )


def notes_of_last_days(days: int = 60) -> QuerySet[AnonymousNote]:
    return readable_notes().filter(day__gte=today() - dt.timedelta(days=days))
