"""The attendance list on paper: who usually comes, with a line to sign."""

from django.utils.translation import gettext as _

from assemblies.models import Meeting
from assemblies.selectors.papers import moment_words
from assemblies.selectors.running import attendance_list
from cecosesola.ui import pdf

EMPTY_LINES = 12


def attendance_pdf(meeting: Meeting) -> bytes:
    """A4 in black and white. Names only, without cédulas: a sheet lies on a table for all to see."""
    names = [str(line.person) for line in attendance_list(meeting)]
    rows = [*names, *[""] * EMPTY_LINES]
    cells = ", ".join(
        f"text({pdf.string(f'{count}')}), text({pdf.string(name)}), []" for count, name in enumerate(rows, 1)
    )
    head = ", ".join(f"strong({pdf.string(words)})" for words in ("", _("Name"), _("Signature")))
    title = meeting.title or meeting.space.name
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, f"{_('Who is there')} · {title}"),
            pdf.line(f"{moment_words(meeting.starts_at)} · {meeting.place}".rstrip(" ·")),
            "#v(6pt)",
            "#table(columns: (auto, 1fr, 1fr), rows: 22pt, align: (right + horizon, left + horizon, left),"
            f" stroke: 0.4pt, inset: 5pt, table.header({head}), {cells})",
        ]
    )
