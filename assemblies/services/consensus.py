"""Consensus: claimed by a person, with the meeting where it was reached. The house refuses, never grants."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Decision, Meeting, Proposal, ProposalVersion
from assemblies.models.proposals import LONGEST_TRIAL
from assemblies.services.circulation import circulate
from assemblies.services.decisions import hear_decision, require_held, tell_decision
from assemblies.services.proposals import (
    locked,
    present_version,
    require_number,
    set_topic,
    step,
    undo_decision,
)
from assemblies.states import HEARING, Hearing, ProposalState, TopicState, Travel
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person


def claim_consensus(
    *,
    by: Person,
    proposal: Proposal,
    number: int,
    meeting: Meeting,
    review_on: dt.date | None = None,
    note: str = "",
) -> Decision:
    """Write down that a meeting of its space agreed on this wording: for good, or until a near day.

    The decision that is cited from now on is told at once. What was agreed before and is said otherwise
    now gives its place to it; the same words agreed again keep their decision. Refused while any
    objection is open, to these words or to earlier ones.
    """
    state = ProposalState.TRIAL if review_on else ProposalState.CONSENTED
    with transaction.atomic():
        proposal = locked(proposal)
        require(policies.may_claim(by, proposal, state))
        require_number(proposal, number)
        require_held(meeting, proposal.space)
        if review_on is not None and not today() < review_on <= today() + LONGEST_TRIAL:
            raise refuse(
                "review_too_far",
                _("A trial is looked at again soon."),
                review_on=_("Choose a day within the next three months."),
            )
        version = present_version(proposal)
        decision = _decision(by, proposal, version, meeting, note)
        proposal.meeting, proposal.decision = meeting, decision
        proposal.save(update_fields=["meeting", "decision"])
        if review_on is not None:
            proposal.trial_from, proposal.review_on = today(), review_on
        step(by, proposal, version, state, note=note, meeting=meeting, decision=decision)
        set_topic(by, proposal, TopicState.RESOLVED)
        if proposal.travel == Travel.HOME:
            circulate(by, proposal, version)
    return decision


def _decision(
    by: Person, proposal: Proposal, version: ProposalVersion, meeting: Meeting, note: str
) -> Decision:
    """The decision that says what was agreed: the one that stands, or a new one."""
    held_on = min(timezone.localdate(meeting.starts_at), today())
    old = proposal.decision
    if old is not None:
        last = proposal.moves.filter(decision=old).order_by("-id").first()
        same = last is not None and last.version_id == version.pk
        kept = _kept(by, proposal, old, meeting, held_on, note) if same else None
        if kept is not None:
            return kept
        words = version.changes or note or proposal.title
        undo_decision(by, proposal, Hearing.AMENDED, words, meeting=meeting, held_on=held_on)
        old.refresh_from_db()
    replaces = old if old is not None and policies.may_replace(old) is None else None
    return tell_decision(
        by=by,
        title=proposal.title,
        text=version.text,
        mode=Decision.Mode.COLLECTIVE,
        people=[],
        taken_on=held_on,
        space=proposal.space,
        meeting=meeting,
        topic=proposal.topic,
        replaces=replaces,
    )


def _kept(
    by: Person, proposal: Proposal, old: Decision, meeting: Meeting, held_on: dt.date, note: str
) -> Decision | None:
    """The same words agreed again: their decision stands, if nobody undid it."""
    if old.hearing == Hearing.CRITICISED:
        return hear_decision(
            by=by,
            decision=old,
            outcome=Hearing.KEPT,
            space=proposal.space,
            held_on=held_on,
            meeting=meeting,
            note=note,
        )
    return old if HEARING.moves[old.hearing] else None
