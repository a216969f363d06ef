"""Reading whatever a spreadsheet saves: CSV of any sign and encoding, or XLSX. Rows of plain text come out.

A formula is never run nor kept: of a workbook only the values that it shows are read. A file that would
swell when opened is refused before it is.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from cecosesola.kernel.errors import Refused, refuse

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 100_000
MOST_COLUMNS = 60
MOST_SIGNS = 2000
MOST_UNPACKED = 250 * 1024 * 1024
MOST_PARTS = 2000
DELIMITERS = ";,\t|"

Row = tuple[int, list[str]]


def rows(content: bytes) -> Iterator[Row]:
    """The file's rows that say anything, each with its line number. Raises Refused when it is no table."""
    if not content:
        raise refuse("empty_file", _("The file is empty. Choose another."))
    if len(content) > MOST_BYTES:
        raise refuse("file_too_big", _("The file has more than 20 MB. Bring it in parts."), status=413)
    source = _workbook(content) if content.startswith(b"PK\x03\x04") else _text(content)
    told = 0
    for line, cells in source:
        if not any(cells):
            continue
        told += 1
        if told > MOST_LINES + 1:
            raise refuse("too_many_lines", _("The file has more than 100,000 lines. Bring it in parts."))
        yield line, cells


def likely_lines(content: bytes) -> int:
    """About how many lines there are, to show how far one is."""
    if not content.startswith(b"PK\x03\x04"):
        return max(content.count(b"\n"), content.count(b"\r"), 1)
    try:
        book = load_workbook(io.BytesIO(_safe(content)), read_only=True, data_only=True)
        return int(book.worksheets[0].max_row or 0)
    except Refused:
        raise
    except Exception:
        return 0


# --- text ------------------------------------------------------------------------------------------


def decode(content: bytes) -> str:
    """UTF-8 or UTF-16 by their marks or their looks, else what Windows in Spanish writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    head = content[:4096]
    if head.count(b"\x00") > len(head) // 4:
        little = head[1::2].count(b"\x00") >= head[::2].count(b"\x00")
        return content.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The sign that most often parts the first line that says anything."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _text(content: bytes) -> Iterator[Row]:
    text = decode(content).replace("\x00", "")
    if text.startswith("sep=") and len(text) > 4:
        text = text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refuse(
                "not_a_table",
                _("Line %(line)s cannot be read as a table: a quote that does not close, perhaps.")
                % {"line": before + 1},
            ) from error
        line, before = before + 1, reader.line_num
        yield line, [_plain(cell) for cell in cells[:MOST_COLUMNS]]


# --- workbooks -------------------------------------------------------------------------------------


def _safe(content: bytes) -> bytes:
    """The workbook, when it opens to a bounded size and declares nothing of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise refuse("file_swells", _("This workbook is too large once opened. Save it as CSV."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(2048):
                            raise refuse("not_a_workbook", _("This is not a workbook that opens."))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise refuse("not_a_workbook", _("This is not a workbook that opens.")) from error
    return content


def _workbook(content: bytes) -> Iterator[Row]:
    _safe(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            told = [_plain(cell) for cell in cells]
            while told and not told[-1]:
                told.pop()
            yield line, told
    except Refused:
        raise
    except Exception as error:
        # What a broken workbook raises is anybody's guess: the library promises nothing.
        raise refuse("not_a_workbook", _("This is not a workbook that opens.")) from error


def _plain(value: Any) -> str:
    """A cell as text: days as 2026-03-01, whole figures without a point, one space where there were many."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value)[:MOST_SIGNS].replace("\x00", "").split())
