"""Proposals and criteria among what is found by its words."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies.models import Criterion, ProposalMove, ProposalVersion
from assemblies.selectors.finding import Source, register_source
from assemblies.states import ProposalState
from federation.selectors import Person, keys_of


def wordings(person: Person) -> QuerySet[ProposalVersion]:
    """The wordings that stand, of what was shared: a draft is found by nobody, not even on its own."""
    if not keys_of(person).is_worker:
        return ProposalVersion.objects.none()
    shared = ProposalMove.objects.filter(proposal=OuterRef("proposal"), new=ProposalState.SHARED)
    return ProposalVersion.objects.filter(Exists(shared), number=F("proposal__number"))


def criteria(person: Person) -> QuerySet[Criterion]:
    return Criterion.objects.all() if keys_of(person).is_worker else Criterion.objects.none()


def _proposal(pk: int) -> str:
    return reverse("assemblies:wording", args=[pk])


def _criterion(pk: int) -> str:
    return reverse("assemblies:criterion", args=[pk])


def register_proposals() -> None:
    register_source(
        Source(
            "proposal",
            _("proposal"),
            wordings,
            _proposal,
            "written_at",
            title="proposal__title",
            text="text",
        )
    )
    register_source(
        Source("criterion", _("criterion"), criteria, _criterion, "reviewed_on", title="name", text="text")
    )
