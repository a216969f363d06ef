"""What of this room, and of the journal, is found by its words."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies.models import BlockRevision, Decision, Topic
from assemblies.selectors.calendar import readable_spaces
from assemblies.selectors.finding import Source
from federation.selectors import JournalEntry, Person, keys_of, stories


def _page(name: str) -> Any:
    return lambda pk: reverse(name, args=[pk])


def topics(person: Person) -> QuerySet[Topic]:
    """Reserved topics hold no words, and are left out all the same."""
    found = Topic.objects.filter(is_reserved=False)
    return found if keys_of(person).is_worker else found.filter(space__in=readable_spaces(person))


def decisions(person: Person) -> QuerySet[Decision]:
    found = Decision.objects.all()
    return found if keys_of(person).is_worker else found.filter(space__in=readable_spaces(person))


def minutes(person: Person) -> QuerySet[BlockRevision]:
    """The minutes as they read now: what somebody wrote over is found no more."""
    over = BlockRevision.objects.filter(block=OuterRef("block"), bases__contains=[OuterRef("number")])
    found = BlockRevision.objects.filter(~Exists(over)).exclude(text="")
    if keys_of(person).is_worker:
        return found
    # Others read the acta once it is sealed.
    return found.filter(block__meeting__space__in=readable_spaces(person), block__meeting__state="sealed")


def journal(person: Person) -> QuerySet[JournalEntry]:
    return stories()


SOURCES = (
    Source("topic", _("topic"), topics, _page("assemblies:topic"), "brought_at"),
    Source("decision", _("decision"), decisions, _page("assemblies:decision"), "recorded_at", text="text"),
    Source(
        "minutes",
        _("in the minutes"),
        minutes,
        _page("assemblies:acta"),
        "received_at",
        title="block__item__topic__title",
        text="text",
        page="block__meeting_id",
    ),
    Source("story", _("story"), journal, _page("federation:story"), "told_at"),
)
