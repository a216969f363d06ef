"""What becomes of each row of a file of cooperatives, and writing it. There are few: one by one will do."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_date

from federation.models import Cooperative, ImportRow

FIELDS = ("name", "kind", "rif", "joined_on")
Fate = ImportRow.Fate


def judge(brought: int, first: int, last: int) -> None:
    rows = _rows(brought, first, last)
    known = {cooperative.code: cooperative for cooperative in Cooperative.objects.all()}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        _judge(row, known, seen)
    ImportRow.objects.bulk_update(rows, ["fate", "problems", "changes", "thing_id"], batch_size=1000)


def write(brought: int, first: int, last: int) -> None:
    rows = [row for row in _rows(brought, first, last) if row.fate in {Fate.NEW, Fate.CHANGED}]
    codes = [row.cells["code"] for row in rows]
    locked = Cooperative.objects.select_for_update().filter(code__in=codes).order_by("pk")
    known = {cooperative.code: cooperative for cooperative in locked}
    everybody = {cooperative.code: cooperative for cooperative in Cooperative.objects.all()} | known
    for row in rows:
        old = (row.fate, dict(row.changes))
        _judge(row, everybody, {})
        if row.fate in {Fate.NEW, Fate.CHANGED} and (row.fate, row.changes) != old:
            _refuse(row, "code", "moved_on", "")
        if row.fate in {Fate.NEW, Fate.CHANGED}:
            _write(row, everybody)
        row.save(update_fields=["fate", "problems", "changes", "thing_id"])


def _rows(brought: int, first: int, last: int) -> list[ImportRow]:
    found = ImportRow.objects.filter(brought_id=brought, line__range=(first, last)).order_by("line")
    return [row for row in found if "as_written" not in row.cells]


def _judge(row: ImportRow, known: dict[str, Cooperative], seen: dict[tuple[str, str], int]) -> None:
    cells = row.cells
    for key in ("code", "name", "rif"):
        value = cells.get(key, "")
        first = seen.setdefault((key, value), row.line) if value else row.line
        if first != row.line:
            return _refuse(row, key, "repeated", str(first))
    mine = known.get(cells["code"])
    for key in ("name", "rif"):
        value = cells.get(key, "")
        if value and any(
            getattr(other, key) == value for code, other in known.items() if code != cells["code"]
        ):
            return _refuse(row, key, "taken", value)
    row.problems, row.thing_id = [], mine.pk if mine else None
    row.changes = _changes(mine, cells) if mine else {}
    row.fate = Fate.NEW if mine is None else Fate.CHANGED if row.changes else Fate.SAME
    return None


def _changes(cooperative: Cooperative, cells: dict[str, Any]) -> dict[str, list[str]]:
    changes = {}
    for name in FIELDS:
        old = getattr(cooperative, name)
        old = old.isoformat() if hasattr(old, "isoformat") else old or ""
        if cells.get(name) and cells[name] != old:
            changes[name] = [old, cells[name]]
    return changes


def _refuse(row: ImportRow, column: str, code: str, text: str) -> None:
    row.fate, row.changes = Fate.REFUSED, {}
    row.problems = [{"column": column, "code": code, "text": text}]


def _write(row: ImportRow, known: dict[str, Cooperative]) -> None:
    cells = row.cells
    cooperative = known.get(cells["code"]) or Cooperative(code=cells["code"])
    for name in FIELDS:
        if cells.get(name):
            setattr(cooperative, name, parse_date(cells[name]) if name == "joined_on" else cells[name])
    try:
        with transaction.atomic():
            cooperative.save()
    except IntegrityError:
        _refuse(row, "code", "moved_on", "")
    else:
        known[cooperative.code] = cooperative
        row.thing_id = cooperative.pk
