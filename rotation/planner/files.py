"""Instances and plans as JSON, both ways. docs/rotation-instance.md describes the fields.

What does not have the right form is refused with BadInstance: every finding names its place in the file.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, NoReturn

from rotation.planner import checking
from rotation.planner.model import (
    Assignment,
    BadInstance,
    Finding,
    Instance,
    Plan,
    Post,
    Shortfall,
    Weights,
)

MOST = 1_000_000
"""The largest number in a file: a weight, or people at a post."""
WEEK_FIELDS = {"week", "absent", "mentors"}
PLAN_FIELDS = {"week", "assignments", "shortfalls", "metrics", "input_hash", "weights_version", "versions"}


@dataclass(frozen=True)
class Week:
    """What is said of one week alone: its name, who is away, and the pairs. `None`: as the file says."""

    name: str | None = None
    absent: frozenset[str] | None = None
    mentors: dict[str, str] | None = None


@dataclass(frozen=True)
class InstanceFile:
    """A file: the first week's question, and what the weeks after it say differently."""

    instance: Instance
    weeks: tuple[Week, ...] = ()


def read_instance(text: str) -> InstanceFile:
    """An instance from JSON. Raises BadInstance with everything that is wrong, each with its place."""
    read = _Reader()
    body = read.fields(
        _parsed(text),
        "",
        {"posts", "eligible", "absent", "mentors", "fixed", "history", "weights", "weeks"},
        required={"posts", "eligible"},
    )
    posts = tuple(read.each(body.get("posts", []), "posts", read.post))
    eligible = read.mapping(
        body.get("eligible", {}),
        "eligible",
        lambda given, where: frozenset(read.each(given, where, read.text)),
    )
    instance = Instance(
        posts=tuple(post for post in posts if post is not None),
        eligible=eligible,
        absent=frozenset(read.each(body.get("absent", []), "absent", read.text)),
        mentors=read.mapping(body.get("mentors", {}), "mentors", read.text),
        fixed=read.mapping(body.get("fixed", {}), "fixed", read.text),
        history=tuple(read.each(body.get("history", []), "history", read.places)),
        weights=read.weights(body.get("weights", {}), "weights"),
    )
    weeks = tuple(read.each(body.get("weeks", []), "weeks", read.week))
    read.stop_if_wrong()
    checking.require(instance)
    return InstanceFile(instance, weeks)


def read_plans(text: str) -> list[Plan]:
    """One plan, or the plans of weeks that follow one another as `plan_rotation --json` prints them."""
    read = _Reader()
    parsed = _parsed(text)
    if isinstance(parsed, dict) and "plans" in parsed:
        plans = read.each(parsed["plans"], "plans", read.plan)
    else:
        plans = [read.plan(parsed, "")]
    read.stop_if_wrong()
    return plans


def instance_json(file: InstanceFile) -> dict[str, Any]:
    """What `read_instance` reads again as the same."""
    instance = file.instance
    return {
        "posts": [asdict(post) for post in instance.posts],
        "eligible": {worker: sorted(posts) for worker, posts in instance.eligible.items()},
        "absent": sorted(instance.absent),
        "mentors": dict(instance.mentors),
        "fixed": dict(instance.fixed),
        "history": [dict(week) for week in instance.history],
        "weights": asdict(instance.weights),
        "weeks": [
            {
                **({"week": week.name} if week.name is not None else {}),
                **({"absent": sorted(week.absent)} if week.absent is not None else {}),
                **({"mentors": week.mentors} if week.mentors is not None else {}),
            }
            for week in file.weeks
        ],
    }


def plan_json(plan: Plan) -> dict[str, Any]:
    """What `read_plans` reads again as the same."""
    return {
        "week": plan.week,
        "assignments": [{**asdict(one), "terms": dict(one.terms)} for one in plan.assignments],
        "shortfalls": [asdict(one) for one in plan.shortfalls],
        "metrics": dict(plan.metrics),
        "input_hash": plan.input_hash,
        "weights_version": plan.weights_version,
        "versions": dict(plan.versions),
    }


def _parsed(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})
            _refuse(twice[0], "stands twice in one object")
        return found

    def no_number(name: str) -> NoReturn:
        _refuse("", f"{name} is no number")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as wrong:
        _refuse(f"line {wrong.lineno}, column {wrong.colno}", f"is no JSON: {wrong.msg}")
    except RecursionError:
        _refuse("", "is nested too deeply")
    except BadInstance:
        raise
    except ValueError:  # a whole number of thousands of digits
        _refuse("", "has a number that is too long")


def _refuse(where: str, words: str) -> NoReturn:
    raise BadInstance([Finding("form", where or "the file", words)])


class _Reader:
    """Reads parts of a file and gathers what is wrong with them; what is wrong is read as empty."""

    def __init__(self) -> None:
        self.wrong: list[Finding] = []

    def note(self, where: str, words: str) -> None:
        self.wrong.append(Finding("form", where or "the file", words))

    def stop_if_wrong(self) -> None:
        if self.wrong:
            raise BadInstance(self.wrong)

    def fields(
        self, given: Any, where: str, known: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, Any]:
        if not isinstance(given, dict):
            self.note(where, "needs an object { … }")
            return {}
        dot = f"{where}." if where else ""
        for name in sorted(given.keys() - set(known)):
            self.note(f"{dot}{name}", "is no field of this place")
        for name in sorted(set(required) - given.keys()):
            self.note(f"{dot}{name}", "is missing")
        return given

    def each(self, given: Any, where: str, one: Callable[[Any, str], Any]) -> list[Any]:
        if not isinstance(given, list):
            self.note(where, "needs a list [ … ]")
            return []
        return [one(part, f"{where}[{n}]") for n, part in enumerate(given)]

    def mapping(self, given: Any, where: str, one: Callable[[Any, str], Any]) -> dict[str, Any]:
        if not isinstance(given, dict):
            self.note(where, "needs an object { … }")
            return {}
        if "" in given:
            self.note(where, "has an empty name")
        return {name: one(part, f"{where}[{name}]") for name, part in given.items()}

    def text(self, given: Any, where: str) -> str:
        if not isinstance(given, str) or not given:
            self.note(where, "needs a text that is not empty")
            return ""
        if not given.isprintable():
            self.note(where, "has characters that cannot be written")
            return ""
        return given

    def maybe_text(self, given: Any, where: str) -> str | None:
        return None if given is None else self.text(given, where)

    def number(self, given: Any, where: str, least: int = 0, most: int = MOST) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            self.note(where, f"needs a whole number from {least} to {most}")
            return max(least, 0)
        return given

    def flag(self, given: Any, where: str) -> bool:
        if not isinstance(given, bool):
            self.note(where, "needs true or false")
            return False
        return given

    def post(self, given: Any, where: str) -> Post | None:
        known = {field.name: field for field in fields(Post)}
        needed = {name for name, field in known.items() if field.default is MISSING}
        body = self.fields(given, where, known, needed)
        if not needed <= body.keys():
            return None
        read: dict[str, Any] = {}
        for name in body.keys() & known.keys():
            at = f"{where}.{name}"
            if name == "id":
                read[name] = self.text(body[name], at)
            elif name in ("hard_gap", "fixed"):
                read[name] = self.flag(body[name], at)
            elif name == "cap":
                read[name] = None if body[name] is None else self.number(body[name], at)
            else:
                read[name] = self.number(body[name], at)
        return Post(**read)

    def places(self, given: Any, where: str) -> dict[str, str]:
        return self.mapping(given, where, self.text)

    def weights(self, given: Any, where: str) -> Weights:
        body = self.fields(given, where, {field.name for field in fields(Weights)})
        known = {field.name for field in fields(Weights)} & body.keys()
        return Weights(**{name: self.number(body[name], f"{where}.{name}") for name in known})

    def week(self, given: Any, where: str) -> Week:
        body = self.fields(given, where, WEEK_FIELDS)
        return Week(
            self.text(body["week"], f"{where}.week") if "week" in body else None,
            frozenset(self.each(body["absent"], f"{where}.absent", self.text)) if "absent" in body else None,
            self.mapping(body["mentors"], f"{where}.mentors", self.text) if "mentors" in body else None,
        )

    def plan(self, given: Any, where: str) -> Plan:
        body = self.fields(given, where, PLAN_FIELDS, {"week", "assignments"})
        dot = f"{where}." if where else ""
        return Plan(
            week=self.text(body.get("week", "?"), f"{dot}week"),
            assignments=tuple(self.each(body.get("assignments", []), f"{dot}assignments", self.assignment)),
            shortfalls=tuple(self.each(body.get("shortfalls", []), f"{dot}shortfalls", self.shortfall)),
            metrics=self.fields(body.get("metrics", {}), f"{dot}metrics", body.get("metrics", {})),
            input_hash=str(body.get("input_hash", "")),
            weights_version=self.number(body.get("weights_version", 1), f"{dot}weights_version"),
            versions=self.mapping(body.get("versions", {}), f"{dot}versions", self.text),
        )

    def assignment(self, given: Any, where: str) -> Assignment:
        body = self.fields(given, where, {field.name for field in fields(Assignment)}, {"worker", "post"})
        price = body.get("next_price")
        far = 10**12
        terms = self.mapping(
            body.get("terms", {}), f"{where}.terms", lambda part, at: self.number(part, at, -far, far)
        )
        return Assignment(
            worker=self.text(body.get("worker", "?"), f"{where}.worker"),
            post=self.text(body.get("post", "?"), f"{where}.post"),
            beside=self.maybe_text(body.get("beside"), f"{where}.beside"),
            terms=terms,
            next_post=self.maybe_text(body.get("next_post"), f"{where}.next_post"),
            next_price=None if price is None else self.number(price, f"{where}.next_price", most=far),
            expected=str(body.get("expected", "")),
        )

    def shortfall(self, given: Any, where: str) -> Shortfall:
        known = {"post", "lacking", "able"}
        body = self.fields(given, where, known, known)
        return Shortfall(
            self.text(body.get("post", "?"), f"{where}.post"),
            self.number(body.get("lacking", 0), f"{where}.lacking"),
            self.number(body.get("able", 0), f"{where}.able"),
        )
