"""What the rooms above lend to the register: the decisions and turns that it cites, the places where keys
hold, the agenda of the next meeting, and what each room begins when an installation is founded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from federation.models import Cooperative


@dataclass(frozen=True)
class Citation:
    """A decision as a key cites it: its name (`D-0042`), its words and its page."""

    ref: str
    title: str
    url: str


class Citations(Protocol):
    """Whoever keeps the decisions: which may be cited, and what a name stands for."""

    def citable(self) -> list[Citation]: ...

    def resolve(self, refs: Iterable[str]) -> dict[str, Citation]: ...


class Agenda(Protocol):
    """Whoever keeps the agenda of the network's meeting. The same `source` comes to it once."""

    def __call__(self, *, title: str, body: str, source: str, link: str) -> object: ...


_CITATIONS: dict[str, Citations] = {}
_AGENDA: list[Agenda] = []
_FOUNDING: dict[str, Callable[[Cooperative], object]] = {}
_SCOPES: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {}


def register_citations(provider: Citations, source: str = "decision") -> None:
    """Called once by each room that keeps what a key may cite: decisions, turns of the roster."""
    _CITATIONS[source] = provider


def register_agenda(agenda: Agenda) -> None:
    """Called once by the room that keeps the meetings."""
    _AGENDA[:] = [agenda]


def register_founding(room: str, begin: Callable[[Cooperative], object]) -> None:
    """What a room begins for the first cooperative of an installation; it may be asked twice."""
    _FOUNDING[room] = begin


def register_scopes(kind: str, provider: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """A room's places where a key may hold: `register_scopes("fair", lambda: [("fair:3", "Este")])`."""
    _SCOPES[kind] = provider


def citable() -> list[Citation]:
    """The decisions that a new key may cite. A turn gives its keys by itself."""
    provider = _CITATIONS.get("decision")
    return provider.citable() if provider is not None else []


def resolve(refs: Iterable[str]) -> dict[str, Citation]:
    """What each name stands for, all at once."""
    wanted = {ref for ref in refs if ref}
    return {ref: cited for provider in _CITATIONS.values() for ref, cited in provider.resolve(wanted).items()}


def bring_to_agenda(*, title: str, body: str, source: str, link: str) -> bool:
    """Put something before the next meeting of the network; False where no room keeps meetings."""
    for agenda in _AGENDA:
        agenda(title=title, body=body, source=source, link=link)
    return bool(_AGENDA)


def found_rooms(cooperative: Cooperative) -> None:
    for begin in _FOUNDING.values():
        begin(cooperative)


def scopes() -> list[tuple[str, str]]:
    return [scope for provider in _SCOPES.values() for scope in provider()]


@dataclass(frozen=True)
class Donation:
    """Kilos that somebody gave away, as a support round takes them: `ref` names them once and for all."""

    ref: str
    label: str
    kilos: Decimal


_DONATIONS: list[Callable[[], Iterable[Donation]]] = []


def register_donations(provider: Callable[[], Iterable[Donation]]) -> None:
    """Called once by the room that gives: what was donated in the last days, newest first."""
    _DONATIONS[:] = [provider]


def donations() -> list[Donation]:
    return [gift for provider in _DONATIONS for gift in provider()]
