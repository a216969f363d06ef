"""Who knows what, from a file: looked at first, with what is wrong line by line, then written at once."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person, find_by_documents, workers_on
from federation.services.importing import reading
from federation.services.importing.columns import (
    PROBLEMS,
    Column,
    folded,
    match,
    read_day,
    read_document,
    short_words,
    tidy,
)
from rotation import policies
from rotation.models import Qualification, Skill
from rotation.services.skills import one_at_a_time

MOST_LINES = 20_000
MOST_BYTES = 2 * 1024 * 1024
COLUMNS = (
    Column(
        "document",
        _("cédula"),
        ("cedula", "ci", "c.i.", "cedula de identidad", "documento", "document", "id"),
        read_document,
        required=True,
        example="V-12.345.678",
    ),
    Column(
        "skill",
        _("skill"),
        ("saber", "habilidad", "calificacion", "sabe", "qualification"),
        short_words(60),
        required=True,
        example="Caja",
    ),
    Column("since", _("since"), ("desde", "fecha", "from", "date"), read_day, example="05/01/2026"),
    Column("until", _("until"), ("hasta", "vence", "vencimiento", "expires", "to"), read_day, example=""),
)
MORE_PROBLEMS = {
    "nobody": _("is nobody's who works here"),
    "own_skill": _("is yours: somebody else brings what you know"),
    "no_skill": _("is no skill of the house: name it first under «Skills»"),
    "ends_before": _("is not after its beginning"),
    "overlaps": _("is also on line %(text)s of this file, for some of the same days"),
}


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a line: in which column, what was there and why it cannot be."""

    line: int
    column: str
    text: str
    code: str

    @property
    def label(self) -> Any:
        return next(column.label for column in COLUMNS if column.key == self.column)

    @property
    def words(self) -> str:
        said = MORE_PROBLEMS.get(self.code) or PROBLEMS[self.code]
        return str(said) % {"text": self.text} if "%(" in str(said) else str(said)


@dataclass(frozen=True)
class Known:
    """A line that can be written."""

    line: int
    person: Person
    skill: Skill
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True)
class Looked:
    """A file that was looked at: what is new, what is there already, what is wrong, what was not read."""

    new: list[Known]
    there: int
    wrong: list[Wrong]
    ignored: list[str]


def look_at(*, by: Person, content: bytes) -> Looked:
    """Read a file and write nothing. Raises Refused when it is no table or lacks a column."""
    require(policies.may_keep_roster(by))
    if len(content) > MOST_BYTES:
        raise refuse("file_too_big", _("The file has more than 2 MB. Bring it in parts."), status=413)
    rows = list(reading.rows(content))
    if not rows:
        raise refuse("empty_file", _("The file is empty. Choose another."))
    if len(rows) > MOST_LINES:
        raise refuse("too_many_lines", _("The file has more than 20,000 lines. Bring it in parts."))
    places, ignored = match(COLUMNS, rows[0][1])
    lacking = [str(c.label) for c in COLUMNS if c.required and c not in places.values()]
    if lacking:
        raise refuse(
            "no_column",
            _("The file's first line names its columns. Missing: %(columns)s.")
            % {"columns": ", ".join(lacking)},
        )
    cells, wrong = _read(rows[1:], places)
    return _judge(by, cells, wrong, ignored)


def _read(
    rows: list[reading.Row], places: dict[int, Column]
) -> tuple[list[tuple[int, dict[str, Any]]], list[Wrong]]:
    cells, wrong = [], []
    for line, texts in rows:
        values, problems = tidy(places, texts)
        if problems:
            wrong += [Wrong(line, p["column"], p["text"], p["code"]) for p in problems]
        else:
            cells.append((line, values))
    return cells, wrong


def _judge(
    by: Person, cells: list[tuple[int, dict[str, Any]]], wrong: list[Wrong], ignored: list[str]
) -> Looked:
    workers = {pk for pk, _area in workers_on(today())}
    found, _nobody = find_by_documents({values["document"] for _line, values in cells})
    people = {person.document: person for person in found if person.pk in workers}
    skills = {folded(skill.name): skill for skill in Skill.objects.filter(is_active=True)}
    held = _held({person.pk for person in people.values()})
    new: list[Known] = []
    lines: dict[tuple[int, int], list[Known]] = defaultdict(list)
    there = 0
    for line, values in cells:
        person, skill = people.get(values["document"]), skills.get(folded(values["skill"]))
        since = dt.date.fromisoformat(values.get("since") or today().isoformat())
        until = dt.date.fromisoformat(values["until"]) if values.get("until") else None
        if person is None:
            wrong.append(Wrong(line, "document", values["document"], "nobody"))
        elif person.pk == by.pk:
            wrong.append(Wrong(line, "document", values["document"], "own_skill"))
        elif skill is None:
            wrong.append(Wrong(line, "skill", values["skill"], "no_skill"))
        elif until is not None and until <= since:
            wrong.append(Wrong(line, "until", values["until"], "ends_before"))
        else:
            known = Known(line, person, skill, since, until)
            twin = next((k for k in lines[person.pk, skill.pk] if _meet(k, known)), None)
            if twin is not None:
                wrong.append(Wrong(line, "skill", str(twin.line), "overlaps"))
            elif any(_meets(period, known) for period in held[person.pk, skill.pk]):
                there += 1
            else:
                new.append(known)
                lines[person.pk, skill.pk].append(known)
    return Looked(new, there, sorted(wrong, key=lambda one: one.line), ignored)


def _held(people: set[int]) -> dict[tuple[int, int], list[DateRange]]:
    held: dict[tuple[int, int], list[DateRange]] = defaultdict(list)
    rows = Qualification.objects.filter(person__in=people)
    for person, skill, during in rows.values_list("person", "skill", "during"):
        held[person, skill].append(during)
    return held


def _meet(one: Known, other: Known) -> bool:
    return one.since < (other.until or dt.date.max) and other.since < (one.until or dt.date.max)


def _meets(period: DateRange, known: Known) -> bool:
    return period.lower < (known.until or dt.date.max) and known.since < (period.upper or dt.date.max)


def bring_qualifications(*, by: Person, content: bytes) -> Looked:
    """Write what a file says that is new and right; the rest is told. The same file again writes nothing."""
    with transaction.atomic():
        # Two files at once: the second is looked at after the first was written.
        one_at_a_time()
        looked = look_at(by=by, content=content)
        made = Qualification.objects.bulk_create(
            Qualification(
                person=known.person,
                skill=known.skill,
                during=DateRange(known.since, known.until),
                how=Qualification.How.FILE,
                noted_by=by,
                noted_at=now(),
            )
            for known in looked.new
        )
        if made:
            audit.record(
                by=by, verb="rotation.bring_qualifications", thing=made[0], new={"written": len(made)}
            )
    return looked
