"""What a week is planned from: its crew and what has been, as the planner reads them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, fields

from cecosesola.kernel.weeks import Week
from rotation import planner
from rotation.models import AttendanceNote, Post, Turn, Weights
from rotation.selectors.crew import Crew, crew_of
from rotation.selectors.history import year_before
from rotation.states import RosterState


@dataclass(frozen=True)
class Inputs:
    """A week's question, and the fingerprint that says whether it has been asked before."""

    crew: Crew
    instance: planner.Instance
    digest: str


def inputs_of(week: Week, weights: Weights) -> Inputs:
    """Read everything a week depends on: its crew, the weights, and the fifty-two weeks before, those that
    are still drafts too."""
    crew = crew_of(week)
    instance = planner.Instance(
        posts=tuple(_post(post) for post in sorted(crew.posts.values(), key=lambda post: post.pk)),
        eligible={str(person): frozenset(map(str, posts)) for person, posts in crew.eligible.items()},
        absent=frozenset(map(str, crew.absent)),
        mentors={str(new): str(by) for new, by in crew.mentors.items() if by not in crew.mentors},
        fixed={str(person): str(post) for person, post in crew.fixed.items() if _stays(crew, post)},
        history=_history(week),
        weights=planner_weights(weights),
    )
    return Inputs(crew, instance, instance.digest)


def _stays(crew: Crew, post: int) -> bool:
    return crew.posts[post].kind == Post.Kind.FIXED


def _post(post: Post) -> planner.Post:
    return planner.Post(
        id=str(post.pk),
        minimum=post.minimum,
        target=post.target,
        maximum=post.maximum,
        gap=post.gap_weeks,
        cap=post.yearly_cap,
        hard_gap=post.kind == Post.Kind.COORDINATION,
        fixed=post.kind == Post.Kind.FIXED,
    )


def _history(week: Week) -> tuple[dict[str, str], ...]:
    """Who was where in each of the weeks before, oldest first. Drafts count: weeks build on one another.

    Whoever did not come was not there, whatever the roster said.
    """
    since, until = year_before(week)
    missed = _missed(since, until)
    by_week: dict[object, dict[str, str]] = defaultdict(dict)
    rows = Turn.objects.filter(
        dropped_at=None, monday__range=(since, until), roster__state__in=RosterState.values
    )
    told = rows.values_list("pk", "monday", "person", "post").iterator(chunk_size=20_000)
    for turn, monday, person, post in told:
        if turn not in missed:
            by_week[monday][str(person)] = str(post)
    mondays = [week.shift(n).monday for n in range(-52, 0)]
    return tuple(by_week.get(monday, {}) for monday in mondays)


def _missed(since: dt.date, until: dt.date) -> set[int]:
    """The turns of which the last word is that their person did not come."""
    notes = AttendanceNote.objects.filter(turn__monday__range=(since, until)).order_by("turn", "-id")
    last = notes.distinct("turn").values_list("turn", "said")
    away = {AttendanceNote.Said.EXCUSED, AttendanceNote.Said.ABSENT}
    return {turn for turn, said in last if said in away}


def planner_weights(weights: Weights) -> planner.Weights:
    """The stored numbers under the planner's names; a name that the planner learned later keeps its own."""
    names = {field.name for field in fields(planner.Weights)} - {"version"}
    return planner.Weights(
        version=weights.version, **{name: value for name, value in weights.values.items() if name in names}
    )
