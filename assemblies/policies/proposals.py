"""Who proposes, says what they think and writes down what a meeting agreed. Nothing here needs a key."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Proposal, Stance
from assemblies.states import (
    AGREED_STATES,
    OBJECTION,
    OPEN_STATES,
    PROPOSAL,
    ObjectionState,
    ProposalState,
    Travel,
)
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal

CLOSED = Refusal("proposal_closed", _("This proposal is not being discussed now."), status=409)
OPEN_OBJECTION = Refusal(
    "open_objection",
    _("An objection is still open. Work on it with whoever holds it: only they say when it is answered."),
    status=409,
)


def may_propose(person: Person) -> Refusal | None:
    """Every worker proposes, words again what others proposed, and says what they think of it."""
    return worker_refusal(person)


def may_read_proposal(person: Person, proposal: Proposal) -> Refusal | None:
    """Every worker reads every proposal; a draft is its bringer's until it is shared."""
    refusal = worker_refusal(person)
    if refusal is None and _is_anothers_draft(person, proposal):
        return NOT_FOUND
    return refusal


def _is_anothers_draft(person: Person, proposal: Proposal) -> bool:
    never_shared = proposal.state == ProposalState.DRAFT or (
        proposal.state == ProposalState.WITHDRAWN
        and not proposal.moves.filter(new=ProposalState.SHARED).exists()
    )
    return never_shared and proposal.brought_by_id != person.pk


def may_reword(person: Person, proposal: Proposal) -> Refusal | None:
    """Any worker writes a new wording while it is discussed: answering objections is shared work."""
    refusal = may_read_proposal(person, proposal)
    if refusal is None and proposal.state not in OPEN_STATES | {ProposalState.DRAFT}:
        return CLOSED
    return refusal


def may_move_proposal(person: Person, proposal: Proposal, state: str) -> Refusal | None:
    """Any worker shares it, opens the discussion, tests consensus and lays it aside.

    Only whoever brought it takes it back. Consensus is not a move: it is claimed with its meeting.
    """
    if state not in ProposalState.values:
        return Refusal("no_such_state", _("A proposal cannot be that."))
    refusal = may_read_proposal(person, proposal) or PROPOSAL.refusal(proposal.state, state)
    if refusal is not None:
        return refusal
    if state in AGREED_STATES:
        return Refusal(
            "claim_it", _("Consensus is claimed with the meeting where it was reached."), status=409
        )
    if proposal.state == ProposalState.CONSENTED:
        return Refusal(
            "object_instead",
            _("What was agreed is discussed again when somebody objects while it circulates."),
            status=409,
        )
    mine = proposal.brought_by_id == person.pk
    if state == ProposalState.WITHDRAWN and not mine:
        return Refusal("not_yours", _("Only whoever brought it takes it back."), status=403)
    if state == ProposalState.WITHDRAWN and proposal.decision_id is not None:
        return Refusal(
            "was_agreed", _("A meeting agreed on it once: it is laid aside, with the reason."), status=409
        )
    return None


def may_claim(person: Person, proposal: Proposal, state: str) -> Refusal | None:
    """Any worker writes down that a meeting reached consensus, while nothing stands against it."""
    if state not in AGREED_STATES:
        return Refusal("no_such_state", _("Consensus is reached for good, or for a trial."))
    refusal = may_read_proposal(person, proposal) or PROPOSAL.refusal(proposal.state, state)
    return refusal or (OPEN_OBJECTION if stands_against(proposal) else None)


def stands_against(proposal: Proposal) -> bool:
    """Whether an objection to this or an earlier wording is still open."""
    return Stance.objects.filter(
        version__proposal=proposal, kind=Stance.Kind.OBJECTION, closure=None
    ).exists()


def may_say(person: Person, proposal: Proposal, kind: str) -> Refusal | None:
    """Each person speaks for themselves, while it is discussed. One objects also to a trial, and to what
    circulates among the spaces it affects."""
    if kind not in Stance.Kind.values:
        return Refusal("no_such_stance", _("Choose one of the four."))
    refusal = may_read_proposal(person, proposal)
    if refusal is not None or proposal.state in OPEN_STATES:
        return refusal
    still_moving = proposal.state == ProposalState.TRIAL or proposal.travel == Travel.CIRCULATING
    return None if still_moving and kind == Stance.Kind.OBJECTION else CLOSED


def may_ask_stance(person: Person, proposal: Proposal) -> Refusal | None:
    refusal = may_read_proposal(person, proposal)
    if refusal is None and proposal.state not in OPEN_STATES:
        return CLOSED
    return refusal


def may_work_on(person: Person, objection: Stance) -> Refusal | None:
    """Any worker offers to look for an answer."""
    return worker_refusal(person) or _closed(objection, ObjectionState.INTEGRATED)


def may_close_own(person: Person, objection: Stance, outcome: str) -> Refusal | None:
    """Only its holder says whether it was answered."""
    if outcome not in {ObjectionState.INTEGRATED, ObjectionState.WITHDRAWN}:
        return Refusal("no_such_state", _("An objection is answered, or taken back."))
    refusal = worker_refusal(person) or _closed(objection, outcome)
    if refusal is None and objection.person_id != person.pk:
        return Refusal(
            "not_yours", _("Only whoever holds the objection says when it is answered."), status=403
        )
    return refusal


def may_record_closing(person: Person, objection: Stance) -> Refusal | None:
    """Somebody else writes down what its holder said, and another confirms: neither of them the holder,
    nor whoever brought the proposal or wrote its present wording, who gain by it."""
    refusal = worker_refusal(person) or _closed(objection, ObjectionState.INTEGRATED)
    if refusal is not None:
        return refusal
    if person.pk == objection.person_id:
        return Refusal("yours", _("It is yours: close it yourself, without a witness."), status=409)
    proposal = objection.version.proposal
    writer = proposal.versions.filter(number=proposal.number, written_by=person).exists()
    if writer or proposal.brought_by_id == person.pk:
        return Refusal(
            "your_proposal", _("You made what it objects to: two other people write it down."), status=403
        )
    return None


def _closed(objection: Stance, outcome: str) -> Refusal | None:
    if objection.kind != Stance.Kind.OBJECTION:
        return NOT_FOUND
    return OBJECTION.refusal(objection.objection_state, outcome)


def may_add_space(person: Person, proposal: Proposal) -> Refusal | None:
    """Any worker names a space that it affects, until it is settled."""
    refusal = may_read_proposal(person, proposal)
    settled = proposal.travel == Travel.SETTLED
    if refusal is None and (settled or proposal.state not in OPEN_STATES | AGREED_STATES):
        return Refusal("not_circulating", _("It is too late to add a space: propose it anew."), status=409)
    return refusal


def may_record_circulation(person: Person, proposal: Proposal) -> Refusal | None:
    """Any worker writes down that a space heard it."""
    refusal = may_read_proposal(person, proposal)
    if refusal is None and proposal.travel != Travel.CIRCULATING:
        return Refusal("not_circulating", _("It does not circulate now."), status=409)
    return refusal
