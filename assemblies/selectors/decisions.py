"""Decisions: who took them, how they were heard, which may be cited."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchHeadline
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from assemblies.models import Decision, HearingEntry
from assemblies.selectors.finding import START, STOP, shown
from assemblies.states import Hearing
from cecosesola.kernel.search import HouseQuery


def decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("space", "meeting", "recorded_by").prefetch_related("people")


def citable_decisions() -> QuerySet[Decision]:
    """Decisions that stand and may be cited by a price, a rate or a mandate."""
    return Decision.objects.exclude(hearing=Hearing.REVERSED).filter(replaced_by=None)


def unheard() -> QuerySet[Decision]:
    """Decisions that the others have not heard yet, oldest first."""
    return decisions().filter(hearing__in=[Hearing.ACTED, Hearing.REPORTED]).order_by("taken_on", "id")


VIEWS = {
    "por-oir": [Hearing.ACTED, Hearing.REPORTED],
    "cuestionadas": [Hearing.CRITICISED],
    "quedaron": [Hearing.KEPT],
}


def search_decisions(words: str = "", which: str = "") -> QuerySet[Decision]:
    """Decisions that hold every word in any form (or the number `D-0042`), of one view of the list."""
    found = decisions()
    number = re.fullmatch(r"[dD]-?0*(\d{1,9})", words.strip())
    if number:
        return found.filter(pk=int(number[1]))
    if words.strip():
        found = found.filter(search=HouseQuery(words))
    return found.filter(hearing__in=VIEWS[which]) if which else found


def hearings_of(decision: Decision) -> QuerySet[HearingEntry]:
    return decision.hearings.select_related("space", "meeting", "recorded_by")


def follower_of(decision: Decision) -> Decision | None:
    """The decision that took this one's place."""
    return Decision.objects.filter(replaces=decision).first()


def replaceable_decisions() -> QuerySet[Decision]:
    """Amended or reversed, and nothing took their place yet."""
    gone = [Hearing.AMENDED, Hearing.REVERSED]
    return Decision.objects.filter(hearing__in=gone, replaced_by=None).order_by("-taken_on", "-id")


def snippets(found: Iterable[Decision], words: str) -> dict[int, SafeString]:
    """The words of these decisions around what was looked for, marked. One query."""
    if not words.strip():
        return {}
    marked = SearchHeadline(
        "text",
        HouseQuery(words),
        config="public.house_spanish",
        start_sel=START,
        stop_sel=STOP,
        max_words=28,
        min_words=10,
    )
    rows = Decision.objects.filter(pk__in=[row.pk for row in found]).annotate(marked=marked)
    return {pk: shown(words) for pk, words in rows.values_list("pk", "marked")}
