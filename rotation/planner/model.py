"""What a plan is made from, and what it says. Names are plain text; costs are whole numbers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

YEAR = 52
"""Weeks of history that count."""


@dataclass(frozen=True)
class Weights:
    """What counts for how much, in one version. Costs add up; the plan is the one that adds up to least.

    `repeat` + `repeat_step` for each week sooner than the post's weeks of rest: coming back too soon.
    `target_missing`: each person fewer than wanted. `tally`: twice this, times the distance from one's share
    of a post. `met_before`, and `met_more` for each further week together: each co-worker met before.
    `minimum_missing`: each person fewer than needed. `stay`: each person moved in a repair. `repeat_weeks`
    is the weeks of rest of a post that does not say its own.
    """

    version: int = 1
    repeat: int = 3000
    repeat_step: int = 750
    repeat_weeks: int = 8
    target_missing: int = 1200
    tally: int = 20
    met_before: int = 300
    met_more: int = 60
    minimum_missing: int = 1_000_000
    stay: int = 100_000

    @classmethod
    def first(cls) -> "Weights":
        return cls()


@dataclass(frozen=True)
class Post:
    """A place in the week's work, for `minimum` to `maximum` people, `target` wanted.

    `gap` is the weeks of rest before one comes again. With `hard_gap` (coordination groups) nobody comes
    sooner, and nobody more than `cap` weeks in a year. A `fixed` post is only of those placed there.
    """

    id: str
    minimum: int
    target: int
    maximum: int
    gap: int = 8
    cap: int | None = None
    hard_gap: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Instance:
    """One week's question.

    `eligible`: for every worker of the week, the posts that they may take. `absent`: who of them is away.
    `mentors`: newcomer → mentor. `fixed`: who stays where. `history`: the weeks before, oldest first, each
    worker → post; the last `YEAR` count.
    """

    posts: tuple[Post, ...]
    eligible: Mapping[str, frozenset[str]]
    absent: frozenset[str] = frozenset()
    mentors: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Mapping[str, str], ...] = ()
    weights: Weights = field(default_factory=Weights)

    @property
    def digest(self) -> str:
        """SHA-256 of everything above, in one order."""
        body = {
            "posts": [asdict(post) for post in sorted(self.posts, key=lambda post: post.id)],
            "eligible": {worker: sorted(posts) for worker, posts in self.eligible.items()},
            "absent": sorted(self.absent),
            "mentors": dict(self.mentors),
            "fixed": dict(self.fixed),
            "history": [dict(week) for week in self.history[-YEAR:]],
            "weights": asdict(self.weights),
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Assignment:
    """A worker at a post, and why.

    `terms`: what was added up. `next_post` and `next_price`: the next best post and how much more the whole
    plan would cost with them there. `expected`: the visits that their share of the post makes, in tenths
    («1.8»). `beside`: a newcomer's mentor or who stands in for them.
    """

    worker: str
    post: str
    beside: str | None = None
    terms: Mapping[str, int] = field(default_factory=dict)
    next_post: str | None = None
    next_price: int | None = None
    expected: str = ""


@dataclass(frozen=True)
class Shortfall:
    """A post below its minimum: how many lack, and how many of those present could take it."""

    post: str
    lacking: int
    able: int


@dataclass(frozen=True)
class Plan:
    """Who works where in one week."""

    week: str
    assignments: tuple[Assignment, ...]
    shortfalls: tuple[Shortfall, ...]
    metrics: Mapping[str, Any]
    input_hash: str
    weights_version: int
    versions: Mapping[str, str]

    @property
    def places(self) -> dict[str, str]:
        """Worker → post."""
        return {one.worker: one.post for one in self.assignments}


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, where, and in which rule's name."""

    rule: str
    where: str
    words: str


class BadInstance(ValueError):
    """An instance that cannot be planned. `findings` says what is wrong, each with its place."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{one.where}: {one.words}" for one in findings[:10]))
