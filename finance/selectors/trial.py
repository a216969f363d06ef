"""The trial balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from cecosesola.kernel.money import ZERO
from federation.selectors import Cooperative
from finance.models import Balance, Node, Pending
from finance.policies import PRIVATE


class NodeTotal(NamedTuple):
    """A node's sum in one currency: debits, credits and the balance as people read it.

    `members` counts the accounts of members among its `accounts`.
    """

    node: Node
    currency: str
    accounts: int
    members: int
    debit: Decimal
    credit: Decimal
    balance: Decimal


def trial_balance(cooperative: Cooperative | int) -> list[NodeTotal]:
    """Every node with movements, per currency, by code. Debits and credits of a currency are equal."""
    where = cooperative if isinstance(cooperative, int) else cooperative.pk
    waiting = {
        (row["account__node"], row["account__currency"]): row
        for row in Pending.objects.filter(account__cooperative=where)
        .values("account__node", "account__currency")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
    }
    nodes = Node.objects.in_bulk(Node.objects.filter(cooperative=where).values_list("pk", flat=True))
    rows = (
        Balance.objects.filter(account__cooperative=where)
        .values("account__node", "account__currency")
        .annotate(
            accounts=Count("pk"),
            members=Count("pk", filter=Q(account__party__startswith=PRIVATE)),
            debits=Sum("debit"),
            credits=Sum("credit"),
        )
        .order_by("account__node__code", "account__currency")
    )
    totals = []
    for row in rows:
        more = waiting.get(
            (row["account__node"], row["account__currency"]), {"debits": ZERO, "credits": ZERO}
        )
        debit, credit = row["debits"] + more["debits"], row["credits"] + more["credits"]
        node = nodes[row["account__node"]]
        if debit or credit:
            totals.append(
                NodeTotal(
                    node,
                    row["account__currency"],
                    row["accounts"],
                    row["members"],
                    debit,
                    credit,
                    node.side * (debit - credit),
                )
            )
    return totals


FEW = 5


@dataclass(frozen=True)
class TrialSheet:
    """The trial balance in one currency. `few` rows stand for fewer than five members: no figures."""

    currency: str
    rows: Sequence[tuple[NodeTotal, bool]]
    debit: Decimal | None
    credit: Decimal | None


def trial_sheets(cooperative: Cooperative, *, private: bool) -> list[TrialSheet]:
    """The trial balance by currency. Without `private`, what would show one member's money is left out."""
    by_currency: dict[str, list[NodeTotal]] = {}
    for total in trial_balance(cooperative):
        by_currency.setdefault(total.currency, []).append(total)
    sheets = []
    for currency, totals in sorted(by_currency.items(), key=lambda pair: pair[0] != "VES"):
        rows = [(total, not private and 0 < total.members < FEW) for total in totals]
        whole = not any(few for _total, few in rows)
        sheets.append(
            TrialSheet(
                currency,
                rows,
                sum((total.debit for total in totals), ZERO) if whole else None,
                sum((total.credit for total in totals), ZERO) if whole else None,
            )
        )
    return sheets
