"""The words of the house, gathered from code and templates into `.po`.

Pure Python (Babel), so that a machine without the gettext programs does the same. Code and templates
speak English; `locale/es` holds the Spanish that people read. `.mo` files are compiled when the house
is made ready and never committed.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

# Whatever is ours and speaks to people.
ROOMS = ("cecosesola", "federation", "assemblies", "rotation", "finance", "markets", "health", "funerals")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def root() -> Path:
    return Path(settings.LOCALE_PATHS[0])


def sources() -> Iterator[Path]:
    """Every file that may hold words for people, in a steady order."""
    base = Path(settings.BASE_DIR)
    for room in ROOMS:
        yield from sorted(path for path in (base / room).rglob("*.py") if "migrations" not in path.parts)
    for kind in ("*.html", "*.txt"):
        yield from sorted((base / "templates").rglob(kind))


def gather() -> Catalog:
    """Every message of the house, with the files that say it."""
    found = Catalog(charset="utf-8")
    base = Path(settings.BASE_DIR)
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What Django makes of a template reads as Python once its indentation is gone.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        stream = io.BytesIO(text.encode())
        place = str(path.relative_to(base))
        options = {"encoding": "utf-8"}
        for _line, message, _comments, context in extract("python", stream, KEYWORDS, (), options):
            if message and message != ("", ""):
                found.add(message, locations=[(place, 0)], context=context)
    return found


def po_file(language: str) -> Path:
    return root() / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(language: str) -> tuple[int, int]:
    """Bring a `.po` up to date with the code, keeping what is translated. Returns (new, gone).

    Nothing is guessed: a changed sentence comes back empty rather than fuzzy.
    """
    kept = read(language)
    gathered = gather()
    new = gone = 0
    for message in gathered:
        if message.id:
            known = kept.get(message.id, message.context)
            if known is None:
                new += 1
            elif not (known.fuzzy and not known.string):
                message.string = known.string
    gone = sum(1 for message in kept if message.id and gathered.get(message.id, message.context) is None)
    gathered.locale = kept.locale
    gathered.project, gathered.header_comment = "Cecosesola", f"# {language}: the words people read.\n"
    with po_file(language).open("wb") as file:
        write_po(file, gathered, width=110, sort_output=True, omit_header=False, include_lineno=False)
    _steady_header(po_file(language), language)
    return new, gone


def _steady_header(path: Path, language: str) -> None:
    """A header without dates: two people who gather the same words write the same file."""
    text = path.read_text(encoding="utf-8")
    body = text.split("\n\n", 1)[1] if "\n\n" in text else ""
    header = (
        f"# {language}: the words people read. Gathered by `manage.py makemessages`.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    path.write_text(header + body, encoding="utf-8")


def missing(language: str) -> list[str]:
    """Messages of the code without words in this language, and fuzzy ones."""
    kept = read(language)
    lacking = []
    for message in gather():
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        strings = (
            (known.string if isinstance(known.string, tuple | list) else [known.string]) if known else []
        )
        if known is None or known.fuzzy or not strings or not all(strings):
            lacking.append(str(message.id))
    return lacking
