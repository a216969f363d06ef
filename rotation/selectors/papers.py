"""The roster on paper for the wall, and as rows for a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from cecosesola.ui import export, pdf
from rotation.models import Roster, Turn
from rotation.selectors.turns import hours_on
from rotation.selectors.weeks import Group

WALL = (
    '#set page(paper: "a4", flipped: true, margin: (x: 1.2cm, y: 1.1cm), numbering: "1 / 1", columns: 3)',
    '#set text(font: "Libertinus Serif", size: 9pt)',
    "#set par(leading: 0.5em)",
    "#show heading: set block(above: 0.9em, below: 0.35em)",
    "#show heading.where(level: 1): set text(size: 14pt)",
    "#show heading.where(level: 2): set text(size: 10.5pt)",
)
"""A sheet on its side in three columns, which is read standing."""


def wall_pdf(roster: Roster, groups: Sequence[Group]) -> bytes:
    """A week's roster in black and white: each place, each post, its people, and room for what lacks."""
    days = " – ".join(formats.date_format(day, "DATE_FORMAT") for day in (roster.monday, roster.sunday))
    title = _("Roster of week %(week)s") % {"week": roster.week}
    source = [*WALL, pdf.heading(1, title), pdf.line(f"{days} · {roster.get_state_display()}"), ""]
    for group in groups:
        source.append(pdf.heading(2, group.title))
        for box in group.boxes:
            names = ", ".join(str(turn.person) for turn in box.turns)
            lacks = " " + " ".join("________" for _n in range(box.lacks)) if box.lacks else ""
            source += [f"{pdf.strong(f'{box.post.name}: ')}{pdf.line(names + lacks)}", ""]
    return pdf.compiled(source)


def hours_words(turn: Turn) -> str:
    """The hours of a turn in one line: «vie 04:00–15:00, sáb …»."""
    return ", ".join(
        f"{formats.date_format(start, 'D')} {formats.time_format(start, 'H:i')}"
        f"–{formats.time_format(end, 'H:i')}"
        for start, end in hours_on(turn)
    )


def columns() -> list[export.Column]:
    """What a file of the roster says: what everybody who works here sees, and no more."""

    def said(turn: Any) -> str:
        return str(turn.beside or "")

    return [
        export.Column(_("Week"), lambda turn: str(turn.roster.week)),
        export.Column(_("Person"), lambda turn: str(turn.person)),
        export.Column(_("Post"), lambda turn: turn.post.name),
        export.Column(_("Where"), lambda turn: turn.post.scope_label),
        export.Column(_("Area"), lambda turn: str(turn.post.area)),
        export.Column(_("Hours"), hours_words),
        export.Column(_("Beside"), said),
    ]
