"""Opening books and accounts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from cecosesola.kernel import audit
from cecosesola.kernel.errors import require
from cecosesola.kernel.money import Currency
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Account
from finance.services.calls import array, call


class Wanted(NamedTuple):
    """An account to find or open: see `account` for the meaning of each part."""

    node: str
    party: str = ""
    product: str = ""
    currency: str = Currency.VES
    floor: Decimal | None = None
    hot: bool = False


def open_books(*, cooperative: Cooperative, by: Person | None) -> int:
    """Give a cooperative its chart of accounts. Returns how many nodes it lacked: 0 the second time."""
    if by is not None:
        require(policies.may_keep_books(by))
    with transaction.atomic():
        added = call(
            "SELECT ledger_open_books(%s, %s, %s, %s)",
            [
                cooperative.pk,
                [line.code for line in chart.TEMPLATE],
                [line.name for line in chart.TEMPLATE],
                [str(line.kind) for line in chart.TEMPLATE],
            ],
        )
        if added:
            audit.record(by=by, verb="finance.open_books", thing=cooperative, new={"nodes": added})
    return int(added)


def account(
    *,
    cooperative: Cooperative | int,
    node: str,
    party: str = "",
    product: str = "",
    currency: str = Currency.VES,
    floor: Decimal | None = None,
    hot: bool = False,
) -> Account:
    """Find or open an account; safe when many ask for the same one at once.

    `node` is a code of `finance.chart`; `party` is `kind:id` or empty; `floor` is the lowest balance
    it may reach as people read it (None: no floor); a `hot` account has none and takes postings from
    many hands without waiting. An account that is there keeps its floor and heat.
    Raises Refused `no_such_node`.
    """
    pk = call(
        "SELECT ledger_account(%s, %s, %s, %s, %s, %s, %s)",
        [_pk(cooperative), node, party, product, str(currency), hot, floor],
    )
    return Account.objects.select_related("node").get(pk=pk)


def accounts_bulk(*, cooperative: Cooperative | int, wanted: Iterable[Wanted | tuple]) -> list[int]:
    """Find or open thousands of accounts in one call. Returns their ids in the order asked."""
    rows = [Wanted(*row) for row in wanted]
    if not rows:
        return []
    ids = call(
        "SELECT ledger_accounts(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],"
        " %s::boolean[], %s::numeric[])",
        [
            array([_pk(cooperative)] * len(rows)),
            [row.node for row in rows],
            [row.party for row in rows],
            [row.product for row in rows],
            [str(row.currency) for row in rows],
            [row.hot for row in rows],
            array([row.floor for row in rows]),
        ],
    )
    return list(ids)


def set_floor(*, account: Account, floor: Decimal | None, by: Person | None) -> None:
    """Move the lowest balance an account may reach. Raises Refused `insufficient` when it is below."""
    with transaction.atomic():
        old = Account.objects.values_list("floor", flat=True).get(pk=account.pk)
        call("SELECT ledger_set_floor(%s, %s)", [account.pk, floor])
        audit.record(by=by, verb="finance.set_floor", thing=account, old={"floor": old}, new={"floor": floor})


def close_account(*, account: Account, by: Person | None) -> None:
    """Close an account that holds nothing. A second closing changes nothing.

    Raises Refused `account_not_empty`.
    """
    with transaction.atomic():
        call("SELECT ledger_close_account(%s)", [account.pk])
        audit.record(by=by, verb="finance.close_account", thing=account)


def _pk(cooperative: Cooperative | int) -> int:
    return cooperative if isinstance(cooperative, int) else int(cooperative.pk)
