"""How an amount becomes one that can be paid."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")


class Rounding(StrEnum):
    """A product's own policy for its instalments. What rounding moves is taken up by the last one."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.UP: ROUND_UP,
    Rounding.DOWN: ROUND_DOWN,
}


def rounded(amount: Decimal, how: Rounding = Rounding.HALF_UP, step: Decimal = CENT) -> Decimal:
    """An amount as a multiple of `step`: 0.01 for céntimos, 1 or 5 for whole bolívares."""
    return ((amount / step).quantize(Decimal(1), _MODES[how]) * step).quantize(CENT)
