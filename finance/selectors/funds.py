"""What the mutual support fund has free to lend."""

from decimal import Decimal

from cecosesola.kernel.money import ZERO
from finance import chart
from finance.models import Account
from finance.selectors.balances import balances
from finance.states import Fund, LoanState


def fund_free(cooperative: int, currency: str) -> Decimal:
    """What stands in the fund, less what is lent from it. Two accounts' sums, in three queries."""
    stands = list(
        Account.objects.filter(cooperative=cooperative, node__code=chart.FUND, currency=currency).values_list(
            "pk", flat=True
        )
    )
    lent = list(
        Account.objects.filter(
            loan__product__cooperative=cooperative,
            loan__product__fund=Fund.MUTUAL,
            loan__state=LoanState.RUNNING,
            currency=currency,
        ).values_list("pk", flat=True)
    )
    held = balances([*stands, *lent])
    return sum((held[one] for one in stands), ZERO) - sum((held[one] for one in lent), ZERO)
