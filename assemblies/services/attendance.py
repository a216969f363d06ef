"""Who is there: by oneself, by a code that changes, by ticks on a list, on paper with its photograph."""

from collections.abc import Mapping
from typing import IO

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Attendance, Meeting, PaperSheet
from assemblies.services.agenda import locked
from cecosesola.kernel import audit, files
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person

SLOT = 60
"""Seconds after which the code on the screen is another."""
SLOTS = 5
"""How many codes still count: long enough to log in, too short to be of use to whoever is elsewhere."""
MOST_GUESTS = 100_000


def attendance_code(meeting: Meeting, ago: int = 0) -> str:
    """The code that the screen shows in this minute."""
    slot = int(now().timestamp()) // SLOT - ago
    return salted_hmac("assemblies.attendance", f"{meeting.pk}:{slot}").hexdigest()[:20]


def code_holds(meeting: Meeting, code: str) -> bool:
    return any(constant_time_compare(code, attendance_code(meeting, ago)) for ago in range(SLOTS))


def attend(*, by: Person, meeting: Meeting) -> Attendance:
    """«I am here.»"""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_attend(by, meeting))
        return put_there(meeting, by, how=Attendance.How.SELF, by=by)


def attend_by_code(*, by: Person, meeting: Meeting, code: str) -> Attendance:
    """«I am here», having read the code on the screen."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_attend(by, meeting))
        if not code_holds(meeting, code):
            raise refuse("code_over", _("This code is over: it changes each minute. Read it again."))
        return put_there(meeting, by, how=Attendance.How.QR, by=by)


def tick(*, by: Person, meeting: Meeting, ticks: Mapping[int, bool], on_paper: bool = False) -> int:
    """Write who is there and who is not, several at once. Returns how many changed."""
    how = Attendance.How.PAPER if on_paper else Attendance.How.DESK
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_tick(by, meeting))
        rows = {row.person_id: row for row in meeting.attendances.select_for_update()}
        present = {pk for pk, row in rows.items() if row.undone_at is None}
        come = [pk for pk, there in ticks.items() if there and pk not in present]
        gone = [pk for pk, there in ticks.items() if not there and pk in present]
        attested = set(meeting.attestations.filter(lapsed_at=None).values_list("person", flat=True))
        if attested & set(gone):
            raise refuse(
                "has_attested",
                _("Whoever attested the acta was there. Open the acta again first."),
                status=409,
            )
        people = list(Person.objects.filter(pk__in=come, is_active=True))
        for person in people:
            require(policies.may_read_meeting(person, meeting))
            put_there(meeting, person, how=how, by=by)
        moment = now()
        for pk in gone:
            rows[pk].undone_at = moment
            rows[pk].save(update_fields=["undone_at"])
        if gone:
            audit.record(by=by, verb="assemblies.untick", thing=meeting, new={"people": gone})
    return len(people) + len(gone)


def count_guests(*, by: Person, meeting: Meeting, guests: int) -> Meeting:
    """Write how many people of the community are there, who are nobody's members."""
    if not 0 <= guests <= MOST_GUESTS:
        raise refuse("no_such_count", _("Write how many they are."), guests=_("Write how many they are."))
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_count_guests(by, meeting))
        old, meeting.guests = meeting.guests, guests
        meeting.save(update_fields=["guests"])
        audit.record(
            by=by, verb="assemblies.count_guests", thing=meeting, old={"guests": old}, new={"guests": guests}
        )
    return meeting


def keep_sheet(*, by: Person, meeting: Meeting, picture: IO[bytes]) -> PaperSheet:
    """Keep the photograph of the list that people signed. The same photograph is kept once."""
    require(policies.may_tick(by, meeting))
    stored = files.keep_picture(picture)
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_tick(by, meeting))
        sheet, new = PaperSheet.objects.get_or_create(
            meeting=meeting, file=stored, defaults={"put_by": by, "put_at": now()}
        )
        if new:
            audit.record(by=by, verb="assemblies.keep_sheet", thing=meeting, new={"sha256": stored.sha256})
    return sheet


def put_there(meeting: Meeting, person: Person, *, how: str, by: Person) -> Attendance:
    """Somebody is there, once. The meeting is locked."""
    row, new = Attendance.objects.get_or_create(
        meeting=meeting, person=person, defaults={"how": how, "at": now(), "recorded_by": by}
    )
    if not new and row.undone_at is not None:
        row.undone_at, row.how, row.at, row.recorded_by = None, how, now(), by
        row.save(update_fields=["undone_at", "how", "at", "recorded_by"])
        new = True
    if new:
        audit.record(by=by, verb="assemblies.attend", thing=meeting, new={"how": how, "person": person.pk})
    return row
