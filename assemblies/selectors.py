"""Reads of the assemblies."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.models import Decision, HearingEntry, Space, Topic
from assemblies.states import TOPIC, Hearing, TopicState
from cecosesola.ui.waiting import News, Waiting
from federation.selectors import Citation, Person, keys_of, mandates_citing

# The door of this room: what the rooms above may name.
__all__ = [
    "Decision",
    "Effect",
    "Space",
    "Topic",
    "citable_decisions",
    "decisions",
    "network_meeting",
    "open_topics",
    "register_effects",
    "unheard",
]


def network_meeting() -> Space:
    """The weekly meeting of the whole network."""
    return Space.objects.get(is_network=True)


def decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("space", "recorded_by").prefetch_related("people")


def citable_decisions() -> QuerySet[Decision]:
    """Decisions that stand and may be cited by a price, a rate or a mandate."""
    return Decision.objects.exclude(hearing=Hearing.REVERSED).filter(replaced_by=None)


def unheard() -> QuerySet[Decision]:
    """Decisions that the others have not heard yet, oldest first."""
    return decisions().filter(hearing__in=[Hearing.ACTED, Hearing.REPORTED]).order_by("taken_on", "id")


def open_topics(space: Space | None = None) -> QuerySet[Topic]:
    topics = Topic.objects.filter(state=TopicState.OPEN).select_related("space", "brought_by")
    return topics.filter(space=space) if space else topics


# --- lists --------------------------------------------------------------------------------------
VIEWS = {
    "por-oir": [Hearing.ACTED, Hearing.REPORTED],
    "cuestionadas": [Hearing.CRITICISED],
    "quedaron": [Hearing.KEPT],
}


def search_decisions(words: str = "", which: str = "") -> QuerySet[Decision]:
    """Decisions that hold every word (or the number `D-0042`), of one view of the list."""
    found = decisions()
    number = re.fullmatch(r"[dD]-?0*(\d{1,9})", words.strip())
    if number:
        return found.filter(pk=int(number[1]))
    for word in words.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found.filter(hearing__in=VIEWS[which]) if which else found


def hearings_of(decision: Decision) -> QuerySet[HearingEntry]:
    return decision.hearings.select_related("space", "recorded_by")


def follower_of(decision: Decision) -> Decision | None:
    """The decision that took this one's place."""
    return Decision.objects.filter(replaces=decision).first()


def replaceable_decisions() -> QuerySet[Decision]:
    """Amended or reversed, and nothing took their place yet."""
    gone = [Hearing.AMENDED, Hearing.REVERSED]
    return Decision.objects.filter(hearing__in=gone, replaced_by=None).order_by("-taken_on", "-id")


def all_topics() -> QuerySet[Topic]:
    return Topic.objects.select_related("space", "brought_by")


def topics_in(state: str) -> QuerySet[Topic]:
    return all_topics().filter(state=state)


def next_states(topic: Topic) -> frozenset[str]:
    return TOPIC.moves[topic.state]


# --- where a decision took effect ---------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """Something that cites a decision: a price book, a rate, a key. Its words, its page, a word beside it."""

    title: Any
    url: str = ""
    pill: Any = ""
    tone: str = "neutral"


_EFFECTS: dict[str, Callable[[Decision], Iterable[Effect]]] = {}


def register_effects(provider: Callable[[Decision], Iterable[Effect]]) -> None:
    """A room above tells where a decision took effect. Each provider makes a constant number of queries."""
    _EFFECTS[f"{provider.__module__}.{provider.__qualname__}"] = provider


def effects_of(decision: Decision) -> list[Effect]:
    return [effect for provider in _EFFECTS.values() for effect in provider(decision)]


def keys_given_by(decision: Decision) -> list[Effect]:
    return [
        Effect(
            str(mandate),
            reverse("federation:person", args=[mandate.person_id]),
            _("key"),
            "good" if live else "neutral",
        )
        for mandate, live in mandates_citing(decision.number)
    ]


# --- what other rooms and the home page ask -----------------------------------------------------
RECENT = 100


class DecisionCitations:
    """Lends decisions to the register, which knows only the shape of a citation."""

    def citable(self) -> list[Citation]:
        recent = citable_decisions().order_by("-taken_on", "-id")[:RECENT]
        return [Citation(decision.number, decision.title, _page(decision.pk)) for decision in recent]

    def resolve(self, refs: Iterable[str]) -> dict[str, Citation]:
        numbers = {int(ref[2:]): ref for ref in refs if re.fullmatch(r"D-\d{4,9}", ref)}
        if not numbers:
            return {}
        rows = Decision.objects.filter(pk__in=numbers).values_list("pk", "title")
        return {numbers[pk]: Citation(numbers[pk], title, _page(pk)) for pk, title in rows}


CITATIONS = DecisionCitations()


def _page(pk: int) -> str:
    return reverse("assemblies:decision", args=[pk])


def waiting_for(person: Person) -> list[Waiting]:
    """One's own decisions that are still to be told, or that a meeting questioned."""
    if not keys_of(person).is_worker:
        return []
    open_ends = [Hearing.ACTED, Hearing.CRITICISED]
    mine = Decision.objects.filter(people=person, hearing__in=open_ends).order_by("taken_on", "id")[:5]
    found = []
    for decision in mine:
        if decision.hearing == Hearing.ACTED:
            title, pill, tone = _("Tell it at the meeting: «%(title)s»"), _("to tell"), "wait"
        else:
            title, pill, tone = _("They questioned your decision: «%(title)s»"), _("questioned"), "harm"
        found.append(Waiting(title % {"title": decision.title}, _page(decision.pk), pill, tone))
    return found


def news_for(person: Person, since: dt.datetime) -> list[News]:
    """How many decisions were told since a moment, and the words of the last one."""
    if not keys_of(person).is_worker:
        return []
    told = list(
        Decision.objects.filter(recorded_at__gte=since).order_by("-id").values_list("title", flat=True)[:100]
    )
    if not told:
        return []
    words = ngettext("%(n)d decision told", "%(n)d decisions told", len(told)) % {"n": len(told)}
    return [News(words, reverse("assemblies:decisions"), told[0])]
