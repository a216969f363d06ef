"""What a hearing agrees to do. A suspension goes through the register, so that it reaches keys and logins."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.models import CaseMeasure, ConductCase, Decision
from assemblies.policies import conduct as policies
from assemblies.selectors.decisions import citable_decisions
from assemblies.services.conduct import come_to, locked
from assemblies.states.conduct import CaseState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import midnight, now, today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person
from federation.services import lift_suspension, suspend

W = CaseMeasure.What


def impose_measure(
    *,
    by: Person,
    case: ConductCase,
    what: str,
    is_permanent: bool,
    since: dt.date,
    review_on: dt.date,
    decision: Decision,
    until: dt.date | None = None,
    words: str = "",
) -> CaseMeasure:
    """Write down a measure that was agreed. Temporary with its end, permanent without; both are reviewed."""
    if what not in W.values:
        raise refuse("no_such_measure", _("Choose the measure."), what=_("Choose the measure."))
    _check_days(is_permanent, since, until, review_on)
    with transaction.atomic():
        case = locked(case)
        require(policies.may_measure(by, case))
        _check_decision(decision)
        if CaseMeasure.objects.filter(case=case, what=what, lifted_at=None).exists():
            raise refuse("measure_stands", _("This measure stands already in this case."), status=409)
        if CaseMeasure.objects.filter(case=case, what=what, decision=decision).exists():
            raise refuse(
                "same_decision",
                _("This decision brought this measure before."),
                decision=_("Cite the new decision."),
            )
        suspension = None
        if what == W.SUSPENSION:
            suspension = suspend(
                by=by,
                person=case.subject,
                decision=decision.number,
                since=midnight(since),
                until=midnight(until) if until else None,
            )
        measure = CaseMeasure.objects.create(
            case=case,
            what=what,
            is_permanent=is_permanent,
            since=since,
            until=until,
            review_on=review_on,
            decision=decision,
            suspension=suspension,
        )
        if case.state != CaseState.MEASURE:
            come_to(case, by, CaseState.MEASURE, words)
        audit.record(by=by, verb="assemblies.impose_measure", thing=case, new={"what": what}, private=True)
    return measure


def lift_measure(*, by: Person, measure: CaseMeasure, decision: Decision) -> CaseMeasure:
    """Lift a measure, because another decision says so. A suspension is lifted in the register too."""
    with transaction.atomic():
        case = locked(measure.case)
        require(policies.may_lift(by, case))
        measure = CaseMeasure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
        if measure.lifted_at is not None:
            raise refuse("already_lifted", _("This measure was lifted already."), status=409)
        _check_decision(decision)
        if decision.pk == measure.decision_id:
            raise refuse(
                "same_decision",
                _("Another decision lifts it."),
                decision=_("Choose another than the one that brought it."),
            )
        suspension = measure.suspension
        if suspension is not None and suspension.lifted_at is None:
            lift_suspension(by=by, suspension=suspension, decision=decision.number)
        measure.lifted_at, measure.lifted_by = now(), decision
        measure.save(update_fields=["lifted_at", "lifted_by"])
        audit.record(
            by=by, verb="assemblies.lift_measure", thing=case, new={"what": measure.what}, private=True
        )
    return measure


def _check_decision(decision: Decision) -> None:
    if not citable_decisions().filter(pk=decision.pk).exists():
        raise refuse("not_standing", _("That decision no longer stands."), decision=_("Choose another."))


def _check_days(is_permanent: bool, since: dt.date, until: dt.date | None, review_on: dt.date) -> None:
    if is_permanent and until is not None:
        raise refuse("has_no_end", _("A permanent measure has no end."), until=_("Leave it empty."))
    if not is_permanent and (until is None or until <= since):
        raise refuse("needs_an_end", _("A temporary measure ends."), until=_("Say until when."))
    if review_on < since or (until is not None and review_on > until):
        raise refuse(
            "review_within",
            _("It is looked at again while it lasts."),
            review_on=_("Choose a day within it."),
        )
    if abs((since - today()).days) > 400:
        raise refuse("far_away", _("Look at the day."), since=_("That is more than a year away."))
