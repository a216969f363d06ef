"""Writing who came."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person
from rotation import policies
from rotation.models import AttendanceNote, Roster, Turn


def note_attendance(*, by: Person, turn: Turn, said: str, words: str = "") -> AttendanceNote | None:
    """Write how it was. The same word again writes nothing. The person's own word is a dispute when it
    differs: it stands beside the other until somebody else writes again."""
    if said not in AttendanceNote.Said.values:
        raise refuse("no_such_word", _("Say how it was."), said=_("Choose one."))
    with transaction.atomic():
        turn = Turn.objects.select_for_update(of=("self",)).select_related("person", "post").get(pk=turn.pk)
        require(policies.may_note_attendance(by, turn))
        last = turn.attendance_notes.order_by("-id").first()
        if last is not None and (last.said, last.by_id) == (said, by.pk):
            return None
        if last is not None and last.said == said and not words:
            return None
        note = AttendanceNote.objects.create(turn=turn, said=said, words=words.strip(), by=by, at=now())
        audit.record(by=by, verb="rotation.note_attendance", thing=turn, new={"said": said}, private=True)
    return note


def note_post(*, by: Person, roster: Roster, said: Mapping[int, str]) -> int:
    """Write a whole post's list at once: turn number → word. Returns how many were new."""
    turns = Turn.objects.filter(roster=roster, pk__in=said, dropped_at=None).order_by("pk")
    with transaction.atomic():
        return sum(note_attendance(by=by, turn=turn, said=said[turn.pk]) is not None for turn in turns)
