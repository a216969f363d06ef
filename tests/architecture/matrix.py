"""The table of who met what at each address, kept in the docs and compared with what is met now."""

import os
from collections.abc import Sequence
from pathlib import Path

from django.urls import URLPattern

TABLE = Path(__file__).resolve().parents[2] / "docs" / "generated" / "access-matrix.md"
WRITING = bool(os.environ.get("WRITE_ACCESS_MATRIX"))
HEAD = """<!-- Written by tests/architecture/test_access_matrix.py. Do not edit. -->
# Who meets what

Each address, asked for in a house where a market week is being settled. *Other* is a member of another
cooperative; *worker* holds no key; *holder* holds every key; *coordinator* coordinates the week.
`open` shows the page or takes what is sent; `login` leads to the door; `hidden` is as if nothing were there;
`forbidden` says which key is missing.

"""
_met: dict[str, tuple[str, ...]] = {}


def read() -> dict[str, tuple[str, ...]]:
    """Each address's row: its path, then what each kind of person met."""
    rows = [line for line in TABLE.read_text().splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {name.strip("`"): tuple(rest) for name, *rest in cells}


def tell(name: str, pattern: URLPattern, met: Sequence[str]) -> None:
    """Compare an address with its row, or keep it to be written."""
    path = str(pattern.pattern).replace("|", "/") or "/"
    row = (f"`{path}`", *met)
    if WRITING:
        _met[name] = row
    else:
        assert read().get(name) == row, f"docs/generated/access-matrix.md says otherwise of {name}"


def write(people: Sequence[str]) -> None:
    if not WRITING:
        return
    lines = [f"| address | path | {' | '.join(people)} |", "|---" * (2 + len(people)) + "|"]
    lines += [f"| `{name}` | {' | '.join(row)} |" for name, row in sorted(_met.items())]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n")
