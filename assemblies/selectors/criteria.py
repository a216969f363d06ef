"""Criteria: which apply, what they say, how they came to be and when they are looked at again."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.db.models import F, QuerySet
from django.utils.safestring import SafeString

from assemblies.models import (
    Criterion,
    CriterionReview,
    CriterionVersion,
    ProposalMove,
)
from assemblies.selectors.differences import word_diff
from assemblies.selectors.finding import START, STOP, shown
from assemblies.states import CriterionState
from cecosesola.kernel.clock import today
from cecosesola.kernel.search import HouseQuery
from federation.selectors import JournalEntry, Person, stories

SOON = dt.timedelta(days=14)
MOST = 30


def criteria() -> QuerySet[Criterion]:
    return Criterion.objects.select_related("space").defer("search")


def in_force() -> QuerySet[Criterion]:
    """What everybody decides by today; what is under review still holds."""
    return criteria().exclude(state=CriterionState.RETIRED)


@dataclass(frozen=True)
class Applying:
    """A criterion that a question may be about, with the words that matched."""

    criterion: Criterion
    name: SafeString
    snippet: SafeString


def applying(words: str, area: str = "", size: int = MOST) -> list[Applying]:
    """«¿Qué criterio aplica?»: what holds any of these words in any of their forms, the nearest first.

    A question in plain words is looked for by each of them; quotes, a minus and «or» are obeyed as written.
    """
    found = in_force()
    if area:
        found = found.filter(areas__contains=[area])
    query = HouseQuery(_any_of(words))
    rows = (
        found.filter(search=query)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "name", "id")[:size]
    )
    best = [row.pk for row in rows]
    marked = {
        row.pk: row
        for row in criteria()
        .filter(pk__in=best)
        .annotate(
            name_marked=_headline("name", query, highlight_all=True),
            text_marked=_headline("text", query, max_words=34, min_words=14),
        )
    }
    return [
        Applying(marked[pk], shown(marked[pk].name_marked), shown(marked[pk].text_marked))
        for pk in best
        if pk in marked
    ]


def _any_of(words: str) -> str:
    plain = words.replace("\x00", " ")
    if re.search(r'["]|(^|\s)-\w|\bor\b', plain):
        return plain
    return " or ".join(re.findall(r"\w+", plain)[:24])


def _headline(column: str, query: HouseQuery, **options: Any) -> SearchHeadline:
    return SearchHeadline(
        column, query, config="public.house_spanish", start_sel=START, stop_sel=STOP, **options
    )


def find_criterion(pk: int) -> Criterion | None:
    return criteria().filter(pk=pk).first()


@dataclass(frozen=True)
class Wording:
    """One version, what it changed, and the steps that led to it, from the topic to the decision."""

    version: CriterionVersion
    difference: SafeString | str
    move: ProposalMove | None


def wordings_of(criterion: Criterion) -> list[Wording]:
    """«¿Cómo llegamos aquí?»: every version, newest first, with its decision, proposal and topic."""
    versions = list(criterion.versions.select_related("decision__topic", "decision__meeting", "written_by"))
    moves = {
        move.decision_id: move
        for move in ProposalMove.objects.filter(decision__in=[version.decision_id for version in versions])
        .select_related("proposal__topic", "version")
        .order_by("id")
    }
    before = dict(zip(versions[1:], versions, strict=False))
    return [
        Wording(
            version,
            word_diff(before[version].text, version.text) if version in before else "",
            moves.get(version.decision_id),
        )
        for version in reversed(versions)
    ]


def reviews_of(criterion: Criterion) -> QuerySet[CriterionReview]:
    return criterion.reviews.select_related("by", "decision", "version").order_by("-id")


def stories_of_criterion(criterion: Criterion) -> QuerySet[JournalEntry]:
    return stories().filter(criterion_links__criterion=criterion).order_by("-happened_on", "-id")


def linkable_stories(criterion: Criterion) -> QuerySet[JournalEntry]:
    return stories().exclude(criterion_links__criterion=criterion).order_by("-happened_on", "-id")


def to_review(person: Person) -> QuerySet[Criterion]:
    """Criteria whose day is near, of the spaces where somebody usually comes."""
    return in_force().filter(review_on__lte=today() + SOON, space__people=person).order_by("review_on", "id")


def booklet() -> QuerySet[Criterion]:
    """Everything in force, in the order of a booklet."""
    return in_force().order_by("name", "id")
