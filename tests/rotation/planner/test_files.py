"""Instances and plans as files: the documented example, the way there and back, and what is refused."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rotation.planner import BadInstance, files, generate, plan_week, succession

DOCS = Path(__file__).resolve().parents[3] / "docs" / "rotation-instance.md"


def documented() -> str:
    found = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert found is not None
    return found.group(1)


def test_the_documented_example_is_planned_as_the_page_says(tmp_path: Path) -> None:
    instance, plan = tmp_path / "instance.json", tmp_path / "plan.json"
    instance.write_text(documented(), encoding="utf-8")
    out = StringIO()
    call_command("plan_rotation", "--instance", str(instance), "--weeks", "2", "--json", stdout=out)
    plan.write_text(out.getvalue(), encoding="utf-8")
    first, second = files.read_plans(out.getvalue())
    assert first.week == "2026-W50"
    assert first.places == {
        "ana": "verduras",
        "beto": "coordinación",
        "carmen": "caja",
        "dilia": "caja",
        "elsa": "consulta",
        "fran": "verduras",
    }
    assert "beto" not in second.places
    # Nobody may coordinate in the second week but Dilia, who walks with Carmen: it lacks, and that is told.
    assert [(one.post, one.lacking) for one in second.shortfalls] == [("coordinación", 1)]
    said = StringIO()
    call_command("verify_rotation", "--instance", str(instance), "--plan", str(plan), stdout=said)
    assert "Every rule is kept: 2 week(s)" in said.getvalue()


def test_a_plan_that_breaks_rules_ends_with_their_names(tmp_path: Path) -> None:
    instance, plan = tmp_path / "instance.json", tmp_path / "plan.json"
    instance.write_text(documented(), encoding="utf-8")
    wrong = [{"worker": name, "post": "coordinación"} for name in ("ana", "beto", "dilia", "fran")]
    plan.write_text(json.dumps({"week": "2026-W50", "assignments": wrong}), encoding="utf-8")
    with pytest.raises(CommandError) as raised:
        call_command("verify_rotation", "--instance", str(instance), "--plan", str(plan))
    told = str(raised.value)
    for rule in (
        "rest: ana",
        "eligible: fran",
        "maximum: coordinación",
        "everybody_works: elsa",
        "shortfall: caja",
    ):
        assert rule in told
    assert raised.value.returncode == 1


def test_a_file_reads_as_what_was_written() -> None:
    world = generate.world(80, 8, 3, seed=5)
    said = tuple(files.Week(f"w{n}", world.away[n], world.mentors[n]) for n in range(3))
    file = files.InstanceFile(world.first, said)
    again = files.read_instance(json.dumps(files.instance_json(file)))
    assert again == file
    assert again.instance.digest == file.instance.digest
    plan = plan_week(world.week(0), "w0")
    assert files.read_plans(json.dumps(files.plan_json(plan))) == [plan]


def changed(path: str, value: object) -> str:
    """The documented example with one place changed: "posts.0.minimum"."""
    body = json.loads(documented())
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = body
    for part in way:
        place = place[part]
    place[last] = value
    return json.dumps(body)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("posts", {}, "posts"),
        ("posts.0", 7, "posts[0]"),
        ("posts.0.minimum", "1", "posts[0].minimum"),
        ("posts.0.minimum", True, "posts[0].minimum"),
        ("posts.0.minimum", 10**30, "posts[0].minimum"),
        ("posts.0.minimum", 1.5, "posts[0].minimum"),
        ("posts.0.minimum", 9, "posts[caja]"),
        ("posts.0.id", "", "posts[0].id"),
        ("posts.0.id", "verduras", "posts[verduras]"),
        ("posts.0.hard_gap", 1, "posts[0].hard_gap"),
        ("posts.0.colour", "red", "posts[0].colour"),
        ("posts.0.gap", 53, "posts[caja].gap"),
        ("posts.0.cap", 0, "posts[caja].cap"),
        ("eligible", [], "eligible"),
        ("eligible.ana", "caja", "eligible[ana]"),
        ("eligible.ana", [None], "eligible[ana][0]"),
        ("eligible.ana", [["caja"]], "eligible[ana][0]"),
        ("eligible.ana", ["cajas"], "eligible[ana]"),
        ("absent", ["nadie"], "absent[nadie]"),
        ("mentors.ana", "nadie", "mentors[ana]"),
        ("mentors.ana", "ana", "mentors[ana]"),
        ("mentors.dilia", "ana", "mentors[carmen]"),
        ("mentors.ana", {}, "mentors[ana]"),
        ("fixed.ana", "caja", "fixed[ana]"),
        ("fixed.nadie", "consulta", "fixed[nadie]"),
        ("history", [[]], "history[0]"),
        ("history.0.ana", 3, "history[0][ana]"),
        ("weights", {"repeat": -1}, "weights.repeat"),
        ("weights", {"repeats": 1}, "weights.repeats"),
        ("weeks.1.absent", ["nadie"], "weeks[1].absent[nadie]"),
        ("weeks.1.absent", 1, "weeks[1].absent"),
        ("weeks.0.week", 50, "weeks[0].week"),
        ("elegible", {}, "elegible"),
    ],
)
def test_what_is_wrong_in_an_instance_is_named_with_its_place(path: str, value: object, where: str) -> None:
    with pytest.raises(BadInstance) as raised:
        succession.plan_weeks(files.read_instance(changed(path, value)), 1, 0)
    assert where in {one.where for one in raised.value.findings}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", "{}", '{"posts": NaN}', '{"posts": [], "posts": []}', "[" * 100_000, "9" * 5000],
)
def test_what_is_no_instance_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadInstance):
        files.read_instance(text)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ([], "the file"),
        ({"week": "a"}, "assignments"),
        ({"plans": 1}, "plans"),
        ({"plans": [{"week": "a", "assignments": [{"worker": "ana"}]}]}, "plans[0].assignments[0].post"),
        ({"week": 1, "assignments": []}, "week"),
        ({"week": "a", "assignments": [], "metrics": 1}, "metrics"),
        ({"week": "a", "assignments": [], "shortfalls": [{"post": "x"}]}, "shortfalls[0].able"),
    ],
)
def test_what_is_wrong_in_a_plan_is_named_with_its_place(body: object, where: str) -> None:
    with pytest.raises(BadInstance) as raised:
        files.read_plans(json.dumps(body))
    assert where in {one.where for one in raised.value.findings}


def test_the_command_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("plan_rotation", "--instance", str(tmp_path / "none.json"))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="no text"):
        call_command("plan_rotation", "--instance", str(tmp_path / "bytes"))
    (tmp_path / "bad").write_text(changed("posts.0.minimum", 9))
    with pytest.raises(CommandError, match=r"posts\[caja\]: needs 0 ≤ minimum"):
        call_command("plan_rotation", "--instance", str(tmp_path / "bad"))


def test_a_made_up_instance_can_be_planned(tmp_path: Path) -> None:
    out = StringIO()
    call_command("plan_rotation", "--made-up", "70x7", "--weeks", "2", "--seed", "3", stdout=out)
    file = files.read_instance(out.getvalue())
    assert len(file.instance.eligible) == 70
    plans = succession.plan_weeks(file, 2, 3)
    assert succession.broken_rules(file, plans) == []
    figures = succession.figures(file, plans)
    assert figures["lacking"] >= figures["lacking_bound"]
    assert figures["repeats"] >= figures["repeats_bound"]
    assert figures["pairs_met"] <= figures["pairs_bound"]
    assert figures["tally_spread"] >= figures["tally_bound"]
