"""Proposals: brought, worded again, and moved on by whoever has them in hand."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import (
    Ask,
    Circulation,
    Decision,
    Meeting,
    Proposal,
    ProposalMove,
    ProposalVersion,
    Space,
    Stance,
    Topic,
    VersionAnswer,
)
from assemblies.services.decisions import hear_decision
from assemblies.services.topics import bring_topic
from assemblies.states import (
    HEARING,
    OPEN_STATES,
    Hearing,
    ProposalState,
    TopicState,
    Travel,
)
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.idempotency import once
from federation.selectors import Person

CHANGED = _("Somebody wrote a newer wording meanwhile. Read it below and say it again if it still holds.")


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, held until the transaction ends."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("space", "topic", "decision", "meeting")
        .get(pk=proposal.pk)
    )


def present_version(proposal: Proposal) -> ProposalVersion:
    return proposal.versions.get(number=proposal.number)


def require_number(proposal: Proposal, number: int) -> None:
    """Whoever speaks speaks of the wording that they read."""
    if number != proposal.number:
        raise refuse("changed_meanwhile", CHANGED, status=409)


def propose(
    *,
    by: Person,
    title: str,
    text: str,
    topic: Topic | None = None,
    space: Space | None = None,
    affects: Iterable[Space] = (),
    draft: bool = False,
    key: str = "",
) -> Proposal:
    """Propose something, about a topic or with a topic of its own. A draft is seen by nobody else.

    The same key proposes once.
    """
    require(policies.may_propose(by))
    where = topic.space if topic is not None else space or Space.objects.get(is_network=True)
    require(policies.may_bring_to(by, where))

    def do() -> int:
        moment = now()
        proposal = Proposal.objects.create(
            topic=topic, space=where, title=title, brought_by=by, brought_at=moment, moved_at=moment
        )
        version = ProposalVersion.objects.create(
            proposal=proposal, number=1, text=text, written_by=by, written_at=moment
        )
        Circulation.objects.bulk_create(
            Circulation(proposal=proposal, space=one, added_by=by, added_at=moment)
            for one in affects
            if one.pk != where.pk
        )
        audit.record(by=by, verb="assemblies.propose", thing=proposal, private=draft)
        if not draft:
            step(by, proposal, version, ProposalState.SHARED)
        return proposal.pk

    if not key:
        with transaction.atomic():
            return Proposal.objects.get(pk=do())
    body = [title, text, topic.pk if topic else None, where.pk, draft]
    pk, _replay = once(f"proposal:{by.pk}", key, body, do)
    return Proposal.objects.get(pk=pk)


def reword(
    *,
    by: Person,
    proposal: Proposal,
    number: int,
    text: str,
    changes: str,
    answers: Iterable[Stance] = (),
) -> ProposalVersion:
    """Write a new wording, and say what changed and which objections it answers.

    What people said was about the old words: whoever spoke is asked again. Objections stay open until
    their holders say that they are answered. Raises `changed_meanwhile` when a newer wording stands.
    """
    if not changes.strip():
        raise refuse("no_changes", _("Say what changed."), changes=_("Write what changed."))
    with transaction.atomic():
        proposal = locked(proposal)
        require(policies.may_reword(by, proposal))
        require_number(proposal, number)
        old = present_version(proposal)
        if old.text == text:
            raise refuse("same_words", _("These are the same words."), text=_("Change something."))
        version = ProposalVersion.objects.create(
            proposal=proposal,
            number=number + 1,
            text=text,
            changes=changes,
            written_by=by,
            written_at=now(),
        )
        answered = [one.pk for one in answers]
        standing = Stance.objects.filter(
            pk__in=answered, version__proposal=proposal, kind=Stance.Kind.OBJECTION, closure=None
        )
        VersionAnswer.objects.bulk_create(
            VersionAnswer(version=version, objection=objection) for objection in standing
        )
        proposal.number = version.number
        proposal.save(update_fields=["number"])
        _ask_again(by, old, version)
        if proposal.state == ProposalState.TESTING:
            step(by, proposal, version, ProposalState.DISCUSSING, note=changes)
        audit.record(
            by=by,
            verb="assemblies.reword",
            thing=proposal,
            old={"version": number},
            new={"version": version.number},
            private=proposal.state == ProposalState.DRAFT,
        )
    return version


def _ask_again(by: Person, old: ProposalVersion, version: ProposalVersion) -> None:
    """Whoever spoke about the old words, was asked about them, or holds an open objection."""
    spoke = Stance.objects.filter(version=old, ended_at=None).values_list("person", flat=True)
    asked = Ask.objects.filter(version=old).values_list("person", flat=True)
    holders = Stance.objects.filter(
        version__proposal=version.proposal_id, kind=Stance.Kind.OBJECTION, closure=None
    ).values_list("person", flat=True)
    moment = now()
    Ask.objects.bulk_create(
        Ask(version=version, person_id=person, asked_by=by, asked_at=moment)
        for person in sorted({*spoke, *asked, *holders})
    )


def move_proposal(*, by: Person, proposal: Proposal, state: str, note: str = "") -> Proposal:
    """Share it, open the discussion, test consensus, lay it aside or take it back."""
    with transaction.atomic():
        proposal = locked(proposal)
        require(policies.may_move_proposal(by, proposal, state))
        if state == ProposalState.LAID_ASIDE:
            if not note.strip():
                raise refuse("no_reason", _("Say why it is laid aside."), note=_("Write the reason."))
            undo_decision(by, proposal, Hearing.REVERSED, note)
        step(by, proposal, present_version(proposal), state, note=note)
    return proposal


def step(
    by: Person,
    proposal: Proposal,
    version: ProposalVersion,
    state: str,
    *,
    note: str = "",
    meeting: Meeting | None = None,
    decision: Decision | None = None,
) -> None:
    """Move a proposal, which is held and whose move was asked for, and keep the step."""
    moment, old = now(), proposal.state
    proposal.state, proposal.moved_at = state, moment
    if old == ProposalState.TRIAL:
        proposal.trial_from = proposal.review_on = None
    if state not in {ProposalState.CONSENTED, ProposalState.TRIAL}:
        proposal.travel = Travel.HOME
    if state != ProposalState.WITHDRAWN and proposal.topic_id is None:
        proposal.topic = bring_topic(
            by=by,
            title=proposal.title,
            space=proposal.space,
            kind=Topic.Kind.PROPOSAL,
        )
    proposal.save(update_fields=["state", "moved_at", "trial_from", "review_on", "travel", "topic"])
    ProposalMove.objects.create(
        proposal=proposal,
        version=version,
        old=old,
        new=state,
        meeting=meeting,
        decision=decision,
        note=note,
        by=by,
        at=moment,
    )
    if state in OPEN_STATES:
        set_topic(by, proposal, TopicState.OPEN)
    audit.record(
        by=by,
        verb="assemblies.move_proposal",
        thing=proposal,
        old={"state": old},
        new={"state": state},
        private=state == ProposalState.WITHDRAWN and old == ProposalState.DRAFT,
    )


def set_topic(by: Person, proposal: Proposal, state: str) -> None:
    """What is discussed stands on its space's agenda; what was agreed leaves it."""
    topic = Topic.objects.select_for_update().filter(proposals=proposal).first()
    known = {TopicState.OPEN, TopicState.RESOLVED}
    if topic is None or topic.state not in known or topic.state == state:
        return
    others = topic.proposals.exclude(pk=proposal.pk).filter(state__in=OPEN_STATES)
    if state == TopicState.RESOLVED and others.exists():
        return
    old, topic.state = topic.state, state
    topic.save(update_fields=["state", "changed_at"])
    audit.record(by=by, verb="assemblies.move_topic", thing=topic, old={"state": old}, new={"state": state})


def undo_decision(by: Person, proposal: Proposal, outcome: str, note: str, **heard: Any) -> None:
    """Let the decision that agreed on it be questioned, amended or reversed, as far as it still can."""
    if proposal.decision_id is None:
        return
    decision = Decision.objects.select_for_update().get(pk=proposal.decision_id)
    given: dict[str, Any] = {"by": by, "space": proposal.space, "held_on": today(), "note": note} | heard
    if outcome != Hearing.CRITICISED and Hearing.CRITICISED in HEARING.moves[decision.hearing]:
        decision = hear_decision(decision=decision, outcome=Hearing.CRITICISED, **given)
    if outcome in HEARING.moves[decision.hearing]:
        hear_decision(decision=decision, outcome=outcome, **given)
