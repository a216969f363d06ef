"""Who runs a meeting: whoever is there. The pen says whose hand it is, and locks nothing."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Attendance, Concern, Meeting, Pen, Space
from assemblies.policies.meetings import may_read_meeting
from assemblies.states import MEETING, MeetingState
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal

UNDER_WAY = frozenset({MeetingState.OPEN, MeetingState.READ_BACK})
NOT_OPEN = Refusal("meeting_not_open", _("This meeting is not open."), status=409)
NOT_THERE = Refusal("not_there", _("Say first that you are here: «I am here»."), status=403)
NO_GUESTS = Refusal(
    "no_guests", _("Guests are counted at the assemblies that are open to the community."), status=409
)


def was_there(person: Person, meeting: Meeting) -> bool:
    return Attendance.objects.filter(meeting=meeting, person=person, undone_at=None).exists()


def _there(person: Person, meeting: Meeting, *states: MeetingState) -> Refusal | None:
    refusal = worker_refusal(person)
    if refusal is None and meeting.state not in states:
        return NOT_OPEN
    return refusal or (None if was_there(person, meeting) else NOT_THERE)


def may_see_minutes(person: Person, meeting: Meeting) -> Refusal | None:
    """Workers read what is being written; others read the acta once it is sealed."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state in {MeetingState.PLANNED, MeetingState.CANCELLED}:
        return NOT_OPEN
    return refusal


def may_write(person: Person, meeting: Meeting) -> Refusal | None:
    """Whoever is there. Words that come while it is read back open it again."""
    return _there(person, meeting, *UNDER_WAY)


def may_settle(person: Person, meeting: Meeting) -> Refusal | None:
    """Say which topic is treated now and what became of it: whoever is there."""
    return _there(person, meeting, MeetingState.OPEN)


def may_take_pen(person: Person, meeting: Meeting) -> Refusal | None:
    return _there(person, meeting, MeetingState.OPEN)


def may_hand_pen(person: Person, meeting: Meeting) -> Refusal | None:
    """Show the code that hands the pen on, or the keys for a PIN: whoever has the pen on their phone."""
    refusal = _there(person, meeting, MeetingState.OPEN)
    if refusal is None and not Pen.objects.filter(meeting=meeting, account=person, ended_at=None).exists():
        return Refusal("no_pen", _("Whoever writes now hands it on. Take the acta first."), status=409)
    return refusal


def may_read_back(person: Person, meeting: Meeting) -> Refusal | None:
    """Read the wording aloud: whoever is there, once no piece waits for its joined wording."""
    refusal = worker_refusal(person) or MEETING.refusal(meeting.state, MeetingState.READ_BACK)
    if refusal is None and not was_there(person, meeting):
        return NOT_THERE
    if refusal is None and meeting.blocks.filter(needs_joining=True).exists():
        return Refusal(
            "needs_joining",
            _("Two people wrote the same piece. Write the wording of both first."),
            status=409,
        )
    return refusal


def may_reopen(person: Person, meeting: Meeting) -> Refusal | None:
    """Something is missing: whoever is there opens it again, and whoever attested is asked again."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state != MeetingState.READ_BACK:
        return Refusal("not_read_back", _("The wording is not being read back."), status=409)
    return refusal or (None if was_there(person, meeting) else NOT_THERE)


def may_attest(person: Person, meeting: Meeting) -> Refusal | None:
    """Say that the wording read back is so: whoever was there, once each."""
    refusal = may_reopen(person, meeting)
    if refusal is None and meeting.attestations.filter(person=person, lapsed_at=None).exists():
        return Refusal("attested_once", _("You have attested it. Another person is needed."), status=409)
    return refusal


def may_correct(person: Person, meeting: Meeting) -> Refusal | None:
    """Sign a correction: any worker, once the acta is sealed. Before, the minutes themselves are changed."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state != MeetingState.SEALED:
        return Refusal("not_sealed", _("Only a sealed acta is corrected."), status=409)
    return refusal


def may_close_concern(person: Person, concern: Concern) -> Refusal | None:
    """Only whoever has a concern says that it is taken up."""
    refusal = _there(person, concern.block.meeting, MeetingState.OPEN)
    if refusal is None and concern.owner_id != person.pk:
        return Refusal(
            "not_your_concern", _("Only whoever has the concern says that it is taken up."), status=403
        )
    if refusal is None and concern.closed_at is not None:
        return Refusal("concern_closed", _("This concern is already taken up."), status=409)
    return refusal


def may_attend(person: Person, meeting: Meeting) -> Refusal | None:
    """Say «I am here»: workers anywhere, other members at the assemblies of the community."""
    refusal = may_read_meeting(person, meeting)
    if refusal is None and meeting.state not in UNDER_WAY:
        return NOT_OPEN
    return refusal


def may_see_attendance(person: Person, meeting: Meeting) -> Refusal | None:
    return worker_refusal(person) or (NOT_FOUND if meeting.state == MeetingState.CANCELLED else None)


def may_tick(person: Person, meeting: Meeting) -> Refusal | None:
    """Write who is there, for others too: any worker, from its opening until the acta is sealed."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state not in {*UNDER_WAY, MeetingState.AGREED}:
        return NOT_OPEN
    return refusal


def may_count_guests(person: Person, meeting: Meeting) -> Refusal | None:
    refusal = may_tick(person, meeting)
    if refusal is None and meeting.space.openness != Space.Openness.COMMUNITY:
        return NO_GUESTS
    return refusal


def may_use_turns(person: Person, meeting: Meeting) -> Refusal | None:
    """Raise a hand, speak and end: whoever is there, workers or not, where the meeting wants turns."""
    refusal = may_read_meeting(person, meeting)
    if refusal is None and meeting.state != MeetingState.OPEN:
        return NOT_OPEN
    if refusal is None and not meeting.wants_turns:
        return Refusal("no_turns", _("This meeting does not keep turns to speak."), status=409)
    return refusal or (None if was_there(person, meeting) else NOT_THERE)


def may_choose_turns(person: Person, meeting: Meeting) -> Refusal | None:
    """Begin or stop keeping turns to speak: whoever is there."""
    return _there(person, meeting, MeetingState.OPEN)
