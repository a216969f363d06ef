"""Papers by typst, made of words only: whatever people wrote is a string there, and never code.

pdf.compiled([*pdf.A4, pdf.heading(1, title), pdf.line(words), pdf.table([_("Fair"), "kg"], rows)])
"""

from collections.abc import Iterable, Sequence

import typst
from django.http import HttpResponse

A4 = (
    '#set page(paper: "a4", margin: (x: 2.2cm, y: 2cm), numbering: "1 / 1")',
    '#set text(font: "Libertinus Serif", size: 10.5pt)',
    "#set par(leading: 0.62em)",
    "#show heading: set block(above: 1.1em, below: 0.5em)",
)
"""A page to print in black and white, with its number."""


def string(words: object) -> str:
    """Any words as a typst string."""
    plain = str(words).replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "\\n")
    return f'"{plain}"'


def line(words: object, size: str = "") -> str:
    """Words as a paragraph's text; `size` as typst says it, such as `8pt`."""
    given = f"size: {size}, " if size else ""
    return f"#text({given}{string(words)})"


def strong(words: object) -> str:
    return f"#strong(text({string(words)}))"


def heading(level: int, words: object) -> str:
    return f"#heading(level: {level}, text({string(words)}))"


def bullet(words: object) -> str:
    return f"#list(text({string(words)}))"


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table whose first column is words and whose others are figures."""
    align = ", ".join(["left", *["right"] * (len(head) - 1)])
    cells = ", ".join(f"text({string(cell)})" for row in rows for cell in row)
    top = ", ".join(f"strong({string(cell)})" for cell in head)
    return (
        f"#table(columns: {len(head)}, align: ({align}), stroke: (x: none, y: 0.4pt), inset: 4pt,"
        f" table.header({top}){', ' + cells if cells else ''})"
    )


def facts(pairs: Iterable[tuple[object, object]]) -> str:
    """What a paper says of itself at its head: a word, and what it is."""
    cells = ", ".join(f"strong({string(word)}), text({string(what)})" for word, what in pairs)
    return (
        f"#table(columns: (auto, 1fr), stroke: none, inset: (x: 0pt, y: 2.5pt), column-gutter: 12pt, {cells})"
    )


def meter(percent: int) -> str:
    """How far something has come, as a line that fills: 0 to 100."""
    part = min(100, max(0, percent))
    return (
        f"#block(width: 100%, height: 9pt, stroke: 0.6pt)[#block(width: {part}%, height: 100%, fill: black)]"
    )


def to_sign(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table with an empty last column, high enough to write a name in by hand."""
    cells = ", ".join(f"text({string(cell)})" for row in rows for cell in (*row, ""))
    top = ", ".join(f"strong({string(cell)})" for cell in head)
    columns = ", ".join([*["auto"] * (len(head) - 1), "1fr"])
    return (
        f"#table(columns: ({columns}), rows: 22pt, align: horizon, stroke: (x: none, y: 0.4pt), inset: 4pt,"
        f" table.header({top}){', ' + cells if cells else ''})"
    )


def compiled(source: Iterable[str]) -> bytes:
    """The paper as a PDF."""
    return bytes(typst.compile("\n".join(source).encode()))


def answer(content: bytes, name: str) -> HttpResponse:
    """A paper to look at or keep, under a file's name without its ending. No proxy keeps a copy."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
