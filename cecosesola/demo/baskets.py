"""What people carry to a till: generated baskets, or real ones read from a file."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Words of real basket files that are weighed in the mix; everything else is a dry good.
PRODUCE = {
    "large": (
        "root vegetables",
        "other vegetables",
        "onions",
        "potato",
        "cabbage",
        "vegetables",
        "specialty vegetables",
    ),
    "mini": (
        "tropical fruit",
        "pip fruit",
        "citrus fruit",
        "berries",
        "grapes",
        "fruit",
        "herbs",
        "packaged fruit",
    ),
}


@dataclass(frozen=True)
class Basket:
    """How many kinds of each tier's produce, and the dry goods by their place in the catalogue."""

    large: int
    mini: int
    goods: tuple[int, ...]


def tier_of(category: str) -> str | None:
    """The tier of a real basket's category, or None for a dry good."""
    word = category.strip().lower()
    for tier in ("mini", "large"):
        if any(word == name or word.startswith(f"{name}/") for name in PRODUCE[tier]):
            return tier
    return None


def read_baskets(path: Path) -> tuple[list[Basket], list[str]]:
    """Real baskets, one a line, categories separated by commas. Returns them and the dry goods' names."""
    goods: dict[str, int] = {}
    baskets = []
    for line in path.read_text(encoding="utf-8").splitlines():
        categories = [category.strip() for category in line.split(",") if category.strip()]
        tiers = [tier_of(category) for category in categories]
        dry = [c for c, tier in zip(categories, tiers, strict=True) if tier is None]
        baskets.append(
            Basket(
                tiers.count("large"),
                tiers.count("mini"),
                tuple(goods.setdefault(name, len(goods)) for name in dry),
            )
        )
    return baskets, list(goods)


def generate_baskets(shares: Sequence[int], chance: random.Random) -> Iterator[Basket]:
    """Endless baskets: some kinds of produce, and dry goods as often as their shares say."""
    places = range(len(shares))
    while True:
        dry = chance.choices(places, weights=shares, k=chance.choice((0, 1, 2, 3, 4, 5, 6)))
        yield Basket(chance.choice((0, 1, 2, 3, 4, 5)), chance.choice((0, 0, 1, 1, 2, 3)), tuple(dry))


def repeat(baskets: Sequence[Basket]) -> Iterator[Basket]:
    """The same baskets again and again."""
    while True:
        yield from baskets
