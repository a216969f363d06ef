"""Where a decision took effect: the rooms above tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.models import Decision
from federation.selectors import mandates_citing


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
