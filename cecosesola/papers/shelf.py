"""The papers and where they lie."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import translation

from cecosesola.papers import access, constraints, jobs, openapi, states

SHELF: Path = settings.BASE_DIR / "docs" / "generated"
PAPERS: dict[str, Callable[[], str]] = {
    "states.md": states.write,
    "access.md": access.write,
    "constraints.md": constraints.write,
    "jobs.md": jobs.write,
    "openapi.yaml": openapi.write,
}


def written() -> dict[Path, str]:
    """Every paper as the code writes it now, in English."""
    with translation.override(None):
        return {SHELF / name: write().rstrip("\n") + "\n" for name, write in PAPERS.items()}


def stale(papers: dict[Path, str]) -> list[Path]:
    """Those that lie on the shelf otherwise, or not at all."""
    return [path for path, text in papers.items() if not path.exists() or path.read_text() != text]
