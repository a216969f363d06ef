"""A plan that breaks a rule is found out: each rule by a plan with one thing changed."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rotation.planner import Assignment, Instance, Plan, Post, plan_week, repair, verify
from rotation.planner.model import Shortfall

POSTS = (
    Post("caja", 1, 2, 2),
    Post("consulta", 1, 1, 1, fixed=True),
    Post("coordinación", 1, 1, 2, gap=12, hard_gap=True, cap=2),
    Post("verduras", 2, 3, 4),
)
ANY = frozenset(["caja", "coordinación", "verduras"])
INSTANCE = Instance(
    posts=POSTS,
    eligible={
        "ana": ANY,
        "beto": ANY,
        "carmen": frozenset(["caja", "verduras"]),
        "dilia": frozenset(["caja", "verduras"]),
        "elsa": frozenset(["consulta"]),
        "fran": frozenset(["verduras"]),
        "gil": frozenset(["verduras"]),
    },
    absent=frozenset(["gil"]),
    mentors={"carmen": "dilia"},
    fixed={"elsa": "consulta"},
    history=({"ana": "coordinación"},),
)


def moved(plan: Plan, worker: str, post: str) -> Plan:
    return replace(
        plan,
        assignments=tuple(
            replace(one, post=post) if one.worker == worker else one for one in plan.assignments
        ),
    )


def without(plan: Plan, worker: str) -> Plan:
    return replace(plan, assignments=tuple(one for one in plan.assignments if one.worker != worker))


def added(plan: Plan, worker: str, post: str) -> Plan:
    return replace(plan, assignments=(*plan.assignments, Assignment(worker, post)))


def beside(plan: Plan, worker: str, name: str | None) -> Plan:
    return replace(
        plan,
        assignments=tuple(
            replace(one, beside=name) if one.worker == worker else one for one in plan.assignments
        ),
    )


MUTATIONS: list[tuple[str, str, Callable[[Plan], Plan]]] = [
    ("unknown", "a stranger", lambda plan: added(plan, "nadie", "caja")),
    ("unknown", "a post that is none", lambda plan: moved(plan, "ana", "cajas")),
    ("one_post", "two posts", lambda plan: added(plan, "ana", "verduras")),
    ("everybody_works", "left out", lambda plan: without(plan, "fran")),
    ("time_off", "away and told to come", lambda plan: added(plan, "gil", "verduras")),
    ("fixed", "away from where one stays", lambda plan: moved(plan, "elsa", "verduras")),
    ("fixed", "where only others stay", lambda plan: moved(plan, "ana", "consulta")),
    ("eligible", "where one may not be", lambda plan: moved(plan, "fran", "caja")),
    ("rest", "back too soon", lambda plan: moved(plan, "ana", "coordinación")),
    ("maximum", "too many", lambda plan: moved(moved(plan, "ana", "caja"), "beto", "caja")),
    ("beside", "a newcomer alone", lambda plan: beside(plan, "carmen", None)),
    ("beside", "beside somebody else", lambda plan: beside(plan, "carmen", "fran")),
    ("beside", "beside oneself", lambda plan: beside(plan, "carmen", "carmen")),
    ("beside", "no newcomer", lambda plan: beside(plan, "ana", "beto")),
    (
        "shortfall",
        "told where nothing lacks",
        lambda plan: replace(plan, shortfalls=(Shortfall("caja", 1, 1),)),
    ),
    ("shortfall", "not told", lambda plan: moved(plan, "beto", "verduras")),
]


def test_the_plan_itself_breaks_nothing() -> None:
    report = verify(plan_week(INSTANCE, "w"), INSTANCE)
    assert report.is_good
    assert report.shortfalls == {}


@pytest.mark.parametrize(
    ("rule", "how", "change"), MUTATIONS, ids=[f"{one[0]}: {one[1]}" for one in MUTATIONS]
)
def test_each_rule_that_is_broken_is_named(rule: str, how: str, change: Callable[[Plan], Plan]) -> None:
    report = verify(change(plan_week(INSTANCE, "w")), INSTANCE)
    assert rule in {one.rule for one in report.broken}


def test_every_rule_is_tried() -> None:
    source = Path(__file__).resolve().parents[3] / "rotation" / "planner" / "verify.py"
    names = set(re.findall(r'Finding\(\s*"(\w+)"', source.read_text(encoding="utf-8")))
    assert names == {rule for rule, _how, _change in MUTATIONS}


def test_the_checker_knows_no_solver() -> None:
    source = Path(__file__).resolve().parents[3] / "rotation" / "planner" / "verify.py"
    text = source.read_text(encoding="utf-8")
    assert not re.search(
        r"import (ortools|numpy)|from (ortools|numpy)|planner\.(flow|mixing|planning|tables)", text
    )


def test_a_mentor_who_is_away_has_somebody_who_stands_in() -> None:
    away = replace(INSTANCE, absent=frozenset(["dilia"]))
    plan = plan_week(away, "w")
    assert verify(plan, away).is_good
    [carmen] = [one for one in plan.assignments if one.worker == "carmen"]
    assert carmen.beside is not None
    assert plan.places[carmen.beside] == carmen.post
    assert plan.metrics["mentors"] == 0


def test_a_mentor_of_two_walks_with_one_and_somebody_stands_in_for_the_other() -> None:
    both = replace(INSTANCE, mentors={"carmen": "dilia", "fran": "dilia"})
    plan = plan_week(both, "w")
    assert verify(plan, both).is_good
    told = {one.worker: one.beside for one in plan.assignments}
    assert "dilia" in told.values()
    assert told["carmen"] is not None or told["fran"] is not None


def test_a_hard_rest_holds_even_where_the_post_then_lacks() -> None:
    history = ({"ana": "coordinación"}, {"beto": "coordinación"})
    tired = replace(INSTANCE, history=history)
    plan = plan_week(tired, "w")
    assert verify(plan, tired).is_good
    assert [(one.post, one.lacking, one.able) for one in plan.shortfalls] == [("coordinación", 1, 2)]
    # Once the weeks of rest have passed one comes again: Ana left 13 weeks ago, Beto 12.
    rested = replace(INSTANCE, history=history + ({},) * 11)
    plan = plan_week(rested, "w")
    assert plan.places["ana"] == "coordinación"
    assert plan.places["beto"] != "coordinación"


def test_the_years_cap_holds_and_weeks_before_the_year_do_not_count() -> None:
    often = ({"ana": "coordinación"}, *({},) * 13, {"ana": "coordinación"}, *({},) * 13)
    posts = (*POSTS[:3], replace(POSTS[3], minimum=1))
    alone = replace(INSTANCE, posts=posts, absent=frozenset(["gil", "beto"]), history=often)
    plan = plan_week(alone, "w")
    assert verify(plan, alone).is_good
    assert [one.post for one in plan.shortfalls] == ["coordinación"]
    later = replace(alone, history=(*often, *({},) * 25))
    assert plan_week(later, "w").places["ana"] == "coordinación"


def test_a_minimum_that_cannot_be_had_is_told_and_nothing_else_is_broken() -> None:
    posts = (replace(POSTS[0], minimum=2), *POSTS[1:3], replace(POSTS[3], minimum=9, target=9, maximum=9))
    wanting = replace(INSTANCE, posts=posts)
    plan = plan_week(wanting, "w")
    report = verify(plan, wanting)
    assert report.is_good
    assert sum(report.shortfalls.values()) == 2 + 1 + 9 - 5
    assert {one.post: one.lacking for one in plan.shortfalls} == report.shortfalls


def test_whoever_finds_every_post_full_has_no_turn_and_nothing_is_broken() -> None:
    posts = (Post("caja", 1, 1, 1),)
    full = Instance(posts, {"ana": frozenset(["caja"]), "beto": frozenset(["caja"])})
    plan = plan_week(full, "w")
    assert len(plan.assignments) == 1
    assert plan.metrics["without_turn"] == 1
    assert verify(plan, full).is_good


def test_those_who_stay_are_at_their_post_week_after_week_and_never_repeat() -> None:
    weeks: list[dict[str, str]] = []
    for n in range(4):
        instance = replace(INSTANCE, history=tuple(weeks))
        plan = plan_week(instance, f"w{n}")
        assert verify(plan, instance).is_good
        [elsa] = [one for one in plan.assignments if one.worker == "elsa"]
        assert (elsa.post, elsa.terms["repeat"], elsa.next_post) == ("consulta", 0, None)
        weeks.append(plan.places)


def test_a_repair_keeps_newcomers_beside_their_mentors_and_those_who_stay() -> None:
    plan = plan_week(INSTANCE, "w")
    ill = replace(INSTANCE, absent=INSTANCE.absent | {"beto"})
    again = repair(plan.places, ill, "w")
    assert verify(again, ill).is_good
    assert again.places["elsa"] == "consulta"
    assert again.places["carmen"] == again.places["dilia"]
    assert again.metrics["moves"] == again.metrics["moves_bound"]
    assert repair(plan.places, INSTANCE, "w").places == plan.places
