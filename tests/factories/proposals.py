"""Proposals walked to any state by their services, criteria, and meetings that were held."""

import datetime as dt
import itertools
from typing import Any

from assemblies import services
from assemblies.models import ActionItem, Criterion, Decision, Meeting, Proposal, Space, Stance
from assemblies.states import CriterionState, ProposalState
from cecosesola.kernel.clock import now, today
from federation.models import Person
from tests.factories import assemblies as a
from tests.factories import federation as f

_numbers = itertools.count(1)
TEXT = "Los viernes abrimos a las cinco y media."


def space(**extra: Any) -> Space:
    return Space.objects.create(**({"name": f"Reunión {next(_numbers):04d}"} | extra))


def held(where: Space | None = None, by: Person | None = None) -> Meeting:
    """A meeting that is being held."""
    keeper = by or f.worker()
    meeting = services.plan_meeting(
        by=keeper, space=where or a.network_meeting(), starts_at=now() + dt.timedelta(minutes=1)
    )
    return services.open_meeting(by=keeper, meeting=meeting)


def proposal(by: Person | None = None, state: str = ProposalState.SHARED, **extra: Any) -> Proposal:
    """A proposal of the network's meeting, walked to a state as people walk it."""
    someone = by or f.worker()
    a.network_meeting()
    given = {"title": "Abrir más temprano", "text": TEXT, "draft": state == ProposalState.DRAFT} | extra
    made = services.propose(by=someone, **given)
    for step in PATHS[state]:
        made = walk(made, step, someone)
    return made


PATHS: dict[str, list[str]] = {
    ProposalState.DRAFT: [],
    ProposalState.SHARED: [],
    ProposalState.DISCUSSING: [ProposalState.DISCUSSING],
    ProposalState.TESTING: [ProposalState.DISCUSSING, ProposalState.TESTING],
    ProposalState.CONSENTED: [ProposalState.DISCUSSING, ProposalState.TESTING, ProposalState.CONSENTED],
    ProposalState.TRIAL: [ProposalState.DISCUSSING, ProposalState.TESTING, ProposalState.TRIAL],
    ProposalState.LAID_ASIDE: [ProposalState.LAID_ASIDE],
    ProposalState.WITHDRAWN: [ProposalState.WITHDRAWN],
}


def walk(made: Proposal, state: str, by: Person) -> Proposal:
    if state in {ProposalState.CONSENTED, ProposalState.TRIAL}:
        claim(made, trial=state == ProposalState.TRIAL)
    else:
        services.move_proposal(by=by, proposal=made, state=state, note="Así lo vimos.")
    made.refresh_from_db()
    return made


def claim(made: Proposal, by: Person | None = None, *, trial: bool = False, **extra: Any) -> Decision:
    given: dict[str, Any] = {
        "number": made.number,
        "review_on": today() + dt.timedelta(days=28) if trial else None,
    } | extra
    meeting = given.pop("meeting", None) or held(made.space)
    return services.claim_consensus(by=by or f.worker(), proposal=made, meeting=meeting, **given)


def say(made: Proposal, kind: str = Stance.Kind.CONSENT, by: Person | None = None, **extra: Any) -> Stance:
    reason = "Me preocupa el transporte." if kind in {"objection", "reservation"} else ""
    given = {"number": made.number, "reason": reason} | extra
    return services.take_stance(by=by or f.worker(), proposal=made, kind=kind, **given)


def reword(made: Proposal, by: Person | None = None, **extra: Any) -> Proposal:
    given = {
        "number": made.number,
        "text": f"{TEXT} Con transporte desde las cuatro ({next(_numbers)}).",
        "changes": "Se agrega el transporte",
    } | extra
    services.reword(by=by or made.brought_by, proposal=made, **given)
    made.refresh_from_db()
    return made


def agreed(**extra: Any) -> Decision:
    """A decision taken by consensus."""
    given = {"mode": Decision.Mode.COLLECTIVE, "space": a.network_meeting(), "title": "Lo acordamos"}
    return a.decision(**(given | extra))


def criterion(by: Person | None = None, state: str = CriterionState.IN_FORCE, **extra: Any) -> Criterion:
    someone, number = by or f.worker(), next(_numbers)
    given = {
        "name": f"Limpieza del galpón {number:04d}",
        "about": "Quién limpia y cuándo",
        "areas": ["fairs"],
        "text": "Quien cierra la feria la deja limpia.",
        "space": a.network_meeting(),
        "decision": None,
        "since": today() - dt.timedelta(days=2),
        "review_on": today() + dt.timedelta(days=300),
        "key": f"k{number}",
    } | extra
    given["decision"] = given["decision"] or agreed()
    made = services.make_criterion(by=someone, **given)
    if state != CriterionState.IN_FORCE:
        made = services.begin_review(by=someone, criterion=made, words="Cambió la feria.")
    if state == CriterionState.RETIRED:
        made = services.retire_criterion(
            by=someone, criterion=made, decision=agreed(), words="Ya no hace falta."
        )
    return made


def action(by: Person | None = None, person: Person | None = None, **extra: Any) -> ActionItem:
    someone = by or f.worker()
    given = {"what": "Llamar al plomero", "until": today() + dt.timedelta(days=5)} | extra
    return services.promise_action(by=someone, person=person or someone, **given)
