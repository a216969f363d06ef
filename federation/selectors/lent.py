"""What the rooms above lend to the register: the decisions that it cites, the places where keys hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


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


_CITATIONS: list[Citations] = []
_SCOPES: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {}


def register_citations(provider: Citations) -> None:
    """Called once by the room that keeps the decisions. This room knows only this shape of it."""
    _CITATIONS[:] = [provider]


def register_scopes(kind: str, provider: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """A room's places where a key may hold: `register_scopes("fair", lambda: [("fair:3", "Este")])`."""
    _SCOPES[kind] = provider


def citable() -> list[Citation]:
    return [cited for provider in _CITATIONS for cited in provider.citable()]


def resolve(refs: Iterable[str]) -> dict[str, Citation]:
    """What each name stands for, all at once."""
    wanted = {ref for ref in refs if ref}
    return {ref: cited for provider in _CITATIONS for ref, cited in provider.resolve(wanted).items()}


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
