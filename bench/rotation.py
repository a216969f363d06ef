"""The planner's year: how fair, how mixed, how fast, beside what no plan can do better than.

    python bench/rotation.py [--seeds 5] [--quick]

Plans a year of 630 workers and 60 posts for each seed, and the same years by three rivals: greedy (each to
a post where somebody lacks and they have not been of late), random, and the exact linear plan without
mixing. Then a year of 1,000 × 60 and one of 10,000 × 600, each in a process of its own for its memory.
Seconds are CPU time. No database. Progress goes to stderr; the last line of stdout is one JSON object: of
each figure the worst seed.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from rotation.planner import bounds, repair
from rotation.planner.generate import World, world
from rotation.planner.model import Instance
from rotation.planner.planning import arrange
from rotation.planner.repairing import least_moves
from rotation.planner.tables import Past, tables_of
from rotation.planner.verify import verify
from rotation.planner.year import Year, pairs_met, plan_year, repeats

Weeks = list[Mapping[str, str]]
SHARE_AWAY = 0.05
"""The part of those at work who fall ill after the week is told, in a draw of a repair."""
DRAWS = 8


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 100.0


def judge(made: World, weeks: Weeks) -> dict[str, float]:
    """The figures of a year, whoever planned it."""
    turns, again, where = repeats(made, weeks)
    scarce = bounds.scarce_posts(made, len(weeks))
    spread, best = bounds.tally_spread(made, weeks)
    told = {
        "repeat_pct": percent(again, turns),
        "repeat_bound_pct": percent(bounds.repeats_bound(made, weeks), turns),
        "repeat_nonscarce": sum(count for post, count in where.items() if post not in scarce),
        "tally_spread": round(spread, 2),
        "tally_bound": round(best, 2),
        "mentor_pct": mentors_together(made, weeks),
        "shortfall_vs_bound": shortfall(made, weeks),
    }
    for part in (13, 26, 52):
        some = weeks[:part]
        told[f"pairs_pct_{part}"] = percent(pairs_met(made, some), bounds.pairs_bound(made, some))
    return told


def mentors_together(made: World, weeks: Weeks) -> float:
    """In how many of their weeks newcomers whose mentor works too are at the mentor's post."""
    both = [
        week[new] == week[mentor]
        for pairs, week in zip(made.mentors, weeks, strict=False)
        for new, mentor in pairs.items()
        if new in week and mentor in week
    ]
    return percent(sum(both), len(both))


def shortfall(made: World, weeks: Weeks) -> int:
    """People lacking at the minimums beyond what must lack, over the year."""
    over = 0
    for n, week in enumerate(weeks):
        instance = made.week(n)
        at = list(week.values())
        lacking = sum(max(post.minimum - at.count(post.id), 0) for post in instance.posts)
        over += lacking - bounds.shortfall_bound(instance)
    return over


def check(made: World, year: Year) -> None:
    """Every rule, week by week, by the module that plans nothing."""
    for n in range(len(year.weeks)):
        instance = replace(made.week(n), history=tuple(year.weeks[:n]))
        report = verify(year.plan(n), instance)
        if not report.is_good:
            raise SystemExit(f"week {n} breaks {report.broken[:3]}")


def repairs(made: World, year: Year, seed: int) -> tuple[int, float]:
    """The moves above the proven least, worst draw, and the milliseconds (CPU) of the slowest draw."""
    chance = random.Random(seed)
    n = len(year.weeks) - 1
    workers = sorted(made.first.eligible)
    past = Past.empty(workers, sorted(post.id for post in made.first.posts))
    for week in year.weeks[:n]:
        past.add(week)
    told, asked = year.weeks[n], made.week(n)
    over, slowest = 0, 0.0
    for draw in range(DRAWS):
        ill = frozenset(chance.sample(sorted(told), round(SHARE_AWAY * len(told))))
        instance = replace(asked, absent=asked.absent | ill)
        start = time.process_time()
        plan = repair(told, instance, "last", past=past, explain=False)
        slowest = max(slowest, time.process_time() - start)
        over = max(over, plan.metrics["moves"] - least_moves(told, instance, past))
        if draw == 0:
            report = verify(plan, replace(instance, history=tuple(year.weeks[:n])))
            if not report.is_good:
                raise SystemExit(f"a repair breaks {report.broken[:3]}")
    return over, slowest * 1000


def ours(made: World, seed: int) -> dict[str, float]:
    year = plan_year(made, len(made.away), seed)
    check(made, year)
    over, slowest = repairs(made, year, seed)
    return {
        "year_s": round(sum(year.seconds), 2),
        "week_ms_p95": round(statistics.quantiles(year.seconds, n=20)[18] * 1000, 1),
        **judge(made, year.weeks),
        "repair_moves_over_bound": over,
        "repair_ms": round(slowest, 1),
    }


Rival = Callable[[Instance, Past, random.Random], dict[str, str]]


def rival_year(made: World, plan: Rival, seed: int) -> dict[str, float]:
    chance = random.Random(seed)
    past = Past.empty(sorted(made.first.eligible), sorted(post.id for post in made.first.posts))
    weeks: Weeks = []
    start = time.process_time()
    for n in range(len(made.away)):
        weeks.append(plan(made.week(n), past, chance))
        past.add(weeks[-1])
    spent = time.process_time() - start
    return {"year_s": round(spent, 2), **judge(made, weeks)}


def by_turns(instance: Instance, past: Past, chance: random.Random, *, looks: bool) -> dict[str, str]:
    """One after the other to an open post with room: at random, or (`looks`) to what they need most."""
    tables = tables_of(instance, past)
    count = np.zeros(len(tables.posts), int)
    order = list(range(len(tables.workers)))
    chance.shuffle(order)
    week = {}
    for n in order:
        options = np.nonzero(tables.open_[n] & (count < tables.maximum))[0]
        if not len(options):
            continue
        if looks:  # below the minimum first, then below the target, then whatever costs least
            lacks = np.select([count < tables.minimum, count < tables.target], [0, 1], default=2)
            to = min(options.tolist(), key=lambda post: (int(tables.repeat[n, post] > 0), int(lacks[post]),
                                                         int(tables.cost[n, post])))  # fmt: skip
        else:
            to = chance.choice(options.tolist())
        count[to] += 1
        week[tables.workers[n]] = tables.posts[to].id
    return week


def greedy(instance: Instance, past: Past, chance: random.Random) -> dict[str, str]:
    return by_turns(instance, past, chance, looks=True)


def at_random(instance: Instance, past: Past, chance: random.Random) -> dict[str, str]:
    return by_turns(instance, past, chance, looks=False)


def linear(instance: Instance, past: Past, _chance: random.Random) -> dict[str, str]:
    """The exact plan of the places alone: the least cost there is, and nobody is mixed."""
    tables = tables_of(instance, past)
    place, _stuck = arrange(tables, instance)
    return {tables.workers[n]: tables.posts[to].id for n, to in enumerate(place.tolist()) if to >= 0}


RIVALS: dict[str, Rival] = {"greedy": greedy, "random": at_random, "linear": linear}
HIGHER_IS_BETTER = {"mentor_pct", "pairs_pct_13", "pairs_pct_26", "pairs_pct_52"}
WITH_BOUND = {"repeat_bound_pct", "tally_bound"}


def worst(found: list[dict[str, float]]) -> dict[str, float]:
    """The worst of each figure; a bound is the one of the seed whose figure is told."""
    told = {
        name: (min if name in HIGHER_IS_BETTER else max)(one[name] for one in found)
        for name in found[0]
        if name not in WITH_BOUND
    }
    for bound, figure in (("repeat_bound_pct", "repeat_pct"), ("tally_bound", "tally_spread")):
        told[bound] = max(found, key=lambda one, figure=figure: one[figure])[bound]  # type: ignore[misc]
    return told


def scale(workers: int, posts: int, weeks: int, seed: int) -> dict[str, float]:
    """One year in a process of its own."""
    say(f"{workers} × {posts} × {weeks}…")
    size = f"{workers}x{posts}x{weeks}"
    done = subprocess.run(
        [sys.executable, __file__, "--alone", size, "--first-seed", str(seed)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    say(f"  {told}")
    return told


def alone(size: str, seed: int) -> None:
    workers, posts, weeks = (int(part) for part in size.split("x"))
    made = world(workers, posts, weeks, seed)
    year = plan_year(made, weeks, seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    turns, again, _where = repeats(made, year.weeks)
    lacking = sum(one.lacking for plan in year.plans for one in plan.shortfalls)
    told = {
        "year_s": round(sum(year.seconds), 2),
        "peak_mb": round(peak),
        "repeat_pct": percent(again, turns),
        "pairs_pct": percent(pairs_met(made, year.weeks), bounds.pairs_bound(made, year.weeks)),
        "mentor_pct": mentors_together(made, year.weeks),
        "lacking": lacking,
    }
    print(json.dumps(told))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--first-seed", type=int, default=1)
    options.add_argument("--quick", action="store_true", help="one seed, and short years of the larger sizes")
    options.add_argument("--alone", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.alone:
        alone(given.alone, given.first_seed)
        return
    seeds = range(given.first_seed, given.first_seed + (1 if given.quick else given.seeds))
    found: list[dict[str, float]] = []
    rivals: dict[str, list[dict[str, float]]] = {name: [] for name in RIVALS}
    for seed in seeds:
        made = world(630, 60, 52, seed)
        found.append(ours(made, seed))
        say(f"seed {seed}: {found[-1]}")
        for name, plan in RIVALS.items():
            rivals[name].append(rival_year(made, plan, seed))
            say(f"  {name}: {rivals[name][-1]}")
    weeks = 4 if given.quick else 52
    told = {
        **worst(found),
        "scale_1000": scale(1000, 60, weeks, given.first_seed),
        "scale_10000": scale(10_000, 600, weeks, given.first_seed),
        "rivals": {name: worst(years) for name, years in rivals.items()},
        "seeds": list(seeds),
        "weeks_at_scale": weeks,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
