"""A meeting while it is held: whose hand writes, who is there, who waits to speak."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet, Sum

from assemblies.models import Attendance, Attestation, Meeting, Pen, SpeakingTurn
from cecosesola.kernel.text import spanish_key
from federation.selectors import Person


def find_meeting(pk: int) -> Meeting | None:
    return Meeting.objects.select_related("space", "current__topic").filter(pk=pk).first()


def pen_of(meeting: Meeting) -> Pen | None:
    return meeting.pens.filter(ended_at=None).select_related("holder", "account").first()


def attestations_of(meeting: Meeting) -> list[Attestation]:
    return list(meeting.attestations.filter(lapsed_at=None).select_related("person"))


def there(meeting: Meeting) -> list[Attendance]:
    """Who is there, by name."""
    found = meeting.attendances.filter(undone_at=None).select_related("person")
    return sorted(found, key=lambda one: spanish_key(str(one.person)))


@dataclass(frozen=True)
class Line:
    """A name on the attendance list, and whether they are there."""

    person: Person
    is_there: bool


def attendance_list(meeting: Meeting) -> list[Line]:
    """Who usually comes, and whoever else came: one list to tick, by name."""
    present = set(meeting.attendances.filter(undone_at=None).values_list("person", flat=True))
    people = Person.objects.filter(Q(spaces=meeting.space_id) | Q(pk__in=present), is_active=True).distinct()
    lines = [Line(person, person.pk in present) for person in people]
    return sorted(lines, key=lambda line: spanish_key(str(line.person)))


def hands(meeting: Meeting) -> list[SpeakingTurn]:
    """Who speaks now, and the raised hands in their order."""
    found = meeting.turns.filter(ended_at=None).select_related("person")
    return sorted(found, key=lambda turn: (turn.began_at is None, turn.raised_at, turn.pk))


def speaking_figures(meeting: Meeting, person: Person) -> dict[str, Any]:
    """Totals for all, and one's own for oneself. Nobody's figures are shown to another."""
    spoken = meeting.turns.filter(began_at__isnull=False, ended_at__isnull=False)
    return {"all": _figures(spoken), "own": _figures(spoken.filter(person=person))}


def _figures(turns: QuerySet[SpeakingTurn]) -> dict[str, Any]:
    lasted = ExpressionWrapper(F("ended_at") - F("began_at"), output_field=DurationField())
    found = turns.aggregate(n=Count("id"), people=Count("person", distinct=True), long=Sum(lasted))
    minutes = round(found["long"].total_seconds() / 60) if found["long"] else 0
    return {"turns": found["n"], "people": found["people"], "minutes": minutes}


def pulse(meeting: Meeting) -> str:
    """A short text that is another whenever something of the meeting is: what screens ask for, cheaply."""
    items = meeting.items.order_by("pk").values_list("pk", "place", "outcome", "topic__title", "topic__state")
    counted = meeting.blocks.aggregate(
        texts=Count("revisions"),
        newest=Max("revisions__id"),
        taken_up=Count("concern", distinct=True, filter=Q(concern__closed_at__isnull=False)),
    )
    people = meeting.attendances.aggregate(n=Count("id", filter=Q(undone_at=None)), last=Max("at"))
    hands_up = meeting.turns.filter(ended_at=None).order_by("pk").values_list("pk", "began_at")
    said = meeting.attestations.filter(lapsed_at=None).order_by("pk").values_list("pk", flat=True)
    pen = meeting.pens.filter(ended_at=None).values_list("pk", flat=True)
    whole = (
        meeting.pk,
        meeting.state,
        meeting.current_id,
        meeting.wants_turns,
        meeting.guests,
        list(items),
        counted,
        people,
        list(hands_up),
        list(said),
        list(pen),
    )
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:24]
