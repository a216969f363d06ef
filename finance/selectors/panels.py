"""What the books tell about a cooperative: what it owes the others and is owed, and its certificates."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.money import format_money
from cecosesola.ui import names
from cecosesola.ui.panels import Panel, Row
from finance import chart
from finance.models import Account
from finance.policies import may_read_books
from finance.selectors.balances import balances

MOST = 60
OWN = (chart.FUND, chart.SHARE_CAPITAL, chart.RESERVES, chart.EDUCATION_FUND, chart.SOCIAL_PROTECTION_FUND)


def accounts_with(reader: Any, cooperative: Any) -> Panel | None:
    """Where others' books name it, and whom its own books name: debts both ways, by account."""
    if may_read_books(reader) is not None:
        return None
    named = list(
        Account.objects.filter(party=f"cooperative:{cooperative.pk}")
        .select_related("node", "cooperative")
        .order_by("node__code", "pk")[:MOST]
    )
    naming = list(
        Account.objects.filter(cooperative=cooperative, party__startswith="cooperative:")
        .select_related("node", "cooperative")
        .order_by("node__code", "pk")[:MOST]
    )
    held = balances(account.pk for account in [*named, *naming])
    called = names.of(account.party for account in naming)
    rows = [
        Row(
            account.node.name,
            _("in the books of %(cooperative)s") % {"cooperative": account.cooperative},
            format_money(held[account.pk], account.currency),
            reverse("finance:account", args=[account.pk]),
        )
        for account in named
        if held[account.pk]
    ]
    rows += [
        Row(
            account.node.name,
            _("in its own books, with %(cooperative)s")
            % {"cooperative": called.get(account.party, account.party)},
            format_money(held[account.pk], account.currency),
            reverse("finance:account", args=[account.pk]),
        )
        for account in naming
        if held[account.pk]
    ]
    return Panel(_("Accounts with the others"), place=30, rows=rows)


def funds_of(reader: Any, cooperative: Any) -> Panel | None:
    """What its own books hold as funds, reserves and share capital: totals, never whose."""
    if may_read_books(reader) is not None:
        return None
    accounts = list(
        Account.objects.filter(cooperative=cooperative, node__code__in=OWN).select_related("node")
    )
    held = balances(account.pk for account in accounts)
    totals: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for account in accounts:
        totals[(account.node.code, account.node.name, account.currency)] += held[account.pk]
    rows = [
        Row(
            name,
            "",
            format_money(total, currency),
            reverse("finance:node", args=[cooperative.code, code, currency]),
        )
        for (code, name, currency), total in sorted(totals.items())
        if total
    ]
    return Panel(_("Funds and reserves in its books"), place=40, rows=rows)
