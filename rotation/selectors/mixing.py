"""Who has worked with whom: a grid of a few people, darker where they met more often."""

from dataclasses import dataclass

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation.models import Post
from rotation.selectors.history import YEAR, shared_weeks
from rotation.selectors.turns import published

MOST = 40
"""People in a grid: more cannot be read."""


@dataclass(frozen=True)
class Cell:
    """Two people: how many weeks they shared a post in a year, and how dark that is drawn (0 to 4)."""

    weeks: int
    shade: int
    self: bool


@dataclass(frozen=True)
class Grid:
    people: list[Person]
    rows: list[tuple[Person, list[Cell], int]]
    never: int
    pairs: int


def grid_of(post: Post, week: Week) -> Grid:
    """The people of a post in one week, each with each over the year up to it."""
    turns = published().filter(post=post, monday=week.monday).select_related("person")
    people = [
        turn.person for turn in turns.order_by("person__given_names", "person__family_names", "pk")[:MOST]
    ]
    weeks = shared_weeks([person.pk for person in people], week.shift(1 - YEAR).monday, week.monday)
    rows = []
    never = 0
    for one in people:
        cells = []
        for other in people:
            shared = weeks.get((min(one.pk, other.pk), max(one.pk, other.pk)), 0)
            cells.append(Cell(shared, min(shared, 4), one.pk == other.pk))
            never += one.pk < other.pk and shared <= 1
        met = sum(cell.weeks > 0 for cell in cells if not cell.self)
        rows.append((one, cells, met))
    return Grid(people, rows, never, len(people) * (len(people) - 1) // 2)


def post_of(person: Person, week: Week) -> int | None:
    """Where somebody is in a week."""
    return published().filter(person=person, monday=week.monday).values_list("post", flat=True).first()


def this_week() -> Week:
    return Week.of(today())
