"""Who writes now: taken by oneself, by reading a code, or by one's PIN on the table's phone."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Attendance, Meeting, Pen
from assemblies.services.agenda import locked
from assemblies.services.attendance import put_there
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation import services as federation
from federation.selectors import Person

SALT = "assemblies.pen"
HOLDS = 600
"""Seconds that the code on the screen hands the pen on."""


def pen_code(pen: Pen) -> str:
    """What the next person's phone reads. It ends after ten minutes, or when the pen has moved on."""
    return signing.dumps([pen.meeting_id, pen.pk], salt=SALT)


def pen_of_code(meeting: Meeting, code: str) -> Pen:
    """The pen that a code hands on. Raises Refused when it no longer does."""
    try:
        found = signing.loads(code, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        found = None
    pen = None
    if isinstance(found, list) and found[0] == meeting.pk:
        pen = Pen.objects.filter(pk=found[1], meeting=meeting, ended_at=None).first()
    if pen is None:
        raise refuse(
            "code_over", _("This code no longer hands on the acta. Ask for the screen to be shown again.")
        )
    return pen


def take_pen(*, by: Person, meeting: Meeting) -> Pen:
    """«I take the acta», on one's own phone."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_take_pen(by, meeting))
        return _hand_to(meeting, holder=by, account=by, how=Pen.How.SELF)


def take_pen_by_code(*, by: Person, meeting: Meeting, code: str) -> Pen:
    """Read the code on the screen of whoever writes: that is being there, too."""
    with transaction.atomic():
        meeting = locked(meeting)
        pen_of_code(meeting, code)
        require(policies.may_attend(by, meeting))
        put_there(meeting, by, how=Attendance.How.QR, by=by)
        require(policies.may_take_pen(by, meeting))
        return _hand_to(meeting, holder=by, account=by, how=Pen.How.QR)


def take_pen_by_pin(*, by: Person, meeting: Meeting, holder: Person, pin: str) -> Pen:
    """The phone changes hands: the next person writes their PIN on it, and what is written is theirs.

    `by` is whose phone it is. Five wrong PINs in a row close that PIN on that person's phones.
    """
    require(policies.may_hand_pen(by, meeting))
    require(policies.may_attend(holder, meeting))
    federation.prove_pin(person=holder, pin=pin, machine=f"phone:{by.pk}")
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_hand_pen(by, meeting))
        put_there(meeting, holder, how=Attendance.How.DESK, by=by)
        require(policies.may_take_pen(holder, meeting))
        return _hand_to(meeting, holder=holder, account=by, how=Pen.How.PIN)


def _hand_to(meeting: Meeting, *, holder: Person, account: Person, how: str) -> Pen:
    """End whoever had it, and begin the next. The meeting is locked."""
    held = meeting.pens.filter(ended_at=None).first()
    if held is not None and (held.holder_id, held.account_id) == (holder.pk, account.pk):
        return held
    moment = now()
    if held is not None:
        held.ended_at = max(moment, held.taken_at)
        held.save(update_fields=["ended_at"])
    how = Pen.How.SELF if holder.pk == account.pk and how == Pen.How.PIN else how
    pen = Pen.objects.create(meeting=meeting, holder=holder, account=account, how=how, taken_at=moment)
    audit.record(by=account, verb="assemblies.take_pen", thing=meeting, new={"how": how, "pen": pen.pk})
    return pen
