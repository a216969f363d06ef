"""What two people destroy: the words of a case, and a note that harms somebody.

Why is chosen from a list, not written: a reason in free words would keep what must be forgotten.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.models import AnonymousNote, CaseKey, ConductCase
from assemblies.policies import conduct as policies
from assemblies.policies import notes as note_policies
from assemblies.services.conduct import locked
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation.selectors import ActKind, Person, TwoPersonAct
from federation.services import ask_second

CASE_ACT, NOTE_ACT = "assemblies.redact_case", "assemblies.take_note_off"


class Why(models.TextChoices):
    ASKED = "asked", _("of whom it speaks asks for it")
    TIME = "time", _("it is long past and mended")
    MISTAKEN = "mistaken", _("it was a mistake")


class WhyNote(models.TextChoices):
    NAMES = "names", _("it names or points at somebody")
    INSULTS = "insults", _("it insults")
    INTIMATE = "intimate", _("it tells what is private")


def ask_case_redaction(*, by: Person, case: ConductCase, why: str) -> TwoPersonAct:
    """Ask that the words of a case be destroyed. Somebody else concerned confirms."""
    if why not in Why.values:
        raise refuse("no_reason", _("Say why."), why=_("Choose why."))
    require(policies.may_redact(by, case))
    return ask_second(
        by=by,
        kind=CASE_ACT,
        label=as_written(_("Destroy the words of case %(number)s"), number=case.number),
        reason=as_written(Why(why).label),
        about=f"assemblies.conductcase:{case.pk}",
        payload={"case": case.pk},
    )


def do_case_redaction(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    """Destroy the key. Whoever reads at this moment has finished, or finds nothing."""
    case = locked(ConductCase.objects.get(pk=act.payload["case"]))
    require(policies.may_redact(by, case))
    require(policies.may_confirm_redaction(second, case))
    CaseKey.objects.select_for_update().get(case=case)
    case.redacted_at = now()
    case.save(update_fields=["redacted_at"])
    CaseKey.objects.filter(case=case).delete()
    audit.record(by=by, verb="assemblies.redact_case", thing=case, new={"second": second.pk}, private=True)
    return {"case": case.pk}


def ask_note_off(*, by: Person, note: AnonymousNote, why: str) -> TwoPersonAct:
    """Ask that a note be taken off. Another worker confirms."""
    if why not in WhyNote.values:
        raise refuse("no_reason", _("Say why."), why=_("Choose why."))
    require(note_policies.may_take_off(by, note))
    return ask_second(
        by=by,
        kind=NOTE_ACT,
        label=as_written(_("Take a note without a name off")),
        reason=as_written(WhyNote(why).label),
        about=f"assemblies.anonymousnote:{note.pk}",
        payload={"note": str(note.pk)},
    )


def do_note_off(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    with transaction.atomic():
        note = AnonymousNote.objects.select_for_update().get(pk=act.payload["note"])
        require(note_policies.may_take_off(by, note) or note_policies.may_take_off(second, note))
        note.text, note.taken_off_on = "", today()
        note.save(update_fields=["text", "taken_off_on"])
        audit.record(by=by, verb="assemblies.take_note_off", thing=note, new={"second": second.pk})
    return {"note": str(note.pk)}


def _may_confirm_case(person: Person, act: TwoPersonAct) -> Any:
    return policies.may_confirm_redaction(person, ConductCase.objects.get(pk=act.payload["case"]))


def _may_confirm_note(person: Person, act: TwoPersonAct) -> Any:
    return note_policies.may_take_off(person, AnonymousNote.objects.get(pk=act.payload["note"]))


def _case_details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    case = ConductCase.objects.get(pk=act.payload["case"])
    return [
        (_("Case"), case.number),
        (
            _("What is destroyed"),
            _("the key of its words: nobody reads them again. Its dates and measures stay."),
        ),
        (_("If you say no"), _("write nothing here of what the case says.")),
    ]


def _note_details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    note = AnonymousNote.objects.select_related("space").get(pk=act.payload["note"])
    return [(_("Meeting"), note.space.name), (_("The note says"), note.text)]


ACTS = (
    ActKind(
        CASE_ACT,
        _("destroying the words of a case"),
        do_case_redaction,
        policies.may_raise,
        _may_confirm_case,
        _case_details,
        lasts=dt.timedelta(days=7),
    ),
    ActKind(
        NOTE_ACT,
        _("taking a note off"),
        do_note_off,
        note_policies.may_read_notes,
        _may_confirm_note,
        _note_details,
        lasts=dt.timedelta(days=7),
    ),
)
