"""The ledger's scheduled steps."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from finance import services


@step(
    "finance.fold",
    every=dt.timedelta(minutes=1),
    help=_("Adds what busy accounts received to their balances."),
)
def fold() -> str:
    return f"{services.fold()} legs"


@step("finance.seal", every=dt.timedelta(minutes=1), help=_("Seals new entries into the chain of hashes."))
def seal() -> str:
    return f"{services.seal()} entries"


@step("finance.close_days", every=dt.timedelta(hours=1), help=_("Snapshots the balances of yesterday."))
def close_days() -> str:
    return f"{services.close_days()} accounts"


@step(
    "finance.examine",
    every=dt.timedelta(hours=6),
    help=_("Asks the whole ledger whether it keeps its promises."),
)
def examine() -> str:
    found = services.examine(by=None)
    return f"{found.broken} broken, {found.took_ms} ms"


@step(
    "finance.interest",
    every=dt.timedelta(minutes=1),
    help=_("Posts the interest of savings whose days are over, and what late movements change in it."),
)
def interest() -> str:
    return services.interest_step()


@step(
    "finance.draw_pay",
    every=dt.timedelta(hours=1),
    help=_(
        "From Thursday on, draws up the week's anticipo where nobody has, for a person to look at and post."
    ),
)
def draw_pay() -> str:
    return services.draw_due_runs()


@step(
    "finance.charge_dues",
    every=dt.timedelta(hours=1),
    help=_("Charges the dues of every week and month that has begun, each family's once."),
)
def charge_dues() -> str:
    return f"{services.charge_due()} families"
