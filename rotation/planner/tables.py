"""An instance as arrays: who may be where, at what cost, and who has met whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rotation.planner.model import YEAR, Instance, Post, Weights

Ints = NDArray[np.int64]
Costs = NDArray[np.int32]
NEVER = 10_000
"""Weeks since the last visit, where there was none."""
MOST_MET = 255


@dataclass
class Past:
    """What the weeks before left: last visits, visits, weeks worked and weeks together, by place in lists.

    `met` counts weeks that two people shared a post, up to 255.
    """

    workers: list[str]
    posts: list[str]
    since: NDArray[np.int32]
    visits: NDArray[np.int16]
    worked: NDArray[np.int16]
    met: NDArray[np.uint8]
    memo: "Memo" = field(default_factory=lambda: Memo())

    @classmethod
    def empty(cls, workers: Sequence[str], posts: Sequence[str]) -> "Past":
        count, places = len(workers), len(posts)
        return cls(
            list(workers),
            list(posts),
            np.full((count, places), NEVER, np.int32),
            np.zeros((count, places), np.int16),
            np.zeros(count, np.int16),
            np.zeros((count, count), np.uint8),
        )

    @classmethod
    def of(cls, instance: Instance, workers: Sequence[str], posts: Sequence[str]) -> "Past":
        """Read from the last `YEAR` weeks of an instance's history."""
        past = cls.empty(workers, posts)
        for week in instance.history[-YEAR:]:
            past.add(week)
        return past

    def add(self, week: Mapping[str, str]) -> None:
        """One more week has passed. People and posts that are not in the lists are left out."""
        row = {name: n for n, name in enumerate(self.workers)}
        column = {name: n for n, name in enumerate(self.posts)}
        pairs = [
            (row[worker], column[post]) for worker, post in week.items() if worker in row and post in column
        ]
        self.since[self.since < NEVER] += 1
        if not pairs:
            return
        who, where = np.array(sorted(pairs), np.int64).T
        self.since[who, where] = 1
        self.visits[who, where] += 1
        self.worked[who] += 1
        for post in np.unique(where):
            group = who[where == post]
            block = np.ix_(group, group)
            self.met[block] = np.minimum(self.met[block].astype(np.int16) + 1, MOST_MET)
        np.fill_diagonal(self.met, 0)


@dataclass
class Memo:
    """What seldom changes from week to week: the row of each set of posts, and the last fair shares."""

    rows: dict[frozenset[str], NDArray[np.bool_]] = field(default_factory=dict)
    eligible: NDArray[np.bool_] | None = None
    target: Ints | None = None
    share: NDArray[np.float64] | None = None


@dataclass
class Tables:
    """A week's question in arrays over `workers` × `posts`, both in their names' order.

    `open_` is where somebody may be put, `cost` what it costs there (repeats and shares), `share` the part
    of one's weeks that each post should have.
    """

    workers: list[str]
    posts: list[Post]
    open_: NDArray[np.bool_]
    cost: Costs
    repeat: Costs
    share: NDArray[np.float64]
    minimum: Ints
    target: Ints
    maximum: Ints
    past: Past
    weights: Weights

    def row(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.workers)}

    def column(self) -> dict[str, int]:
        return {post.id: n for n, post in enumerate(self.posts)}


def tables_of(instance: Instance, past: Past | None = None) -> Tables:
    """The arrays of an instance. `past` may be carried from week to week instead of read from history."""
    workers = sorted(instance.eligible)
    posts = sorted(instance.posts, key=lambda post: post.id)
    names = [post.id for post in posts]
    past = past or Past.of(instance, workers, names)
    eligible = _eligible(instance, workers, names, past.memo)
    present = np.array([worker not in instance.absent for worker in workers])
    weights = instance.weights
    target = np.array([post.target for post in posts], np.int64)
    share = _shares(eligible, target, past.memo)
    repeat, barred = _repeats(past, posts, weights)
    tally = share * -(past.worked[:, None] + 1.0)
    tally += past.visits
    tally *= 2 * weights.tally
    np.rint(tally, out=tally)
    return Tables(
        workers=workers,
        posts=posts,
        open_=eligible & present[:, None] & ~barred,
        cost=repeat + tally.astype(np.int32),
        repeat=repeat,
        share=share,
        minimum=np.array([post.minimum for post in posts], np.int64),
        target=target,
        maximum=np.array([post.maximum for post in posts], np.int64),
        past=past,
        weights=weights,
    )


def _eligible(instance: Instance, workers: list[str], names: list[str], memo: Memo) -> NDArray[np.bool_]:
    column = {name: n for n, name in enumerate(names)}
    rotating = np.ones(len(names), bool)
    rotating[[column[post.id] for post in instance.posts if post.fixed]] = False
    found = np.zeros((len(workers), len(names)), bool)
    for n, worker in enumerate(workers):
        takes = instance.eligible[worker]
        row = memo.rows.get(takes)
        if row is None:
            row = np.zeros(len(names), bool)
            row[[column[name] for name in takes]] = True
            memo.rows[takes] = row
        found[n] = row
    found &= rotating
    for n, worker in enumerate(workers):
        if worker in instance.fixed:
            found[n] = False
            found[n, column[instance.fixed[worker]]] = True
    return found


def _shares(eligible: NDArray[np.bool_], target: Ints, memo: Memo) -> NDArray[np.float64]:
    """The fair shares, worked out again only where who may take what, or what is wanted, has changed."""
    same = (
        memo.eligible is not None
        and memo.target is not None
        and np.array_equal(memo.eligible, eligible)
        and np.array_equal(memo.target, target)
    )
    if memo.share is None or not same:
        memo.eligible, memo.target, memo.share = eligible, target, fair_shares(eligible, target)
    return memo.share


def _repeats(past: Past, posts: list[Post], weights: Weights) -> tuple[Costs, NDArray[np.bool_]]:
    """What coming back costs, and where nobody may come back yet. Fixed posts are left out: one stays."""
    gap = np.array([0 if post.fixed else post.gap for post in posts], np.int32)
    hard = np.array([post.hard_gap for post in posts])
    cap = np.array([NEVER if post.cap is None else post.cap for post in posts])
    soon = past.since <= gap
    cost = np.where(soon, weights.repeat + weights.repeat_step * (gap - past.since), 0).astype(np.int32)
    barred = hard & soon | (past.visits >= cap)
    return cost, barred


def meeting(met: NDArray[np.uint8], weights: Weights) -> Costs:
    """What it costs to be beside somebody again, by the weeks together before."""
    return _by_weeks(weights).take(met)


def meeting_all(met: NDArray[np.uint8], weights: Weights) -> Costs:
    """What it costs to be beside all of these people (rows): the sum of `meeting` down the columns."""
    again = np.add.reduce(met, axis=0, dtype=np.int32) * np.int32(weights.met_more)
    again += np.add.reduce(met > 0, axis=0, dtype=np.int32) * np.int32(weights.met_before - weights.met_more)
    return again


@cache
def _by_weeks(weights: Weights) -> Costs:
    weeks = np.arange(256, dtype=np.int32) * weights.met_more + (weights.met_before - weights.met_more)
    weeks[0] = 0
    return weeks


def fair_shares(eligible: NDArray[np.bool_], target: Ints, rounds: int = 60) -> NDArray[np.float64]:
    """The part of everybody's weeks that each post should have: rows add up to one, and columns stand in
    the proportion of the people wanted as far as who may take what allows (iterative proportional fitting).
    A billionth more or less is rounded away, so that every machine finds the same.
    """
    share = eligible.astype(np.float64)
    wanted = target.astype(np.float64)
    if not share.any() or not wanted.any():
        return share
    wanted *= eligible.any(axis=1).sum() / wanted.sum()
    across, down = np.ones(len(share)), np.ones(len(wanted))
    for _round in range(rounds):
        columns = across @ share
        down = np.divide(wanted, columns, out=np.zeros_like(wanted), where=columns > 0)
        rows = share @ down
        across = np.divide(1.0, rows, out=np.zeros_like(rows), where=rows > 0)
    share *= across[:, None]
    share *= down
    return np.round(share, 9, out=share)
