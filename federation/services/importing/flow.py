"""A file's way into the register: brought, read, looked at by people, written.

Each stretch is a transaction of its own that moves the file's cursor, so that after a power cut whoever goes
on begins where it stopped, and whatever was done is not done twice.
"""

import csv
import datetime as dt
import hashlib
import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.deferred import after_commit
from cecosesola.kernel.errors import Refused, refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import Import, ImportRow, Person, TwoPersonAct
from federation.policies.acts import ActKind
from federation.services.acts import ask_second
from federation.services.importing import columns, cooperatives, people, reading
from federation.services.importing.columns import Column
from federation.states import IMPORT, ImportState

STRETCH = 5000
GO_ON = "federation.go_on_import"
BRING_PEOPLE = "federation.import_people"
KEPT = dt.timedelta(days=30)
STALE = dt.timedelta(days=14)
ALONE = dt.timedelta(minutes=1)
"""A file that has not moved for so long is nobody's: the minute's step wakes it."""

Stretch = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Kind:
    """What a file may hold: its columns, how rows are judged and written, and whether it takes two people."""

    columns: Sequence[Column]
    judge: Stretch
    write: Stretch
    by_two: bool


KINDS = {
    Import.Kind.PEOPLE: Kind(columns.PEOPLE, people.judge, people.write, by_two=True),
    Import.Kind.COOPERATIVES: Kind(
        columns.COOPERATIVES, cooperatives.judge, cooperatives.write, by_two=False
    ),
}


def bring(*, by: Person, kind: str, file_name: str, content: bytes) -> Import:
    """Bring a file. Raises Refused at once when it is no table or lacks a column that it needs."""
    require(policies.may_keep_register(by))
    head(kind, content)
    moment = now()
    with transaction.atomic():
        brought = Import.objects.create(
            kind=kind,
            file_name="".join(sign for sign in file_name if sign.isprintable())[-160:] or "archivo",
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            size=len(content),
            by=by,
            created_at=moment,
            moved_at=moment,
            total_lines=reading.likely_lines(content) or None,
        )
        audit.record(by=by, verb="federation.bring_file", thing=brought, new={"kind": kind}, private=True)
    return brought


def head(kind: str, content: bytes) -> tuple[dict[int, Column], list[str], int]:
    """Which column stands where, the heads that are none of ours, and the line they stand on."""
    first = next(reading.rows(content), None)
    if first is None:
        raise refuse("empty_file", _("The file is empty. Choose another."))
    line, cells = first
    places, unknown = columns.match(KINDS[Import.Kind(kind)].columns, cells)
    found = {column.key for column in places.values()}
    lacking = [
        str(column.label)
        for column in KINDS[Import.Kind(kind)].columns
        if column.required and column.key not in found
    ]
    if lacking:
        raise refuse(
            "no_column",
            _("The first line must name the columns, and these are missing: %(columns)s.")
            % {"columns": ", ".join(lacking)},
        )
    return places, unknown, line


def go_on(pk: int, *, stretches: int | None = None) -> str:
    """Read or write from where it stopped, until it is done (or for some stretches). Answers its state."""
    source = _Source()
    done = itertools.count() if stretches is None else iter(range(stretches))
    state = ""
    for _turn in done:
        with transaction.atomic():
            mine = Import.objects.select_for_update(skip_locked=True).defer("content")
            brought = mine.filter(pk=pk).first()
            if brought is None:
                return "elsewhere"
            if brought.state == ImportState.READING:
                _read(brought, source)
            elif brought.state == ImportState.APPLYING:
                _write(brought)
            else:
                return brought.state
            state = brought.state
    return state


class _Source:
    """The file's rows, kept open between stretches as long as nobody else has read on meanwhile."""

    def __init__(self) -> None:
        self.at = -1
        self.rows: Iterator[reading.Row] = iter(())
        self.places: dict[int, Column] = {}

    def stretch(self, brought: Import) -> list[reading.Row]:
        if self.at != brought.read_lines:
            content = bytes(brought.content or b"")
            self.places, _unknown, line = head(brought.kind, content)
            after = max(line, brought.read_lines)
            self.rows = (row for row in reading.rows(content) if row[0] > after)
        rows = list(itertools.islice(self.rows, STRETCH))
        self.at = rows[-1][0] if rows else brought.read_lines
        return rows


def _read(brought: Import, source: _Source) -> None:
    try:
        rows = source.stretch(brought)
    except Refused as refused:
        brought.trouble = as_written(refused.refusal.message)[:300]
        brought.rows.all().delete()
        return _end(brought, ImportState.BROKEN)
    if rows:
        _keep(brought, source.places, rows)
        brought.read_lines, brought.moved_at = rows[-1][0], now()
        brought.save(update_fields=["read_lines", "moved_at"])
        return None
    KINDS[Import.Kind(brought.kind)].judge(brought.pk, 0, brought.read_lines)
    brought.counts, brought.total_lines = count_fates(brought), brought.rows.count()
    _move(brought, ImportState.READY, content=None)
    return None


def _keep(brought: Import, places: dict[int, Column], rows: list[reading.Row]) -> None:
    """The stretch's rows, tidied, in one COPY."""
    made = io.StringIO()
    writer = csv.writer(made)
    for line, cells in rows:
        values, problems = columns.tidy(places, cells)
        fate = ImportRow.Fate.REFUSED if problems else ""
        writer.writerow([brought.pk, line, json.dumps(values), json.dumps(problems), fate, "{}"])
    made.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY federation_importrow (brought_id, line, cells, problems, fate, changes)"
            " FROM STDIN (FORMAT csv, FORCE_NOT_NULL (fate))",
            made,
        )


def _write(brought: Import) -> None:
    coming = brought.rows.filter(line__gt=brought.applied_lines).order_by("line").values("line")[:STRETCH]
    last = ImportRow.objects.filter(brought=brought, line__in=coming).aggregate(last=Max("line"))["last"]
    if last is not None:
        KINDS[Import.Kind(brought.kind)].write(brought.pk, brought.applied_lines + 1, last)
        brought.applied_lines, brought.moved_at = last, now()
        brought.save(update_fields=["applied_lines", "moved_at"])
        return
    brought.counts = count_fates(brought)
    _end(brought, ImportState.APPLIED)
    audit.record(by=brought.by, verb="federation.import_done", thing=brought, new=brought.counts)


def count_fates(brought: Import) -> dict[str, int]:
    """How many rows of each fate."""
    told = brought.rows.order_by().values_list("fate").annotate(n=Count("id"))
    return {str(fate): n for fate, n in told}


# --- people decide ---------------------------------------------------------------------------------


def ask_to_write(*, by: Person, brought: Import, reason: str = "") -> TwoPersonAct | Import:
    """Write the file: people by two people, cooperatives by whoever keeps the register."""
    require(policies.may_keep_register(by))
    if brought.state != ImportState.READY:
        raise _not_ready()
    if not KINDS[Import.Kind(brought.kind)].by_two:
        return start_writing(by=by, brought=brought)
    counts = brought.counts
    return ask_second(
        by=by,
        kind=BRING_PEOPLE,
        label=as_written(
            _("Bring people in from a file: %(new)s new, %(changed)s changed"),
            new=counts.get("new", 0),
            changed=counts.get("changed", 0),
        ),
        reason=reason,
        about=f"federation.import:{brought.pk}",
        payload={"import": brought.pk},
    )


def start_writing(*, by: Person, brought: Import) -> Import:
    """From here on it is written, stretch by stretch. A second start changes nothing."""
    require(policies.may_keep_register(by))
    with transaction.atomic():
        brought = Import.objects.select_for_update().defer("content").get(pk=brought.pk)
        if brought.state != ImportState.READY:
            raise _not_ready()
        _move(brought, ImportState.APPLYING)
        audit.record(by=by, verb="federation.import_file", thing=brought, new=brought.counts)
        after_commit(GO_ON, brought.pk)
    return brought


def leave(*, by: Person, brought: Import) -> Import:
    """Leave the file aside: nothing of it is written, and nothing of it is kept."""
    require(policies.may_keep_register(by))
    with transaction.atomic():
        brought = Import.objects.select_for_update().defer("content").get(pk=brought.pk)
        require(IMPORT.refusal(brought.state, ImportState.LEFT))
        brought.rows.all().delete()
        _end(brought, ImportState.LEFT)
        audit.record(by=by, verb="federation.leave_file", thing=brought, private=True)
    return brought


def wake() -> int:
    """Call again for files that stopped half-way. Returns how many."""
    moving = [ImportState.READING, ImportState.APPLYING]
    stopped = Import.objects.filter(state__in=moving, moved_at__lte=now() - ALONE)
    numbers = list(stopped.order_by("pk").values_list("pk", flat=True)[:20])
    for pk in numbers:
        after_commit(GO_ON, pk)
    return len(numbers)


def empty_old() -> int:
    """Remove the words of files that ended a month ago, and files that nobody wrote for two weeks."""
    moment = now()
    with transaction.atomic():
        stale = (
            Import.objects.select_for_update(skip_locked=True)
            .filter(state=ImportState.READY, moved_at__lte=moment - STALE)
            .defer("content")
        )
        for brought in list(stale):
            brought.rows.all().delete()
            _end(brought, ImportState.LEFT)
        old = Import.objects.filter(ended_at__lte=moment - KEPT, emptied=False)
        numbers = list(old.values_list("pk", flat=True)[:50])
        ImportRow.objects.filter(brought__in=numbers).update(cells={}, changes={})
        Import.objects.filter(pk__in=numbers).update(emptied=True)
    return len(numbers)


def _end(brought: Import, state: ImportState) -> None:
    _move(brought, state, content=None, ended_at=now())


def _move(brought: Import, state: ImportState, **also: Any) -> None:
    require(IMPORT.refusal(brought.state, state))
    brought.state, brought.moved_at = state, now()
    for name, value in also.items():
        setattr(brought, name, value)
    brought.save()


def _not_ready() -> Refused:
    return refuse("not_ready", _("This file is not waiting to be written."), status=409)


# --- the second person -----------------------------------------------------------------------------


def _do(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    brought = Import.objects.defer("content").get(pk=act.payload["import"])
    require(policies.may_keep_register(second))
    start_writing(by=by, brought=brought)
    return {"import": brought.pk}


def _details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    brought = Import.objects.defer("content").get(pk=act.payload["import"])
    words = dict(ImportRow.Fate.choices)
    told = [
        f"{brought.counts[fate]} {words[fate]}" for fate in ImportRow.Fate.values if brought.counts.get(fate)
    ]
    return [(_("File"), brought.file_name), (_("Its lines"), " · ".join(map(str, told)) or "0")]


ACTS = (
    ActKind(
        BRING_PEOPLE,
        _("bringing people in from a file"),
        _do,
        policies.may_keep_register,
        lambda person, act: policies.may_keep_register(person),
        _details,
    ),
)
