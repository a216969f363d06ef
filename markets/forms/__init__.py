"""Forms of the fair week: each calls one service through `attempt`."""

from markets.forms.planning import (
    AdvanceForm,
    AllotForm,
    CalendarForm,
    DemandForm,
    MixItemForm,
    OpenWeekForm,
    ProductPricesForm,
    PublishForm,
)

__all__ = [
    "AdvanceForm",
    "AllotForm",
    "CalendarForm",
    "DemandForm",
    "MixItemForm",
    "OpenWeekForm",
    "ProductPricesForm",
    "PublishForm",
]
