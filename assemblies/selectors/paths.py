"""How a decision came to be: from the topic through the wordings, to what took its place."""

from dataclasses import dataclass

from assemblies.models import CriterionVersion, Decision, Proposal, ProposalMove, ProposalVersion, Topic


@dataclass(frozen=True)
class Path:
    topic: Topic | None
    proposal: Proposal | None
    versions: list[ProposalVersion]
    criteria: list[CriterionVersion]

    @property
    def is_empty(self) -> bool:
        return self.topic is None and self.proposal is None and not self.criteria


def path_of(decision: Decision) -> Path:
    """The topic, the proposal and its wordings up to the one agreed on, and the criteria it made."""
    move = (
        ProposalMove.objects.filter(decision=decision)
        .select_related("proposal__topic", "version")
        .order_by("id")
        .first()
    )
    versions: list[ProposalVersion] = []
    if move is not None:
        wordings = move.proposal.versions.filter(number__lte=move.version.number)
        versions = list(wordings.select_related("written_by").defer("search", "text").order_by("number"))
    made = decision.criterion_versions.select_related("criterion").order_by("criterion__name")
    topic = decision.topic or (move.proposal.topic if move is not None else None)
    return Path(topic, move.proposal if move is not None else None, versions, list(made))
