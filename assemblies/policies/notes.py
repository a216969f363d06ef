"""Notes without a name: any worker leaves one and reads them."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import AnonymousNote
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_read_notes(person: Person) -> Refusal | None:
    """Those who work here."""
    return worker_refusal(person)


def may_leave_note(person: Person) -> Refusal | None:
    """Those who work here; who left it is written nowhere."""
    return worker_refusal(person)


def may_take_off(person: Person, note: AnonymousNote) -> Refusal | None:
    refusal = worker_refusal(person)
    if refusal is None and note.taken_off_on is not None:
        return Refusal("taken_off", _("This note was taken off already."), status=409)
    return refusal
