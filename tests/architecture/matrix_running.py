"""What the addresses of a meeting that is held mean to whom, and the things that they are asked for."""

from typing import Any

from assemblies.models import Meeting
from assemblies.services.attendance import keep_sheet
from assemblies.services.pens import take_pen
from federation.models import Person
from tests.assemblies.test_attendance import picture
from tests.factories import minutes as m

LOGIN, HIDDEN, FORBIDDEN, OPEN = "login", "hidden", "forbidden", "open"
WORKERS = (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, OPEN)
# Of a space that is open to worker-members only; the coordinator is there and has the pen.
WHOEVER_WRITES = (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, OPEN, FORBIDDEN)
BY_NAME: dict[str, tuple[str, ...]] = {
    "assemblies:notebook": (LOGIN, OPEN, OPEN, OPEN, OPEN, OPEN),
    "assemblies:here": (LOGIN, HIDDEN, OPEN, OPEN, OPEN, OPEN),  # it answers only to POST
    "assemblies:here_by_code": WORKERS,
    "assemblies:meeting_turns": WORKERS,
    "assemblies:hand_pen": WHOEVER_WRITES,
    "assemblies:pen_pin": WHOEVER_WRITES,
}
PAGES = [
    "write",
    "writing_part",
    "block",
    "sync",
    "take_pen",
    "hand_pen",
    "pen_pin",
    "pen_code",
    "read_back",
    "reopen",
    "attest",
    "corrections",
    "attendance",
    "here",
    "guests",
    "attendance_pdf",
    "put_sheet",
    "sheet",
    "here_by_code",
    "screen",
    "screen_part",
    "meeting_turns",
]


def pages(by: Person) -> dict[str, int]:
    """The number of the meeting that each address asks for."""
    meeting = m.opened(by, space=m.Space.objects.create(name="Reunión que se hace"))
    m.block(meeting, by)
    take_pen(by=by, meeting=meeting)
    keep_sheet(by=by, meeting=meeting, picture=picture())
    return {f"assemblies:{name}": meeting.pk for name in PAGES}


def others() -> dict[str, Any]:
    """Values of the other parts of an address."""
    meeting = Meeting.objects.get(space__name="Reunión que se hace")
    return {
        "block": meeting.blocks.get().pk,
        "sheet": meeting.sheets.get().pk,
        "who": meeting.attendances.get().person_id,
    }
