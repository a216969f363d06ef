"""What if somebody were at another post that week: what the plan would cost more, and why."""

from dataclasses import dataclass

from rotation import planner
from rotation.models import Post, Turn
from rotation.selectors.history import posts_by_number, year_before
from rotation.selectors.inputs import inputs_of
from rotation.selectors.turns import published


@dataclass(frozen=True)
class Elsewhere:
    """Another post: its price, and how many weeks ago they were last there (None: never in a year)."""

    post: Post
    price: int
    since_last: int | None


def elsewhere(turn: Turn) -> list[Elsewhere]:
    """Every other post that the turn's person could have that week, the cheapest first."""
    roster = turn.roster
    standing = Turn.objects.filter(roster=roster, dropped_at=None).values_list("person", "post")
    places = {str(person): str(post) for person, post in standing}
    found = planner.what_if(places, inputs_of(roster.week, roster.weights).instance, str(turn.person_id))
    posts = posts_by_number(int(post) for post, _price in found)
    since, until = year_before(roster.week)
    mine = published().filter(person=turn.person_id, monday__range=(since, until)).order_by("monday")
    last = dict(mine.values_list("post", "monday"))
    return [
        Elsewhere(
            posts[int(post)],
            price,
            (turn.monday - last[int(post)]).days // 7 if int(post) in last else None,
        )
        for post, price in found
        if int(post) in posts
    ]
