"""The ledger's scheduled steps."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from cecosesola.kernel.text import as_written
from finance import services


@step(
    "finance.fold",
    every=dt.timedelta(minutes=1),
    help=_("Adds what busy accounts received to their balances."),
)
def fold() -> str:
    return as_written(_("movements added: %(n)s"), n=services.fold())


@step("finance.seal", every=dt.timedelta(minutes=1), help=_("Seals new entries into the chain of hashes."))
def seal() -> str:
    return as_written(_("entries sealed: %(n)s"), n=services.seal())


@step("finance.close_days", every=dt.timedelta(hours=1), help=_("Snapshots the balances of yesterday."))
def close_days() -> str:
    return as_written(_("accounts: %(n)s"), n=services.close_days())


@step(
    "finance.examine",
    every=dt.timedelta(hours=6),
    help=_("Asks the whole ledger whether it keeps its promises."),
)
def examine() -> str:
    found = services.examine(by=None)
    return as_written(_("promises broken: %(n)s, in %(ms)s ms"), n=found.broken, ms=found.took_ms)


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
    return as_written(_("families charged: %(n)s"), n=services.charge_due())
