"""What each flag of a sale says to people. Their names are stable (docs/till-protocol.md)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, Any] = {
    "price_differs": _("A price is not the one of its price book."),
    "product_not_listed": _("A dry good is not in its price book."),
    "sum_differs": _("The amounts do not add up to the total."),
    "payment_differs": _("What was paid is not what was charged."),
    "over_limit": _("More units than the limit a purchase."),
    "clock_ahead": _("The machine's clock was ahead."),
    "chain_broken": _("It does not follow the machine's sale before it."),
    "number_gap": _("Numbers are missing before this one."),
    "number_reused": _("Its number had been used already."),
    "reference_repeated": _("The reference of its pago móvil had been used already."),
    "late": _("It arrived after its till had been counted."),
}


def words(flags: list[str]) -> list[Any]:
    """The flags of a sale in words; an unknown one shows its name."""
    return [FLAGS.get(flag, flag) for flag in flags]
