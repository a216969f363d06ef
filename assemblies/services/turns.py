"""Turns to speak, where a meeting wants them. Nobody gives the word: hands are seen in their order."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Meeting, SpeakingTurn
from assemblies.services.agenda import locked
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person


def choose_turns(*, by: Person, meeting: Meeting, wanted: bool) -> Meeting:
    """Keep turns to speak in this meeting, or stop keeping them."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_choose_turns(by, meeting))
        if meeting.wants_turns != wanted:
            meeting.wants_turns = wanted
            meeting.save(update_fields=["wants_turns"])
            audit.record(by=by, verb="assemblies.choose_turns", thing=meeting, new={"wanted": wanted})
    return meeting


def raise_hand(*, by: Person, meeting: Meeting) -> SpeakingTurn:
    """Ask for the word. A hand that is up stays where it is."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_use_turns(by, meeting))
        turn, _new = SpeakingTurn.objects.get_or_create(
            meeting=meeting, person=by, ended_at=None, defaults={"raised_at": now()}
        )
    return turn


def speak(*, by: Person, meeting: Meeting) -> SpeakingTurn:
    """Begin to speak, once whoever spoke before has ended."""
    with transaction.atomic():
        meeting = locked(meeting)
        require(policies.may_use_turns(by, meeting))
        turn = meeting.turns.filter(person=by, ended_at=None).first()
        if turn is None:
            raise refuse("no_hand", _("Raise your hand first."), status=409)
        if turn.began_at is not None:
            return turn
        if meeting.turns.filter(began_at__isnull=False, ended_at=None).exists():
            raise refuse("somebody_speaks", _("Somebody is speaking. Wait until they end."), status=409)
        turn.began_at = max(now(), turn.raised_at)
        turn.save(update_fields=["began_at"])
    return turn


def end_turn(*, by: Person, turn: SpeakingTurn) -> SpeakingTurn:
    """End one's own turn or take one's hand down; whoever has the pen ends a turn that was forgotten."""
    with transaction.atomic():
        meeting = locked(turn.meeting)
        require(policies.may_use_turns(by, meeting))
        turn = SpeakingTurn.objects.select_for_update().get(pk=turn.pk)
        writes = meeting.pens.filter(holder=by, ended_at=None).exists()
        if turn.person_id != by.pk and not writes:
            raise refuse("not_your_turn", _("Each one ends their own turn."), status=403)
        if turn.ended_at is None:
            turn.ended_at = max(now(), turn.began_at or turn.raised_at)
            turn.save(update_fields=["ended_at"])
    return turn
