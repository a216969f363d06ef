"""From the last word to the agreed acta: read back, attested by two, corrected once it is sealed."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Attestation, Meeting, MinuteCorrection
from assemblies.selectors.minutes import meeting_fingerprint
from assemblies.services.agenda import locked
from assemblies.states import MEETING, MeetingState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person

NEEDED = 2
"""People who attest an acta. The database asks for as many."""
LONGEST = 4000


def read_back(*, by: Person, meeting: Meeting) -> Meeting:
    """Stop writing, and read the exact wording aloud."""
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state == MeetingState.READ_BACK:
            return meeting
        require(policies.may_read_back(by, meeting))
        meeting.state, meeting.closed_at = MeetingState.READ_BACK, now()
        meeting.save(update_fields=["state", "closed_at"])
        audit.record(by=by, verb="assemblies.read_back", thing=meeting)
    return meeting


def reopen(*, by: Person, meeting: Meeting) -> Meeting:
    """Something is missing: write again. Whoever attested is asked again."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_reopen(by, meeting))
        open_again(by=by, meeting=meeting)
    return meeting


def open_again(*, by: Person, meeting: Meeting) -> None:
    """Words that change while they are read back open the meeting again. The meeting is locked."""
    if meeting.state != MeetingState.READ_BACK:
        return
    require(MEETING.refusal(meeting.state, MeetingState.OPEN))
    lapsed = meeting.attestations.filter(lapsed_at=None).count()
    meeting.state, meeting.closed_at = MeetingState.OPEN, None
    meeting.save(update_fields=["state", "closed_at"])  # the database lets the attestations lapse
    audit.record(by=by, verb="assemblies.reopen", thing=meeting, new={"lapsed": lapsed})


def attest(*, by: Person, meeting: Meeting, sha256: str) -> Meeting:
    """Say that what was read is so. The second person makes it the agreed acta.

    `sha256` is the fingerprint of what they had before their eyes: with other words they read again.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_attest(by, meeting))
        stands = meeting_fingerprint(meeting)
        if sha256 != stands:
            raise refuse(
                "other_words", _("The wording has changed meanwhile. Read it again before."), status=409
            )
        # Whoever attested other words (a topic was given another name) is asked again.
        meeting.attestations.filter(lapsed_at=None).exclude(sha256=stands).update(lapsed_at=now())
        Attestation.objects.create(meeting=meeting, person=by, sha256=stands, at=now())
        said = meeting.attestations.filter(lapsed_at=None).count()
        audit.record(by=by, verb="assemblies.attest", thing=meeting, new={"sha256": stands})
        if said >= NEEDED:
            require(MEETING.refusal(meeting.state, MeetingState.AGREED))
            meeting.state, meeting.agreed_at = MeetingState.AGREED, now()
            meeting.save(update_fields=["state", "agreed_at"])
            meeting.pens.filter(ended_at=None).update(ended_at=now())
            audit.record(by=by, verb="assemblies.agree", thing=meeting, new={"sha256": stands})
    return meeting


def correct_acta(*, by: Person, meeting: Meeting, text: str, key: str) -> MinuteCorrection:
    """Sign what a sealed acta should have said. It stands after the acta, which stays as it was."""
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST:
        raise refuse("no_words", _("Write it first."), text=_("Write it first."))
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_correct(by, meeting))
        known = MinuteCorrection.objects.filter(client_id=key).first()
        if known is not None and known.meeting_id == meeting.pk:
            return known
        last = meeting.corrections.order_by("-number").first()
        number, moment = (last.number if last else 0) + 1, now()
        before = last.sha256 if last else meeting.acta_sha256
        correction = MinuteCorrection.objects.create(
            meeting=meeting,
            number=number,
            text=text,
            client_id=key,
            by=by,
            at=moment,
            sha256=signature(before, number, text, by.pk, moment.isoformat()),
        )
        audit.record(
            by=by,
            verb="assemblies.correct_acta",
            thing=meeting,
            new={"number": number, "sha256": correction.sha256},
        )
    return correction


def signature(before: str, number: int, text: str, person: int, at: str) -> str:
    """What a correction's fingerprint runs over: the one before it, so that none is left out unseen."""
    return hashlib.sha256("\n".join([before, str(number), text, str(person), at]).encode()).hexdigest()
