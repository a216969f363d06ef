"""What the addresses of the assemblies mean to whom, and the things that they are asked for."""

from typing import Any

from assemblies.models import BriefingVersion, MeetingSeries
from assemblies.services.briefings import put_briefing
from cecosesola.kernel.clock import today
from cecosesola.kernel.files import keep
from federation.models import Person
from tests.factories import meetings as m

LOGIN, HIDDEN, OPEN = "login", "hidden", "open"
WORKERS = (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, OPEN)
MEMBERS = (LOGIN, HIDDEN, OPEN, OPEN, OPEN, OPEN)

BY_POLICY = {
    "may_keep_spaces": WORKERS,
    "may_read_some": MEMBERS,  # what is open to the community; the lists show each their own
}
# Of a space that is open to worker-members only.
BY_NAME: dict[str, tuple[str, ...] | None] = {
    "assemblies:acta": WORKERS,
    "assemblies:acta_pdf": WORKERS,
    "assemblies:book": WORKERS,
    "assemblies:briefing_file": WORKERS,
    "assemblies:calendar": None,  # the secret is the key: tests/assemblies/test_reach.py
    "assemblies:decision": WORKERS,
    "assemblies:come_usually": MEMBERS,  # it answers only to POST
    "assemblies:make_calendar": MEMBERS,
    "assemblies:meeting": WORKERS,
    "assemblies:revoke_calendar": MEMBERS,
    "assemblies:space": WORKERS,
    "assemblies:topic": WORKERS,
}


def pages(by: Person) -> dict[str, int]:
    """The number of each thing that an address asks for."""
    where = m.space(by=by)
    series: MeetingSeries = m.weekly(where)
    topic = m.topic(where)
    version = put_briefing(by=by, topic=topic, title="Plano", text="Así está.")
    file = BriefingVersion.objects.create(
        briefing=version.briefing,
        number=2,
        file=keep(b"%PDF-1.7", "application/pdf"),
        file_name="plano.pdf",
        put_by=by,
        put_at=version.put_at,
    )
    sealed, planned = m.sealed(where), m.planned(where)
    found: dict[str, int] = {
        **dict.fromkeys(["acta", "acta_pdf"], sealed.pk),
        **dict.fromkeys(
            ["meeting", "move_meeting", "cancel_meeting", "open_meeting", "seal_meeting", "order_item"],
            planned.pk,
        ),
        **dict.fromkeys(
            ["space", "change_space", "close_space", "come_usually", "new_series", "book"], where.pk
        ),
        **dict.fromkeys(["change_series", "end_series"], series.pk),
        **dict.fromkeys(["place_topic", "put_briefing", "change_topic"], topic.pk),
        "briefing_file": file.pk,
    }
    return {f"assemblies:{name}": pk for name, pk in found.items()}


def others() -> dict[str, Any]:
    """Values of the other parts of an address."""
    return {"year": today().year, "secret": "x" * 43}
