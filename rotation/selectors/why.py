"""Why a turn is as it is, in figures and words, and what became of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cecosesola.kernel.weeks import Week
from rotation.models import AttendanceNote, Post, Turn, TurnChange
from rotation.selectors.history import last_at, mates_of, weeks_at, year_before


@dataclass(frozen=True)
class Why:
    """What speaks for a turn: when one was last there, how often, beside how many new people, and the next
    best post with what it would have cost more."""

    since_last: int | None
    visits: int
    expected: str
    new_mates: int
    mates: int
    terms: list[tuple[str, int]]
    next_post: Post | None
    next_price: int
    next_since_last: int | None
    fixed: bool


def _weeks_since(person: int, post: int, monday: dt.date) -> int | None:
    last = last_at(person, post, monday)
    return None if last is None else (monday - last).days // 7


def reasons_of(turn: Turn) -> Why:
    """Reckoned from what was published before, and from what the plan kept."""
    since, until = year_before(Week.of(turn.monday))
    known = mates_of(turn.person_id, since, until)
    beside = list(
        Turn.objects.filter(monday=turn.monday, post=turn.post_id, dropped_at=None)
        .exclude(person=turn.person_id)
        .values_list("person", flat=True)
    )
    kept: dict[str, Any] = turn.reasons or {}
    runner = Post.objects.filter(pk=kept["next_post"]).first() if kept.get("next_post") else None
    return Why(
        since_last=_weeks_since(turn.person_id, turn.post_id, turn.monday),
        visits=weeks_at(turn.person_id, since, until)[turn.post_id],
        expected=str(kept.get("expected", "")),
        new_mates=sum(other not in known for other in beside),
        mates=len(beside),
        terms=[(name, int(cost)) for name, cost in kept.get("terms", {}).items()],
        next_post=runner,
        next_price=int(kept.get("next_price", 0)),
        next_since_last=_weeks_since(turn.person_id, runner.pk, turn.monday) if runner else None,
        fixed=turn.post.kind == Post.Kind.FIXED,
    )


def changes_of(turn: Turn) -> list[TurnChange]:
    return list(turn.changes.select_related("person", "old_post", "new_post", "by").order_by("-at", "-id"))


def notes_of(turn: Turn) -> list[AttendanceNote]:
    """Every word about who came, in order."""
    return list(turn.attendance_notes.select_related("by").order_by("at", "id"))


def is_disputed(turn: Turn, notes: list[AttendanceNote]) -> bool:
    """The last word is the person's own, and another had said otherwise."""
    return bool(len(notes) > 1 and notes[-1].by_id == turn.person_id and notes[-1].said != notes[-2].said)
