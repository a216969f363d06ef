"""Reading a bank's file: from bytes to lines, without touching the database."""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cecosesola.kernel.errors import Refusal, Refused, refuse
from finance.bank_layouts import Layout

MOST_LINES = 50_000
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Read:
    """A movement as the file says it: its line there, and `amount` positive for money that came in."""

    place: int
    on: dt.date
    reference: str
    amount: Decimal
    description: str


class Unreadable(ValueError):
    """Why a line cannot be read, in words for whoever brought the file."""


NOT_TEXT = Refusal("not_text", gettext_lazy("This is not a CSV file. Save it as CSV and bring it again."))


def plain(words: str) -> str:
    """A heading as it is compared: without accents, capitals, points or double spaces."""
    kept = unicodedata.normalize("NFKD", words.replace("\ufeff", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[\s.]+", " ", kept).strip().lower()


def read_file(content: bytes, layout: Layout) -> tuple[list[Read], list[tuple[int, str]]]:
    """The movements of a file, and the lines that cannot be read with the reason.

    The heading may stand below the bank's own letterhead. Sums at the end are passed over.
    Raises Refused: `not_text`, `no_heading`, `too_long`.
    """
    try:
        rows = list(csv.reader(io.StringIO(_text(content), newline=""), delimiter=layout.delimiter))
    except csv.Error as error:
        raise Refused(NOT_TEXT) from error
    if len(rows) > MOST_LINES:
        raise refuse("too_long", gettext_lazy("The file has too many lines. Bring it month by month."))
    head, where = _heading(rows, layout)
    lines, refused = [], []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if not any(cell.strip() for cell in row) or plain(row[0]).startswith(layout.footers):
            continue
        try:
            lines.append(_line(number, row, where, layout))
        except Unreadable as why:
            refused.append((number, str(why)))
    return lines, refused


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(NOT_TEXT)


def _heading(rows: list[list[str]], layout: Layout) -> tuple[int, dict[str, int]]:
    must = {"on", "reference"} | ({"amount"} if "amount" in layout.columns else {"debit", "credit"})
    for number, row in enumerate(rows[:40]):
        names = [plain(cell) for cell in row]
        where = {
            what: names.index(name)
            for what, several in layout.columns.items()
            for name in reversed(several)
            if name in names
        }
        if must <= set(where):
            return number, where
    raise refuse(
        "no_heading",
        gettext_lazy("The file has not the columns of that layout. Choose the layout of your bank."),
        layout=gettext_lazy("Choose another."),
    )


def _line(number: int, row: list[str], where: dict[str, int], layout: Layout) -> Read:
    def cell(what: str) -> str:
        place = where.get(what)
        return row[place].replace("\x00", "").strip() if place is not None and place < len(row) else ""

    reference = re.sub(r"[^0-9A-Za-z-]", "", cell("reference"))[:60]
    if not reference:
        raise Unreadable(_("it has no reference"))
    return Read(number, _day(cell("on"), layout), reference, _amount(cell, layout), cell("description")[:200])


def _day(words: str, layout: Layout) -> dt.date:
    for written in layout.dates:
        try:
            day = dt.datetime.strptime(words, written).date()  # noqa: DTZ007 - a day, without an hour
        except ValueError:
            continue
        if day.year >= 2000:
            return day
    raise Unreadable(_("«%(words)s» is not a day") % {"words": words[:20]})


def _amount(read: Callable[[str], str], layout: Layout) -> Decimal:
    if "amount" in layout.columns:
        amount = figure(read("amount"), layout.decimal)
        if "sign" in layout.columns and plain(read("sign")) in layout.debits:
            amount = -abs(amount)
    else:
        amount = figure(read("credit") or "0", layout.decimal) - abs(
            figure(read("debit") or "0", layout.decimal)
        )
    if not amount:
        raise Unreadable(_("it has no amount"))
    return -amount if layout.reversed else amount


def figure(words: str, decimal: str) -> Decimal:
    """`1.890,50` or `1,890.50` as an exact figure with two decimals at most."""
    thousands = "." if decimal == "," else ","
    kept = (
        re.sub(r"(?i)bs\.?|ves|usd|us\$|[\s\u00a0$]", "", words).replace(thousands, "").replace(decimal, ".")
    )
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,2})?", kept.replace("−", "-")):
        raise Unreadable(_("«%(words)s» is not an amount") % {"words": words[:20]})
    try:
        return Decimal(kept.replace("−", "-"))
    except InvalidOperation as error:  # pragma: no cover - the pattern above leaves only figures
        raise Unreadable(_("«%(words)s» is not an amount") % {"words": words[:20]}) from error
