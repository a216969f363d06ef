"""Proposals: what is proposed, what people said and what they still object to. No counts: words."""

import re
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from assemblies.models import (
    Ask,
    Circulation,
    CirculationHearing,
    Meeting,
    ObjectionStep,
    Proposal,
    ProposalMove,
    ProposalVersion,
    Space,
    Stance,
    Topic,
)
from assemblies.selectors.differences import word_diff
from assemblies.states import OPEN_STATES, PROPOSAL, MeetingState, ProposalState
from cecosesola.kernel.search import HouseQuery
from federation.selectors import Person

VIEWS: dict[str, list[str]] = {
    "": sorted(OPEN_STATES),
    "a-prueba": [ProposalState.TRIAL],
    "acordadas": [ProposalState.CONSENTED],
    "aparte": [ProposalState.LAID_ASIDE, ProposalState.WITHDRAWN],
    "borradores": [ProposalState.DRAFT],
}
HELD = (MeetingState.OPEN, MeetingState.READ_BACK, MeetingState.AGREED, MeetingState.SEALED)


def readable(person: Person) -> QuerySet[Proposal]:
    """Every proposal that was shared, and one's own drafts."""
    shared = ProposalMove.objects.filter(proposal=OuterRef("pk"), new=ProposalState.SHARED)
    return (
        Proposal.objects.filter(Q(brought_by=person) | Exists(shared))
        .select_related("space", "brought_by")
        .defer("search")
    )


def search_proposals(person: Person, words: str = "", which: str = "") -> QuerySet[Proposal]:
    """Proposals of one view of the list; with words (or the number `P-0042`), among all of them."""
    found = readable(person)
    number = re.fullmatch(r"[pP]-?0*(\d{1,9})", words.strip())
    if number:
        return found.filter(pk=int(number[1]))
    if words.strip():
        query = HouseQuery(words)
        said = ProposalVersion.objects.filter(number=F("proposal__number"), search=query)
        return found.filter(Q(search=query) | Q(pk__in=said.values("proposal")))
    return found.filter(state__in=VIEWS[which])


def find_proposal(person: Person, pk: int) -> Proposal | None:
    return readable(person).select_related("topic", "decision", "meeting__space").filter(pk=pk).first()


def proposals_of_topic(topic: Topic, person: Person | None = None) -> QuerySet[Proposal]:
    """What was proposed about a topic, newest move first; other people's drafts are left out."""
    found = Proposal.objects.filter(topic=topic).select_related("space", "brought_by")
    shared = found.exclude(state=ProposalState.DRAFT)
    return shared if person is None else found.filter(Q(brought_by=person) | ~Q(state=ProposalState.DRAFT))


def open_objections(proposal: Proposal | None = None) -> QuerySet[Stance]:
    """Objections that nobody has answered, oldest first: of one proposal, or of all being discussed."""
    found = Stance.objects.filter(kind=Stance.Kind.OBJECTION, closure=None).select_related(
        "person", "version__proposal"
    )
    if proposal is not None:
        return found.filter(version__proposal=proposal)
    return found.filter(version__proposal__state__in=OPEN_STATES)


@dataclass(frozen=True)
class Objection:
    """An objection, who works on it and what has been tried."""

    stance: Stance
    workers: list[Person]
    steps: list[ObjectionStep]
    answers: list[ProposalVersion]

    @property
    def is_open(self) -> bool:
        return self.stance.closed is None


def objections(stances: QuerySet[Stance]) -> list[Objection]:
    """Open ones first, each with its work: three queries, however many there are."""
    rows = stances.select_related("person", "version__proposal", "closure__closed_by", "closure__witness")
    rows = rows.prefetch_related(
        Prefetch("steps", ObjectionStep.objects.select_related("by").order_by("id")),
        Prefetch("answered_in", ProposalVersion.objects.defer("search").order_by("number")),
    )
    found = [
        Objection(row, _working(list(row.steps.all())), list(row.steps.all()), list(row.answered_in.all()))
        for row in rows.order_by("at", "id")
    ]
    return sorted(found, key=lambda one: not one.is_open)


def _working(steps: list[ObjectionStep]) -> list[Person]:
    workers: dict[int, Person] = {}
    for step in steps:
        if step.kind == ObjectionStep.Kind.OFFERS:
            workers[step.by_id] = step.by
        elif step.kind == ObjectionStep.Kind.LEAVES:
            workers.pop(step.by_id, None)
    return list(workers.values())


def objections_of(proposal: Proposal) -> list[Objection]:
    return objections(Stance.objects.filter(version__proposal=proposal, kind=Stance.Kind.OBJECTION))


def find_objection(person: Person, pk: int) -> Objection | None:
    mine = readable(person).values("pk")
    found = objections(Stance.objects.filter(pk=pk, kind=Stance.Kind.OBJECTION, version__proposal__in=mine))
    return found[0] if found else None


def versions_of(proposal: Proposal) -> list[ProposalVersion]:
    """Its wordings, the one that stands first."""
    return list(
        proposal.versions.select_related("written_by")
        .prefetch_related(Prefetch("answers", Stance.objects.select_related("person")))
        .defer("search")
        .order_by("-number")
    )


def said_of(version: ProposalVersion) -> QuerySet[Stance]:
    """What each person says now of this wording, in the order in which they spoke."""
    return version.stances.filter(ended_at=None).select_related("person").order_by("at", "id")


def silent_on(version: ProposalVersion) -> QuerySet[Ask]:
    """Who was asked about this wording and has not answered."""
    spoke = Stance.objects.filter(version=version, person=OuterRef("person"))
    return version.asks.exclude(Exists(spoke)).select_related("person").order_by("person__given_names")


def earlier_stances(stance: Stance) -> QuerySet[Stance]:
    return Stance.objects.filter(version=stance.version_id, person=stance.person_id).exclude(pk=stance.pk)


def moves_of(proposal: Proposal) -> QuerySet[ProposalMove]:
    return proposal.moves.select_related("by", "version", "meeting__space", "decision").order_by("-id")


@dataclass(frozen=True)
class Affected:
    """A space that a proposal affects, and how it heard the wording that stands (None: not yet)."""

    row: Circulation
    heard: CirculationHearing | None


def affected_spaces(proposal: Proposal) -> list[Affected]:
    rows = proposal.circulations.select_related("space", "added_by").prefetch_related(
        Prefetch(
            "hearings",
            CirculationHearing.objects.filter(version__number=proposal.number).select_related("recorded_by"),
        )
    )
    return [Affected(row, next(iter(row.hearings.all()), None)) for row in rows]


def held_meetings(space: Space) -> QuerySet[Meeting]:
    """Meetings of a space that began, newest first: where consensus may have been reached."""
    return Meeting.objects.filter(space=space, state__in=HELD).select_related("space").order_by("-starts_at")


def next_states(proposal: Proposal) -> frozenset[str]:
    return PROPOSAL.moves[proposal.state]


def changed_words(versions: list[ProposalVersion]) -> str:
    """The wording that stands with what it changed of the one before; empty for the first."""
    return word_diff(versions[1].text, versions[0].text) if len(versions) > 1 else ""


def asked_of(person: Person) -> QuerySet[Ask]:
    """What somebody was asked and has not answered, of wordings that stand and are being discussed."""
    spoke = Stance.objects.filter(version=OuterRef("version"), person=person)
    return (
        Ask.objects.filter(
            ~Exists(spoke),
            person=person,
            version__proposal__state__in=OPEN_STATES,
            version__number=F("version__proposal__number"),
        )
        .select_related("version__proposal")
        .order_by("asked_at", "id")
    )
