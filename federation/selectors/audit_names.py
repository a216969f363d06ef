"""How events name people who asked to be forgotten.

An event keeps the words that it was written with, for ever. What is shown of it is read through the register:
whoever is «Persona 41» today is so in every event, as who did it and as whom it was about.
"""

from collections import defaultdict
from collections.abc import Iterable

from cecosesola.kernel.models import AuditEvent
from federation.models import HouseholdMember, Mandate, Membership, Person

PERSON = Person._meta.label_lower
THINGS = {model._meta.label_lower: model for model in (Mandate, Membership, HouseholdMember)}
"""Things whose words name the person they are of."""


def as_shown(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The events with the names that may be shown today. A constant number of queries."""
    events = list(events)
    about = _people_of(events)
    wanted = {event.actor_id for event in events if event.actor_id is not None} | set(about.values())
    gone = Person.objects.filter(redacted_at__isnull=False).in_bulk(wanted) if wanted else {}
    for event in events:
        if event.actor_id in gone:
            event.actor = str(gone[event.actor_id])
        person = gone.get(about.get(event.pk, 0))
        if person is not None:
            event.label = str(person)
    return events


def _people_of(events: list[AuditEvent]) -> dict[int, int]:
    """Whom each event is about: event → person."""
    found: dict[int, int] = {}
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        if not event.object_id.isdigit():
            continue
        if event.object_type == PERSON:
            found[event.pk] = int(event.object_id)
        elif event.object_type in THINGS:
            by_kind[event.object_type][int(event.object_id)].append(event.pk)
    for kind, model in THINGS.items():
        if not by_kind:
            break
        owners = model._default_manager.filter(pk__in=list(by_kind[kind])).values_list("pk", "person_id")
        for pk, person in owners:
            found |= dict.fromkeys(by_kind[kind][pk], person)
    return found
