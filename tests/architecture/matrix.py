"""The table of who met what at each address, kept in the docs and compared with what is met now."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from django.urls import URLPattern

TABLE = Path(__file__).resolve().parents[2] / "docs" / "generated" / "access-matrix.md"
WRITING = bool(os.environ.get("WRITE_ACCESS_MATRIX"))
HEAD = """<!-- Written by tests/architecture/test_access_matrix.py. Do not edit. -->
# Who meets what

Each address, asked for in a house where a market week is being settled. *Other* is a member of another
cooperative; *worker* holds no key; *holder* holds every key; *coordinator* coordinates the week.
`open` shows the page or takes what is sent; `login` leads to the door; `hidden` is as if nothing were there;
`forbidden` says which key is missing. *Themselves* is the person of whom a page speaks, without any key.

"""
PROGRAMS = """
## Programs of cooperatives

What the REST clients of affiliates meet. A list opens for every program whose token holds the scope, and
holds its own cooperative's rows only; somebody else's row is hidden.

"""
OWN_KEY = "key of its own"
_met: dict[str, tuple[str, ...]] = {}
_programs: dict[str, tuple[str, ...]] = {}


def read() -> dict[str, tuple[str, ...]]:
    """Each address's row: its path, then what each kind of person met."""
    return _rows(TABLE.read_text().partition(PROGRAMS)[0])


def read_programs() -> dict[str, tuple[str, ...]]:
    return _rows(TABLE.read_text().partition(PROGRAMS)[2])


def _rows(text: str) -> dict[str, tuple[str, ...]]:
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    return {name.strip("`"): tuple(rest) for name, *rest in cells}


def tell(name: str, pattern: URLPattern, met: Sequence[str], themselves: str) -> None:
    """Compare an address with its row, or keep it to be written."""
    _compare(name, (_path(pattern), *met, themselves), _met, read)


def tell_program(name: str, pattern: URLPattern, met: Sequence[str]) -> None:
    _compare(name, (_path(pattern), *met), _programs, read_programs)


def _path(pattern: URLPattern) -> str:
    return f"`{str(pattern.pattern).replace('|', '/') or '/'}`"


def _compare(
    name: str,
    row: tuple[str, ...],
    kept: dict[str, tuple[str, ...]],
    known: Callable[[], dict[str, tuple[str, ...]]],
) -> None:
    if WRITING:
        kept[name] = row
    else:
        assert known().get(name) == row, f"docs/generated/access-matrix.md says otherwise of {name}"


def write(people: Sequence[str], programs: Sequence[str]) -> None:
    if WRITING:
        TABLE.write_text(HEAD + _table(people, _met) + PROGRAMS + _table(programs, _programs))


def _table(who: Sequence[str], rows: dict[str, tuple[str, ...]]) -> str:
    lines = [f"| address | path | {' | '.join(who)} |", "|---" * (2 + len(who)) + "|"]
    lines += [f"| `{name}` | {' | '.join(row)} |" for name, row in sorted(rows.items())]
    return "\n".join(lines) + "\n"
