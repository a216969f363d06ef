"""How events name people who asked to be forgotten.

An event keeps the words that it was written with, for ever. What is shown of it is read through the register:
whoever is «Persona 41» today is so in every event, as who did it and as whom it was about.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast

from cecosesola.kernel.models import AuditEvent
from federation.models import (
    Beginning,
    HouseholdMember,
    Mandate,
    Membership,
    Mentoring,
    Person,
    Reprimand,
    ShareCertificate,
    Suspension,
)

PERSON = Person._meta.label_lower
THINGS: dict[type[Model], tuple[str, ...]] = {
    Mandate: ("person",),
    Membership: ("person",),
    HouseholdMember: ("person",),
    Beginning: ("newcomer",),
    Mentoring: ("newcomer", "mentor"),
    Reprimand: ("subject", "mentor"),
    ShareCertificate: ("person",),
    Suspension: ("person",),
}
"""Things whose words may name people, and where those people stand."""


def as_shown(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The events with the names that may be shown today: a query at most for each kind of thing."""
    events = list(events)
    about = _people_of(events)
    wanted = {event.actor_id for event in events if event.actor_id is not None}
    wanted = wanted.union(*about.values())
    gone = Person.objects.filter(redacted_at__isnull=False).in_bulk(wanted) if wanted else {}
    for event in events:
        if event.actor_id in gone:
            event.actor = str(gone[event.actor_id])
        if forgotten := [gone[person] for person in about.get(event.pk, ()) if person in gone]:
            event.label = " · ".join(map(str, forgotten))
    return events


def of_the_forgotten() -> Q:
    """Events about somebody who asked to be forgotten: their words are the old ones."""
    gone = Person.objects.filter(redacted_at__isnull=False).values("pk")
    found = Q(object_type=PERSON, object_id__in=_as_text(gone))
    for model, fields in THINGS.items():
        whose = Q()
        for field in fields:
            whose |= Q(**{f"{field}__in": gone})
        rows = model._default_manager.filter(whose)
        found |= Q(object_type=model._meta.label_lower, object_id__in=_as_text(rows))
    return found


def _as_text(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.values_list(Cast("pk", CharField()))


def _people_of(events: list[AuditEvent]) -> dict[int, list[int]]:
    """Whom each event is about: event → people."""
    found: dict[int, list[int]] = defaultdict(list)
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        if not event.object_id.isdigit():
            continue
        if event.object_type == PERSON:
            found[event.pk] = [int(event.object_id)]
        else:
            by_kind[event.object_type][int(event.object_id)].append(event.pk)
    for model, fields in THINGS.items():
        told = by_kind.get(model._meta.label_lower)
        if not told:
            continue
        for pk, *people in model._default_manager.filter(pk__in=list(told)).values_list("pk", *fields):
            for number in told[pk]:
                found[number] += [person for person in people if person is not None]
    return found
