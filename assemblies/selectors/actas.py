"""The acta: what a meeting treated and agreed, whole, as it is sealed and as it is read.

It names people by number, so that whoever is forgotten later is forgotten here too, and the fingerprint
of what was sealed still holds.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from assemblies.models import Attendance, Meeting
from assemblies.selectors.heads import heads
from assemblies.selectors.minutes import acta_content, corrections_as_json
from assemblies.states import MeetingState
from federation.selectors import Person


def attended(meeting: Meeting) -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting=meeting, undone_at=None).select_related("person")


def whole_acta(meeting: Meeting) -> dict[str, Any]:
    """Everything an acta says, as plain JSON. That of the network's meeting carries the chains' heads."""
    return {
        "number": meeting.acta_number,
        "space": meeting.space.name,
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "opened_at": meeting.opened_at.isoformat() if meeting.opened_at else None,
        "closed_at": meeting.closed_at.isoformat() if meeting.closed_at else None,
        "place": meeting.place,
        "people": sorted(attended(meeting).values_list("person", flat=True)),
        "guests": meeting.guests,
        **acta_content(meeting),
        "decisions": [
            {"ref": decision.number, "title": decision.title, "text": decision.text}
            for decision in meeting.decisions.order_by("id")
        ],
        "hearings": [
            {
                "ref": entry.decision.number,
                "title": entry.decision.title,
                "outcome": entry.outcome,
                "note": entry.note,
            }
            for entry in meeting.hearings.select_related("decision").order_by("id")
        ],
        "heads": heads() if meeting.space.is_network else {},
    }


def acta_of(meeting: Meeting) -> dict[str, Any]:
    """The acta as it was sealed with what was corrected since, or as it stands while it is written."""
    if meeting.state != MeetingState.SEALED or not meeting.acta:
        return whole_acta(meeting)
    return {**meeting.acta, "corrections": corrections_as_json(meeting)}


def _numbers(acta: Any) -> Iterator[int]:
    yield from acta.get("people", [])
    for action in acta.get("actions", []):
        if action.get("person"):
            yield action["person"]
    for correction in acta.get("corrections", []):
        yield correction["by"]


def names_in(actas: Iterable[dict[str, Any]]) -> dict[int, str]:
    """The people that these actas name, as they are called now: one query for all."""
    numbers = {number for acta in actas for number in _numbers(acta)}
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=numbers)}


def sealed_actas(space_id: int | None = None, year: int | None = None) -> QuerySet[Meeting]:
    """Sealed actas, newest first."""
    found = Meeting.objects.filter(state=MeetingState.SEALED).select_related("space")
    if space_id is not None:
        found = found.filter(space=space_id)
    if year is not None:
        found = found.filter(year=year)
    return found


def find_acta(year: int, number: int) -> Meeting | None:
    return sealed_actas(year=year).filter(number=number).first()


def years() -> list[int]:
    """The years of which there are actas, newest first."""
    found = Meeting.objects.filter(year__isnull=False).order_by("-year")
    return [year for year in found.values_list("year", flat=True).distinct() if year]


def still_holds(meeting: Meeting) -> bool | None:
    """Whether a sealed acta is as it was sealed; None while there is nothing sealed."""
    if meeting.state != MeetingState.SEALED:
        return None
    return fingerprint(meeting.acta) == meeting.acta_sha256


def fingerprint(acta: Any) -> str:
    """SHA-256 of an acta as canonical JSON: whoever holds the printed one can tell whether it was changed."""
    canonical = json.dumps(acta, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
