"""Whether a plan keeps every rule, asked by a module that knows no solver and plans nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rotation.planner.model import YEAR, Finding, Instance, Plan


@dataclass(frozen=True)
class Report:
    """What a plan breaks, and what it could not help: `broken` is empty when every rule is kept."""

    broken: tuple[Finding, ...]
    shortfalls: Mapping[str, int]

    @property
    def is_good(self) -> bool:
        return not self.broken


def verify(plan: Plan, instance: Instance) -> Report:
    """Every rule, one after the other, on the plan as it is told."""
    posts = {post.id: post for post in instance.posts}
    count = Counter(one.post for one in plan.assignments)
    short = {
        post.id: post.minimum - count[post.id] for post in instance.posts if count[post.id] < post.minimum
    }
    unknown = [
        Finding("unknown", f"{one.worker} → {one.post}", "names nobody, or no post, of this week")
        for one in plan.assignments
        if one.worker not in instance.eligible or one.post not in posts
    ]
    if unknown:
        return Report(tuple(unknown), short)
    broken = [
        *_one_post_each(plan, instance),
        *_may_be_there(plan, instance),
        *_rests(plan, instance),
        *_room(plan, instance, count),
        *_beside(plan, instance),
        *_told(plan, short),
    ]
    return Report(tuple(broken), short)


def _one_post_each(plan: Plan, instance: Instance) -> list[Finding]:
    times = Counter(one.worker for one in plan.assignments)
    broken = [
        Finding("one_post", worker, f"has {count} posts in one week")
        for worker, count in times.items()
        if count > 1
    ]
    # Everybody present works, unless every post that they may take is full.
    count = Counter(one.post for one in plan.assignments)
    room = {post.id for post in instance.posts if count[post.id] < post.maximum}
    for worker, takes in instance.eligible.items():
        mine = {instance.fixed[worker]} if worker in instance.fixed else _free(worker, takes, instance)
        if worker not in instance.absent and worker not in times and mine & room:
            broken.append(Finding("everybody_works", worker, "is present and has no post, and there is room"))
    return broken


def _free(worker: str, takes: frozenset[str], instance: Instance) -> set[str]:
    """The posts that somebody may take this week: not fixed to others, nor barred by a hard rest."""
    return {
        post.id
        for post in instance.posts
        if post.id in takes and not post.fixed and not _barred(worker, post.id, instance)
    }


def _may_be_there(plan: Plan, instance: Instance) -> list[Finding]:
    broken = []
    fixed_posts = {post.id for post in instance.posts if post.fixed}
    for one in plan.assignments:
        if one.worker in instance.absent:
            broken.append(Finding("time_off", one.worker, "is away this week"))
        if one.worker in instance.fixed:
            if one.post != instance.fixed[one.worker]:
                broken.append(Finding("fixed", one.worker, f"stays at {instance.fixed[one.worker]}"))
        elif one.post in fixed_posts:
            broken.append(Finding("fixed", one.worker, f"{one.post} is only for those who stay there"))
        elif one.post not in instance.eligible[one.worker]:
            broken.append(Finding("eligible", one.worker, f"may not take {one.post}"))
    return broken


def _visits(worker: str, post: str, instance: Instance) -> list[int]:
    """How many weeks ago somebody was at a post, within the year; the last first."""
    weeks = instance.history[-YEAR:]
    return [n for n, week in enumerate(reversed(weeks), start=1) if week.get(worker) == post]


def _barred(worker: str, name: str, instance: Instance) -> bool:
    post = next(post for post in instance.posts if post.id == name)
    if not post.hard_gap and post.cap is None:
        return False
    visits = _visits(worker, name, instance)
    soon = post.hard_gap and bool(visits) and visits[0] <= post.gap
    return soon or (post.cap is not None and len(visits) >= post.cap)


def _rests(plan: Plan, instance: Instance) -> list[Finding]:
    """Coordination groups pass on: nobody sooner than their weeks of rest, nor more often than a year has."""
    return [
        Finding("rest", one.worker, f"may not come back to {one.post} yet")
        for one in plan.assignments
        if one.worker not in instance.fixed and _barred(one.worker, one.post, instance)
    ]


def _room(plan: Plan, instance: Instance, count: Mapping[str, int]) -> list[Finding]:
    return [
        Finding("maximum", post.id, f"has {count[post.id]} people, at most {post.maximum}")
        for post in instance.posts
        if count[post.id] > post.maximum
    ]


def _beside(plan: Plan, instance: Instance) -> list[Finding]:
    """A newcomer is beside their mentor, or, where that cannot be, beside somebody who is no newcomer."""
    places = plan.places
    broken = []
    for one in plan.assignments:
        if one.worker not in instance.mentors:
            if one.beside is not None:
                broken.append(Finding("beside", one.worker, "is no newcomer and needs nobody beside them"))
            continue
        mentor = instance.mentors[one.worker]
        if one.beside is None:
            others = [w for w, post in places.items() if post == one.post and w not in instance.mentors]
            if others or places.get(mentor) == one.post:
                broken.append(Finding("beside", one.worker, "begins, and nobody is said to be beside them"))
        elif places.get(one.beside) != one.post or one.beside in instance.mentors or one.beside == one.worker:
            broken.append(Finding("beside", one.worker, f"{one.beside} is not beside them"))
        elif places.get(mentor) == one.post and one.beside != mentor:
            broken.append(Finding("beside", one.worker, f"their mentor {mentor} is there"))
    return broken


def _told(plan: Plan, short: Mapping[str, int]) -> list[Finding]:
    """What lacks is told, and nothing else is."""
    told = {one.post: one.lacking for one in plan.shortfalls}
    return [
        Finding("shortfall", post, f"lacks {short.get(post, 0)}, and the plan says {told.get(post, 0)}")
        for post in sorted(set(told) | set(short))
        if told.get(post, 0) != short.get(post, 0)
    ]
