"""Where the money of savings and loans comes in and goes out."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import refuse
from federation.selectors import Cooperative
from finance import chart
from finance.models import Account
from finance.services.books import account as ledger_account

PLACES = (
    (chart.VAULT, _("cash, in the vault")),
    (chart.BANK, _("the bank")),
    (chart.PAGO_MOVIL, _("pago móvil")),
)


def place(cooperative: Cooperative | int, node: str, currency: str) -> Account:
    """The account of a place in a currency. Raises Refused `no_such_place`."""
    if node not in {code for code, _words in PLACES}:
        raise refuse("no_such_place", _("Money comes in and goes out in cash or at the bank."))
    return ledger_account(cooperative=cooperative, node=node, currency=currency, hot=True)
