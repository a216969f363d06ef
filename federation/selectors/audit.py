"""Reads of what changed."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from cecosesola.kernel.clock import now
from cecosesola.kernel.models import AuditEvent
from federation.models import Person
from federation.selectors.audit_names import of_the_forgotten


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
    return _looked_for(AuditEvent.objects.filter(private=False), who, thing, day)


def changes_of_mine(person: Person, *, thing: str = "", day: dt.date | None = None) -> QuerySet[AuditEvent]:
    """What a person did, and what was done to their own row, private or not: their own to read."""
    about = Q(object_type=Person._meta.label_lower, object_id=str(person.pk))
    return _looked_for(AuditEvent.objects.filter(Q(actor_id=person.pk) | about), "", thing, day)


def history_of(reference: str) -> QuerySet[AuditEvent]:
    """Everything public that happened to one thing, `markets.receipt:31`, however long ago."""
    object_type, _sign, object_id = reference.rpartition(":")
    return AuditEvent.objects.filter(private=False, object_type=object_type, object_id=object_id)


def _looked_for(
    found: QuerySet[AuditEvent], who: str, thing: str, day: dt.date | None
) -> QuerySet[AuditEvent]:
    if day is not None:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        found = found.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    elif who or thing:
        found = found.filter(at__gte=now() - LOOK_BACK)
    for word in who.split()[:6]:
        found = found.filter(actor__icontains=word)
    for word in thing.split()[:6]:
        found = found.filter(label__icontains=word)
    if not (who or thing):
        return found
    # Whoever asked to be forgotten is not found by the name that their old events were written with.
    if who:
        gone = Person.objects.filter(redacted_at__isnull=False)
        found = found.exclude(actor_id__isnull=False, actor_id__in=gone.values("pk"))
    return found.exclude(of_the_forgotten()) if thing else found
