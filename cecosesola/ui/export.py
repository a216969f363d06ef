"""Any list as a file for a spreadsheet: CSV as Excel in Spanish opens it, or XLSX.

    if kind := export.wanted(request):
        return export.answer(kind, "gente", [export.Column(_("Name"), lambda person: str(person))], rows)

A page lets its reader take away just what it shows them: the columns are given after asking the policies.
Cells that a spreadsheet would run as a formula are quoted, so that a name never becomes a command.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cecosesola.kernel.clock import today

PARAMETER = "bajar"
CSV, XLSX = "csv", "xlsx"
KINDS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with when a spreadsheet would run it."""


@dataclass(frozen=True)
class Column:
    """A column of the file: its head, and what a row says there (text, a figure or a day)."""

    head: Any
    value: Callable[[Any], Any]


def wanted(request: HttpRequest) -> str:
    """The kind of file that the address asks for, or nothing."""
    kind = request.GET.get(PARAMETER, "")
    return kind if kind in KINDS else ""


def answer(kind: str, name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """The rows as a file. Text is sent as it is read; a workbook once it is whole."""
    file_name = f"{slugify(name) or 'lista'}-{today():%Y-%m-%d}.{kind}"
    response: HttpResponseBase
    if kind == XLSX:
        response = FileResponse(_workbook(name, columns, rows), as_attachment=True, filename=file_name)
    else:
        response = StreamingHttpResponse(_lines(columns, rows))
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Content-Type"] = KINDS[kind]
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def harmless(value: Any) -> Any:
    """Text that no spreadsheet runs; figures and days stay what they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, int | float | Decimal | dt.date):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.lstrip(" ").startswith(RUNS) else text


class _Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """UTF-8 with its mark and semicolons: what Excel in Spanish opens with a double tap."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([harmless(str(column.head)) for column in columns])
    for row in rows:
        yield writer.writerow([_as_text(harmless(column.value(row))) for column in columns])


def _as_text(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, Decimal | float) else value


def _workbook(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> Any:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(name)[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 22
    heads = [WriteOnlyCell(sheet, harmless(str(column.head))) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_as_cell(harmless(column.value(row))) for column in columns])
    file = io.BytesIO()  # compressed: some megabytes for a hundred thousand rows
    book.save(file)
    file.seek(0)
    return file


def _as_cell(value: Any) -> Any:
    """A workbook knows no time zones: an hour is that of Caracas."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value
