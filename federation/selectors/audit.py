"""Reads of what changed."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from cecosesola.kernel.clock import now
from cecosesola.kernel.models import AuditEvent


def changes_since(moment: dt.datetime) -> QuerySet[AuditEvent]:
    """What people (not the system) did since a moment, newest first."""
    found = AuditEvent.objects.filter(private=False, at__gte=moment, actor_id__isnull=False)
    return found.order_by("-at", "-id")


LOOK_BACK = dt.timedelta(days=90)


def changes(*, who: str = "", thing: str = "", day: dt.date | None = None) -> QuerySet[AuditEvent]:
    """What people did, newest first. Private events are told only where they belong, not here.

    Words are looked for in the last ninety days, so that the search stays quick as the years go by;
    a day may be any day.
    """
    found = AuditEvent.objects.filter(private=False)
    if day is not None:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        found = found.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    elif who or thing:
        found = found.filter(at__gte=now() - LOOK_BACK)
    for word in who.split()[:6]:
        found = found.filter(actor__icontains=word)
    for word in thing.split()[:6]:
        found = found.filter(label__icontains=word)
    return found
