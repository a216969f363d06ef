"""Anyone writes who came; the person may say otherwise."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal
from rotation.models import Turn


def may_note_attendance(person: Person, turn: Turn | None = None) -> Refusal | None:
    """Any worker, once the week has begun."""
    refusal = worker_refusal(person)
    if refusal is None and turn is not None and turn.monday > today():
        return Refusal("not_yet", _("That week has not begun."), status=409)
    if refusal is None and turn is not None and turn.dropped_at is not None:
        return Refusal("dropped", _("This turn was taken out of the roster."), status=409)
    return refusal
