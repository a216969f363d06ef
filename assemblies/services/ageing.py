"""What comes to an agenda by itself: decisions nobody heard, trials and criteria whose day has come.

Each asks what is due and brings it once, however often it runs.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies.models import Criterion, Decision, Proposal, Space, Topic
from assemblies.services.topics import bring_topic
from assemblies.states import CriterionState, Hearing, ProposalState
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.text import as_written

UNHEARD = dt.timedelta(days=7)
AT_ONCE = 200
"""A stop of a month is caught up in a few runs, and none of them is long."""


def tell_unheard() -> int:
    """Put on an agenda each decision that nobody heard a week after it was told. Returns how many."""
    old = (
        Decision.objects.filter(
            hearing__in=[Hearing.ACTED, Hearing.REPORTED],
            recorded_at__lte=now() - UNHEARD,
            telling=None,
        )
        .select_related("space")
        .order_by("recorded_at", "id")[:AT_ONCE]
    )
    return sum(_tell(decision.pk) for decision in old)


def _tell(pk: int) -> bool:
    """The decision is read again once it is held: it may just have been heard, or told by another run."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).select_related("space").get(pk=pk)
        waits = decision.hearing in {Hearing.ACTED, Hearing.REPORTED}
        if not waits or Topic.objects.filter(decision=decision).exists():
            return False
        _bring(
            decision.space,
            as_written(_("To tell: %(title)s"), title=decision.title),
            f"assemblies.decision:{decision.pk}",
            reverse("assemblies:decision", args=[decision.pk]),
            kind=Topic.Kind.TELLING,
            decision=decision,
        )
    return True


def recall_trials() -> int:
    """Put on its space's agenda each trial whose day has come. Returns how many."""
    due = Proposal.objects.filter(state=ProposalState.TRIAL, review_on__lte=today()).select_related("space")
    return sum(
        _bring(
            proposal.space,
            as_written(_("How did the trial go? %(title)s"), title=proposal.title),
            f"assemblies.trial:{proposal.pk}:{proposal.review_on}",
            reverse("assemblies:proposal", args=[proposal.pk]),
            kind=Topic.Kind.PROPOSAL,
        )
        for proposal in due.order_by("review_on", "id")
    )


def recall_criteria() -> int:
    """Put on the agenda of the space that looks after it each criterion whose day has come."""
    due = Criterion.objects.exclude(state=CriterionState.RETIRED).filter(review_on__lte=today())
    return sum(
        _bring(
            criterion.space,
            as_written(_("Does it still hold? %(name)s"), name=criterion.name),
            f"assemblies.criterion:{criterion.pk}:{criterion.review_on}",
            reverse("assemblies:criterion", args=[criterion.pk]),
        )
        for criterion in due.select_related("space").order_by("review_on", "id")
    )


def _bring(space: Space | None, title: str, source: str, link: str, **more: Any) -> bool:
    """Bring a topic to its space, or to the network's meeting when it has none or no longer meets."""
    if Topic.objects.filter(source=source).exists():
        return False
    where = space if space is not None and space.closed_at is None else _network()
    bring_topic(by=None, title=title[:200], space=where, source=source, link=link, **more)
    return True


def _network() -> Space:
    """What must be told is told: an installation without its network meeting gets it now."""
    name = as_written(_("Meeting of the whole network"))
    return Space.objects.get_or_create(is_network=True, defaults={"name": name})[0]
