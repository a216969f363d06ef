"""Every named promise of the database, table by table."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.constraints import BaseConstraint
from django.db.models.expressions import Combinable

from cecosesola.papers import words

Promise = tuple[str, str, str]  # table, name, what it promises

SIGNS = {
    "exact": "=", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "in": "in", "range": "within",
    "regex": "matches", "iregex": "matches", "isempty": "is empty",
}  # fmt: skip


def write() -> str:
    parts = [
        words.HEAD,
        "# Constraints\n",
        "What the database itself refuses, whoever asks. A test breaks each by name with raw SQL.\n",
    ]
    for room in words.rooms():
        by_table: dict[str, dict[str, str]] = defaultdict(dict)
        for place, name, promise in [*_declared(room), *_written(Path(room.path))]:
            by_table[place].setdefault(name, promise)
        if by_table:
            parts.append(f"## {room.name}\n")
        for place in sorted(by_table):
            rows = [(f"`{name}`", promise) for name, promise in sorted(by_table[place].items())]
            parts += [f"### `{place}`\n", words.table(["name", "promise"], rows) + "\n"]
    return "\n".join(parts)


# --- what the models declare --------------------------------------------------------------------


def _declared(room: Any) -> Iterator[Promise]:
    for model in room.get_models():
        place = model._meta.db_table
        for constraint in model._meta.constraints:
            yield place, constraint.name, _constraint(constraint)
        for trigger in getattr(model._meta, "triggers", []):
            yield place, trigger.name, _trigger(trigger)


def _constraint(constraint: BaseConstraint) -> str:
    if isinstance(constraint, CheckConstraint):
        return _q(constraint.condition)
    if isinstance(constraint, UniqueConstraint):
        return f"one row for each {', '.join(constraint.fields)}" + _where(constraint.condition)
    if isinstance(constraint, ExclusionConstraint):
        same = [str(name) for name, sign in constraint.expressions if sign == "="]
        apart = [str(name) for name, sign in constraint.expressions if sign != "="]
        return f"no two rows of the same {', '.join(same)} overlap in {', '.join(apart)}" + _where(
            constraint.condition
        )
    return type(constraint).__name__


def _trigger(trigger: pgtrigger.Trigger) -> str:
    if isinstance(trigger, pgtrigger.ReadOnly):
        return f"never changes: {', '.join(trigger.fields or [])}"
    if isinstance(trigger, pgtrigger.Protect):
        return f"refuses {_operations(str(trigger.operation))}" + _where(trigger.condition)
    if type(trigger) is pgtrigger.Trigger and isinstance(trigger.condition, pgtrigger.Condition):
        return f"refuses {_operations(str(trigger.operation))}" + _where(trigger.condition)
    return said if (said := words.said(trigger)) else str(trigger.operation)


def _operations(sql: str) -> str:
    """`UPDATE OR DELETE` in plain words, always in the same order."""
    kinds = [kind for kind in ("insert", "update", "delete", "truncate") if kind.upper() in sql]
    return ", ".join(kinds)


def _where(condition: Any) -> str:
    if isinstance(condition, pgtrigger.Condition) and not isinstance(condition, pgtrigger.Q):
        return f", where `{condition.sql}`"
    return f", where {_q(condition)}" if isinstance(condition, Q) else ""


def _q(condition: Any, inside: bool = False) -> str:
    """A condition as people read it."""
    if not isinstance(condition, Q):
        return _lookup(condition) if isinstance(condition, tuple) else _value(condition)
    joined = f" {condition.connector.lower()} ".join(
        _q(child, inside=len(condition.children) > 1) for child in condition.children
    )
    if condition.negated:
        return f"not ({joined})"
    return f"({joined})" if inside and len(condition.children) > 1 else joined


def _lookup(pair: tuple[str, Any]) -> str:
    path, value = pair
    path = re.sub(r"^(old|new)__", r"\1 ", path)
    name, _sep, sign = path.rpartition("__")
    if sign == "isnull":
        return f"{name} is {'' if value else 'not '}empty"
    if sign not in SIGNS:
        name, sign = path, "exact"
    if sign == "isempty":
        return f"{name} is {'' if value else 'not '}empty"
    if value is None:
        return f"{name} is empty"
    if sign == "range":
        return f"{name} from {value[0]} to {value[1]}"
    return f"{name} {SIGNS[sign]} {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, F | Combinable):
        plain = re.sub(r"\bF\((\w+)\)", r"\1", str(value))
        return re.sub(r"Value\((?:Decimal\('([^']*)'\)|(\w+))\)", r"\1\2", plain)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value)) or "nothing"
    return "“”" if value == "" else str(value).lower() if isinstance(value, bool) else str(value)


# --- what is written in SQL ---------------------------------------------------------------------

NAME = r"(?P<name>\w+)"
CHECK = re.compile(rf"ALTER TABLE (?P<table>\w+) ADD CONSTRAINT {NAME}\s+(?P<rule>[^;]*)", re.S)
DOMAIN = re.compile(r"CREATE DOMAIN (?P<table>\w+) AS (?P<body>[^;]*)", re.S)
IN_DOMAIN = re.compile(rf"CONSTRAINT {NAME} (?P<rule>CHECK \(.*\))")
TRIGGER = re.compile(
    rf"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER {NAME}\s+(?:BEFORE|AFTER) (?P<on>[A-Z ]+?)"
    r" ON (?P<table>\w+)[^;]*?EXECUTE FUNCTION (?P<function>\w+)",
    re.S,
)
FUNCTION = re.compile(
    r"(?P<comment>(?:--[^\n]*\n)*)CREATE OR REPLACE FUNCTION (?P<function>\w+)\(\) RETURNS trigger"
    r"(?P<body>.*?)\$\$;",
    re.S,
)
RULE = re.compile(r"_violation\('(?P<name>\w+)', '(?P<rule>[^']*)'\)")
QUOTES = re.compile(r'"\s*\n\s*"')


def _written(path: Path) -> Iterator[Promise]:
    """Constraints and triggers of `sql/*.sql` and of SQL inside migrations."""
    files = [*sorted((path / "sql").glob("*.sql")), *sorted((path / "migrations").glob("0*.py"))]
    text = "\n".join(QUOTES.sub("", file.read_text()) for file in files)
    for found in CHECK.finditer(text):
        yield found["table"], found["name"], _sql(found["rule"])
    for domain in DOMAIN.finditer(text):
        for found in IN_DOMAIN.finditer(domain["body"]):
            yield f"{domain['table']} (domain)", found["name"], _sql(found["rule"])
    functions = {found["function"]: found for found in FUNCTION.finditer(text)}
    for found in TRIGGER.finditer(text):
        yield found["table"], found["name"], _guard(found, functions.get(found["function"]))
        if function := functions.get(found["function"]):
            for rule in RULE.finditer(function["body"]):
                yield found["table"], rule["name"], f"{rule['rule']} (asked by `{found['name']}`)"


def _sql(rule: str) -> str:
    """A rule as it stands in SQL: as far as its brackets close, for Python may go on after it."""
    depth = 0
    for place, sign in enumerate(rule):
        depth += (sign == "(") - (sign == ")")
        if sign == ")" and depth == 0 and not re.match(r"\s*REFERENCES", rule[place + 1 :]):
            rule = rule[: place + 1]
            break
    return f"`{' '.join(rule.split())}`"


def _guard(trigger: re.Match[str], function: re.Match[str] | None) -> str:
    on = _operations(trigger["on"])
    if function is not None and trigger["on"].find("INSERT") < 0 and "IF " not in function["body"]:
        return f"refuses {on}"
    comment = " ".join(
        line.removeprefix("--").strip() for line in (function["comment"] if function else "").splitlines()
    )
    return f"on {on}: {comment}" if comment else f"on {on}"
