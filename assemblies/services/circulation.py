"""An agreed proposal goes round the spaces it affects, until each has heard it and nobody objects."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import (
    Circulation,
    CirculationHearing,
    Meeting,
    Proposal,
    ProposalVersion,
    Space,
    Topic,
)
from assemblies.services.decisions import require_held, require_past
from assemblies.services.proposals import locked, present_version, require_number
from assemblies.services.topics import bring_topic
from assemblies.states import AGREED_STATES, TRAVEL, TopicState, Travel
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation.selectors import Person


def add_space(*, by: Person, proposal: Proposal, space: Space, why: str = "") -> Circulation:
    """Name a space that the proposal affects. Naming it twice is once; while it circulates, it is told."""
    with transaction.atomic():
        proposal = locked(proposal)
        known = proposal.circulations.filter(space=space).first()
        if known is not None:
            return known
        require(policies.may_add_space(by, proposal))
        if space.pk == proposal.space_id:
            raise refuse("its_own_space", _("That is its own space."), space=_("Choose another space."))
        row = Circulation.objects.create(proposal=proposal, space=space, why=why, added_by=by, added_at=now())
        audit.record(by=by, verb="assemblies.add_space", thing=proposal, new={"space": space.name})
        if proposal.state in AGREED_STATES:
            circulate(by, proposal, present_version(proposal))
    return row


def circulate(by: Person, proposal: Proposal, version: ProposalVersion) -> None:
    """Put it on the agenda of each affected space that has not heard these words. The proposal is held."""
    waiting = list(proposal.circulations.exclude(hearings__version=version).select_related("space"))
    if not proposal.circulations.exists():
        return
    if proposal.travel == Travel.HOME:
        _travel(by, proposal, Travel.CIRCULATING)
    for row in waiting:
        bring_topic(
            by=None,
            title=as_written(_("It affects us: %(title)s"), title=proposal.title)[:200],
            space=row.space,
            kind=Topic.Kind.PROPOSAL,
            source=_source(row, version),
            link=reverse("assemblies:proposal", args=[proposal.pk]),
        )
    _settle_if_heard(by, proposal, version)


def hear_in_space(
    *,
    by: Person,
    circulation: Circulation,
    number: int,
    held_on: dt.date,
    meeting: Meeting | None = None,
    note: str = "",
) -> Proposal:
    """Write down that a space heard these words and nobody there objected. The last one settles it."""
    require_past("held_on", held_on)
    with transaction.atomic():
        proposal = locked(circulation.proposal)
        require(policies.may_record_circulation(by, proposal))
        require_number(proposal, number)
        if meeting is not None:
            require_held(meeting, circulation.space)
        version = present_version(proposal)
        if circulation.hearings.filter(version=version).exists():
            return proposal
        CirculationHearing.objects.create(
            circulation=circulation,
            version=version,
            held_on=held_on,
            meeting=meeting,
            note=note,
            recorded_by=by,
            recorded_at=now(),
        )
        Topic.objects.filter(source=_source(circulation, version), state=TopicState.OPEN).update(
            state=TopicState.RESOLVED, changed_at=now()
        )
        audit.record(
            by=by, verb="assemblies.hear_in_space", thing=proposal, new={"space": circulation.space.name}
        )
        _settle_if_heard(by, proposal, version)
    return proposal


def _source(row: Circulation, version: ProposalVersion) -> str:
    return f"assemblies.circulation:{row.pk}:{version.number}"


def _settle_if_heard(by: Person, proposal: Proposal, version: ProposalVersion) -> None:
    unheard = proposal.circulations.exclude(hearings__version=version).exists()
    if not unheard and not policies.stands_against(proposal):
        _travel(by, proposal, Travel.SETTLED)


def _travel(by: Person, proposal: Proposal, travel: str) -> None:
    require(TRAVEL.refusal(proposal.travel, travel))
    old, proposal.travel = proposal.travel, travel
    proposal.save(update_fields=["travel"])
    audit.record(
        by=by,
        verb="assemblies.proposal_travels",
        thing=proposal,
        old={"travel": old},
        new={"travel": travel},
    )
