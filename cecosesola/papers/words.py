"""Words and shapes that the papers share."""

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils import translation

HEAD = "<!-- Written by `make docs` from the code. Change the code, not this file. -->\n"


def rooms() -> list[AppConfig]:
    """The apps of the building and of its rooms, from the ground up."""
    own = {path.parent for path in settings.BASE_DIR.glob("*/apps.py")}
    own |= {path.parent for path in settings.BASE_DIR.glob("cecosesola/*/apps.py")}
    return [app for app in apps.get_app_configs() if Path(app.path) in own]


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: Any) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def said(thing: Any) -> str:
    """The first paragraph of a thing's own docstring, in one line."""
    text = inspect.cleandoc(getattr(thing, "__doc__", None) or "")
    return " ".join(text.split("\n\n")[0].split())


def both(text: Any) -> str:
    """A text in Spanish and in English; once when they are the same."""
    with translation.override("es"):
        spanish = str(text)
    english = str(text)
    return english if spanish == english else f"{spanish} · {english}"
