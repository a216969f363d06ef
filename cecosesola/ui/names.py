"""What a reference such as `producer:24` or `markets.tillsession:158` is called on screen.

The books keep references, for they know no room above them. The room that owns a kind teaches here how
its things are called; a kind that nobody taught shows as it is written.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

Names = Callable[[Collection[int]], Mapping[int, str]]

_KINDS: dict[str, Names] = {}


def register(kinds: Mapping[str, Names]) -> None:
    """`{"producer": names_of_producers}`: each takes numbers and answers their names, in one query."""
    _KINDS.update(kinds)


def of(references: Iterable[str]) -> dict[str, str]:
    """The names of these references: as many queries as there are kinds among them."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for reference in references:
        kind, _sign, number = reference.rpartition(":")
        if kind in _KINDS and number.isdigit():
            numbers[kind].add(int(number))
    return {
        f"{kind}:{number}": name
        for kind, wanted in numbers.items()
        for number, name in _KINDS[kind](wanted).items()
    }
