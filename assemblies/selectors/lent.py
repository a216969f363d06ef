"""What other rooms and the home page ask of the assemblies."""

import datetime as dt
import re
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.models import Decision
from assemblies.selectors.decisions import citable_decisions
from assemblies.states import Hearing
from cecosesola.ui.waiting import News, Waiting
from federation.selectors import Citation, Person, keys_of

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
