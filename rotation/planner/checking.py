"""Whether an instance can be planned at all: each thing that is wrong, and where."""

from collections import Counter

from rotation.planner.model import BadInstance, Finding, Instance

MOST_WEIGHT = 1_000_000
MOST = {"met_before": 10_000, "met_more": 10_000}  # these are added up over many weeks and people


def findings(instance: Instance) -> list[Finding]:
    """What is wrong with an instance; nothing when it can be planned."""
    return [*_posts(instance), *_people(instance), *_pairs(instance), *_weights(instance)]


def require(instance: Instance) -> None:
    """Raises BadInstance with everything that is wrong."""
    wrong = findings(instance)
    if wrong:
        raise BadInstance(wrong)


def _posts(instance: Instance) -> list[Finding]:
    wrong = [
        Finding("posts", f"posts[{post}]", "named twice")
        for post, count in Counter(post.id for post in instance.posts).items()
        if count > 1
    ]
    for post in instance.posts:
        if not 0 <= post.minimum <= post.target <= post.maximum:
            wrong.append(Finding("posts", f"posts[{post.id}]", "needs 0 ≤ minimum ≤ target ≤ maximum"))
        if not 0 <= post.gap <= 52:
            wrong.append(Finding("posts", f"posts[{post.id}].gap", "needs 0 to 52 weeks"))
        if post.cap is not None and post.cap < 1:
            wrong.append(Finding("posts", f"posts[{post.id}].cap", "needs one week a year or more"))
    return wrong


def _people(instance: Instance) -> list[Finding]:
    known = {post.id: post for post in instance.posts}
    names = frozenset(known)
    wrong = [
        Finding("eligible", f"eligible[{worker}]", f"names the unknown post {name!r}")
        for worker, posts in instance.eligible.items()
        if not posts <= names
        for name in sorted(posts - names)
    ]
    wrong += [
        Finding("absent", f"absent[{worker}]", "is no worker of this week")
        for worker in sorted(instance.absent - instance.eligible.keys())
    ]
    for worker, post in instance.fixed.items():
        if worker not in instance.eligible:
            wrong.append(Finding("fixed", f"fixed[{worker}]", "is no worker of this week"))
        if post not in known or not known[post].fixed:
            wrong.append(Finding("fixed", f"fixed[{worker}]", f"{post!r} is no fixed post"))
    return wrong


def _pairs(instance: Instance) -> list[Finding]:
    wrong = []
    for newcomer, mentor in instance.mentors.items():
        where = f"mentors[{newcomer}]"
        wrong += [
            Finding("mentors", where, f"{name!r} is no worker of this week")
            for name in (newcomer, mentor)
            if name not in instance.eligible
        ]
        if newcomer == mentor:
            wrong.append(Finding("mentors", where, "nobody is their own mentor"))
        if mentor in instance.mentors:
            wrong.append(Finding("mentors", where, f"the mentor {mentor!r} begins too"))
    return wrong


def _weights(instance: Instance) -> list[Finding]:
    return [
        Finding("weights", f"weights.{name}", f"needs a whole number from 0 to {MOST.get(name, MOST_WEIGHT)}")
        for name, value in vars(instance.weights).items()
        if not isinstance(value, int)
        or isinstance(value, bool)
        or not 0 <= value <= MOST.get(name, MOST_WEIGHT)
    ]
