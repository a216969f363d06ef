"""Floors: a room names only the rooms below it, in imports and in foreign keys written as text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

FLOORS = {
    "federation": 0,
    "assemblies": 1,
    "rotation": 2,
    "finance": 3,
    "markets": 4,
    "health": 4,
    "funerals": 4,
}
NAMED = re.compile(rf"^({'|'.join(FLOORS)})\.[A-Z]\w*$", re.ASCII)
ROOT = Path(settings.BASE_DIR)


def names(tree: ast.AST) -> Iterator[str]:
    """Rooms that a module names: what it imports anywhere in it, and models written as text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and (found := NAMED.match(node.value))
        ):
            yield found[1]


def upward(room: str, source: str) -> list[str]:
    """The rooms that a module of `room` names and may not: those above it, and those beside it."""
    floor = FLOORS[room]
    found = {name for name in names(ast.parse(source)) if name in FLOORS and name != room}
    return sorted(name for name in found if FLOORS[name] >= floor)


@pytest.mark.parametrize("room", FLOORS)
def test_a_room_names_only_the_rooms_below_it(room):
    folder = ROOT / room
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in sorted(folder.rglob("*.py"))
        if (found := upward(room, path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize("folder", ["cecosesola/kernel", "cecosesola/ui"])
def test_the_kernel_and_the_look_name_no_room(folder):
    wrong = {
        path.name: found
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (found := {*names(ast.parse(path.read_text(encoding="utf-8")))} & set(FLOORS))
    }
    assert wrong == {}


def test_foreign_keys_point_down():
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        for room, other in [(model._meta.app_label, field.related_model._meta.app_label)]
        if room in FLOORS and other in FLOORS and room != other and FLOORS[other] >= FLOORS[room]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("room", "source", "found"),
    [
        ("federation", "from markets.models import Fair", ["markets"]),
        ("finance", "def f():\n    import markets.services", ["markets"]),
        ("assemblies", 'models.ForeignKey("finance.Account", models.PROTECT)', ["finance"]),
        ("markets", "from health import selectors", ["health"]),
        ("markets", 'apps.get_model("funerals.Household")', ["funerals"]),
        ("markets", 'ForeignKey("assemblies.Decision")\nfrom finance import chart', []),
        ("finance", 'source = "markets.marketweek:1"', []),
    ],
)
def test_what_points_upwards_is_seen(room, source, found):
    assert upward(room, source) == found
