"""What waits for a person: each room tells what it knows, and the home page asks them all.

A room registers in the `ready()` of its app config, with functions that each make a constant number
of queries:

    waiting.register(lambda person: [Waiting(_("Read the minutes"), url, _("today"), "wait")])
    waiting.register_turns(lambda person: [Turn(_("Till 12"), _("Fair of the Centre"), …)])
    waiting.register_news(lambda person, since: [News(_("3 decisions"), url)])
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """Something that somebody expects of you. `pill` says how soon or how much, in a word."""

    title: Any
    url: str
    pill: Any = ""
    tone: str = "wait"


@dataclass(frozen=True)
class Turn:
    """What you do today: where, from when to when, and the one thing to do next."""

    title: Any
    lead: Any = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    action: Any = ""
    url: str = ""
    place: int = 50


@dataclass(frozen=True)
class News:
    """Something that changed, in one line."""

    title: Any
    url: str = ""
    quote: Any = ""


_WAITING: dict[str, Callable[[Any], Iterable[Waiting]]] = {}
_TURNS: dict[str, Callable[[Any], Iterable[Turn]]] = {}
_NEWS: dict[str, Callable[[Any, dt.datetime], Iterable[News]]] = {}


def _name(provider: Callable[..., Any]) -> str:
    return f"{provider.__module__}.{provider.__qualname__}"


def register(provider: Callable[[Any], Iterable[Waiting]]) -> Callable[[Any], Iterable[Waiting]]:
    _WAITING[_name(provider)] = provider
    return provider


def register_turns(provider: Callable[[Any], Iterable[Turn]]) -> Callable[[Any], Iterable[Turn]]:
    _TURNS[_name(provider)] = provider
    return provider


def register_news(
    provider: Callable[[Any, dt.datetime], Iterable[News]],
) -> Callable[[Any, dt.datetime], Iterable[News]]:
    _NEWS[_name(provider)] = provider
    return provider


def waiting_for(person: Any) -> list[Waiting]:
    return [item for provider in _WAITING.values() for item in provider(person)]


def turns_of(person: Any) -> list[Turn]:
    return sorted(
        (turn for provider in _TURNS.values() for turn in provider(person)), key=lambda turn: turn.place
    )


def news_for(person: Any, since: dt.datetime) -> list[News]:
    return [item for provider in _NEWS.values() for item in provider(person, since)]
