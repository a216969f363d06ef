"""What changed in proposals and criteria since somebody last came. Each is one query."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.models import Circulation, CriterionReview, CriterionVersion, ProposalMove, Space
from assemblies.selectors.since import Change
from assemblies.states import ProposalState
from federation.selectors import Person, keys_of

AT_MOST = 60


def proposal_changes(person: Person, since: dt.datetime, spaces: Iterable[Space]) -> list[Change]:
    """Steps of proposals of these spaces, or that affect them, newest first. Drafts are nobody else's."""
    if not keys_of(person).is_worker:
        return []
    where = [space.pk for space in spaces]
    moves = (
        ProposalMove.objects.filter(at__gt=since)
        .filter(
            Q(proposal__space__in=where) | Q(proposal__in=_affecting(where)),
        )
        .exclude(old=ProposalState.DRAFT, new=ProposalState.WITHDRAWN)
        .select_related("proposal")
        .order_by("-at", "-id")
    )
    return [
        Change(
            _("proposal"),
            move.proposal.title,
            reverse("assemblies:proposal", args=[move.proposal_id]),
            move.at,
            move.get_new_display(),
        )
        for move in moves[:AT_MOST]
    ]


def _affecting(spaces: list[int]) -> QuerySet[Circulation, Any]:
    return Circulation.objects.filter(space__in=spaces).values("proposal")


def criterion_changes(person: Person, since: dt.datetime, spaces: Iterable[Space]) -> list[Change]:
    """Criteria apply to everybody: those made, renewed, confirmed or retired, of any space."""
    if not keys_of(person).is_worker:
        return []
    made = CriterionVersion.objects.filter(written_at__gt=since, number=1).select_related("criterion")
    looked_at = CriterionReview.objects.filter(at__gt=since).select_related("criterion")
    found = [
        _change(row.criterion_id, row.criterion.name, row.written_at, _("new"))
        for row in made.order_by("-written_at")[:AT_MOST]
    ]
    found += [
        _change(row.criterion_id, row.criterion.name, row.at, row.get_outcome_display())
        for row in looked_at.order_by("-at")[:AT_MOST]
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _change(pk: int, name: str, at: dt.datetime, words: str) -> Change:
    return Change(_("criterion"), name, reverse("assemblies:criterion", args=[pk]), at, words)
