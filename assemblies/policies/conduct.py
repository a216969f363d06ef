"""Who is concerned in a case, and what each part may do. For everybody else there is no case."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import CasePerson, ConductCase
from assemblies.states.conduct import AT_REST, CASE, CaseState
from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal

R = CasePerson.Role
SPOKEN_OF = frozenset({R.SUBJECT, R.MENTOR})
WRITERS = frozenset({R.RAISED_BY, R.RECORDER, R.MEDIATOR})
MOVERS = frozenset({R.RECORDER, R.MEDIATOR})
NAMED = (R.RECORDER, R.MEDIATOR, R.WITNESS, R.GROUP)
"""The parts that are named along the way; the others stand from the beginning."""

NOT_THE_TWO = Refusal(
    "spoken_of",
    _("Of whom it speaks and the mentor are heard; somebody else writes, attests and moves the case."),
    status=403,
)
NOT_YOUR_PART = Refusal("not_your_part", _("Whoever writes it down or mediates does this."), status=403)
GONE = Refusal("words_gone", _("The words of this case were destroyed. Only its dates stand."), status=409)


def parts_of(person: Person, case: ConductCase) -> frozenset[str]:
    """The parts that somebody has in a case now."""
    return frozenset(
        CasePerson.objects.filter(case=case, person_id=person.pk, ended_at=None).values_list(
            "role", flat=True
        )
    )


def may_raise(person: Person) -> Refusal | None:
    """Any worker says what hurt."""
    return worker_refusal(person)


def may_read_case(person: Person, case: ConductCase) -> Refusal | None:
    """Those concerned, and nobody else: no key opens a case."""
    if not person.is_authenticated:
        return LOGIN
    return None if parts_of(person, case) else NOT_FOUND


def may_write(person: Person, case: ConductCase) -> Refusal | None:
    return _with(person, case, WRITERS)


def may_attest(person: Person, case: ConductCase) -> Refusal | None:
    return _with(person, case, frozenset({*NAMED, R.RAISED_BY}))


def may_name(person: Person, case: ConductCase) -> Refusal | None:
    """Whoever raised it names who writes and who hears; then those too."""
    return _with(person, case, WRITERS)


def may_move_some(person: Person, case: ConductCase) -> Refusal | None:
    return _with(person, case, MOVERS)


def may_move(person: Person, case: ConductCase, state: str) -> Refusal | None:
    """Whoever writes it down or mediates tells a move that the people of the hearing agreed."""
    refusal = may_move_some(person, case)
    if refusal is None and state not in CaseState.values:
        return Refusal("no_such_state", _("A case cannot be that."))
    return refusal or CASE.refusal(case.state, state)


def may_measure(person: Person, case: ConductCase) -> Refusal | None:
    """Only what was heard and talked leads to a measure; a measure may stand beside another."""
    refusal = may_move_some(person, case)
    if refusal is None and case.state != CaseState.MEASURE:
        return CASE.refusal(case.state, CaseState.MEASURE)
    return refusal


def may_lift(person: Person, case: ConductCase) -> Refusal | None:
    """A measure is lifted where it is looked at again: accompanying, or hearing anew."""
    refusal = may_move_some(person, case)
    lifting = {
        CaseState.MEASURE,
        CaseState.FOLLOW_UP,
        CaseState.REHEARING,
        CaseState.HEARD,
        CaseState.MEDIATION,
        CaseState.COLLECTIVE,
        CaseState.NO_MEASURE,
    }
    if refusal is None and case.state not in lifting:
        return Refusal("hear_again", _("Hear it again first: say what is new."), status=409)
    return refusal


def may_redact(person: Person, case: ConductCase) -> Refusal | None:
    """Anyone concerned asks; a second person, who is not one of the two spoken of, confirms."""
    refusal = may_read_case(person, case)
    if refusal is not None:
        return refusal
    if case.redacted_at is not None:
        return GONE
    if case.state not in AT_REST:
        return Refusal("case_goes_on", _("A case that goes on keeps its words. Close it first."), status=409)
    return None


def may_confirm_redaction(person: Person, case: ConductCase) -> Refusal | None:
    refusal = may_redact(person, case)
    if refusal is None and parts_of(person, case) & SPOKEN_OF:
        return NOT_THE_TWO
    return refusal


def _with(person: Person, case: ConductCase, allowed: frozenset[R]) -> Refusal | None:
    if not person.is_authenticated:
        return LOGIN
    parts = parts_of(person, case)
    if not parts:
        return NOT_FOUND
    if case.redacted_at is not None:
        return GONE
    if parts & SPOKEN_OF:
        return NOT_THE_TWO
    return None if parts & allowed else NOT_YOUR_PART
