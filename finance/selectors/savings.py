"""Savings as people look at them: one's own, what grew, what was asked for, and the totals of all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO
from cecosesola.ui.waiting import Waiting
from federation.selectors import Cooperative, Person
from finance.models import (
    SavingsAccount,
    SavingsHolder,
    SavingsInterest,
    SavingsProduct,
    SavingsRate,
    SavingsWithdrawal,
)
from finance.policies.savings import missing_consents
from finance.selectors.balances import balances
from finance.states import SavingState, WithdrawalState

SMALL = 5
"""Totals of fewer savers than this are not told."""

_BALANCES = "SELECT day, ledger_balance_on(%s, day) FROM unnest(%s::date[]) AS day ORDER BY day"


@dataclass(frozen=True)
class Held:
    """A saving and what is in it."""

    saving: SavingsAccount
    amount: Decimal


def _whole() -> QuerySet[SavingsAccount]:
    return SavingsAccount.objects.select_related("product__cooperative", "ledger__balance").prefetch_related(
        Prefetch("holders", SavingsHolder.objects.filter(until=None).select_related("person").order_by("pk"))
    )


def saving(pk: int) -> SavingsAccount | None:
    return _whole().filter(pk=pk).first()


def savings_of(person: Person) -> list[Held]:
    """What one holds alone or with others, open ones first."""
    own = SavingsHolder.objects.filter(person=person, until=None).values("saving")
    return _held(_whole().filter(pk__in=own).order_by("closed_on", "pk"))


def _held(savings: Iterable[SavingsAccount]) -> list[Held]:
    rows = list(savings)
    amounts = balances(one.ledger_id for one in rows)
    return [Held(one, amounts[one.ledger_id]) for one in rows]


def growth(found: SavingsAccount, months: int = 12) -> list[tuple[dt.date, Decimal]]:
    """What it held at the end of each month since it was opened, the last ones, and today."""
    day, days = today(), []
    for back in range(months - 1, -1, -1):
        end = (day.replace(day=1) - relativedelta(months=back - 1)) - dt.timedelta(days=1)
        if end >= found.opened_on:
            days.append(min(end, day))
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [found.ledger_id, days])
        return [(at, found.ledger.side * (amount or ZERO)) for at, amount in cursor.fetchall()]


def interest_of(found: SavingsAccount) -> list[SavingsInterest]:
    """What was earned, stretch by stretch, the latest first; later words about one beside it."""
    return list(found.interest.exclude(amount=0, why="").order_by("-ends", "-revision")[:24])


def earned(found: SavingsAccount) -> Decimal:
    return found.interest.aggregate(all=Sum("amount"))["all"] or ZERO


def withdrawals_of(found: SavingsAccount) -> list[SavingsWithdrawal]:
    return list(found.withdrawals.select_related("asked_by").order_by("-pk")[:20])


def withdrawal(pk: int) -> SavingsWithdrawal | None:
    beside = ("saving__product__cooperative", "saving__ledger__balance", "asked_by")
    return SavingsWithdrawal.objects.select_related(*beside).filter(pk=pk).first()


def asked_withdrawals() -> QuerySet[SavingsWithdrawal]:
    """What people wait to be paid, the oldest first."""
    asked = SavingsWithdrawal.objects.filter(state=WithdrawalState.ASKED)
    holders = Prefetch("saving__holders", SavingsHolder.objects.select_related("person"))
    found = asked.select_related("saving__product", "asked_by").prefetch_related(holders, "consents")
    return found.order_by("asked_at", "pk")


@dataclass(frozen=True)
class Offered:
    """A way of saving, its rate today, and how much is saved in it by how many (None where too few)."""

    product: SavingsProduct
    rate: SavingsRate | None
    savers: int | None
    amount: Decimal | None


def offered(*, cooperative: Cooperative | None = None) -> list[Offered]:
    """Ways of saving with their totals, those of fewer than five savers without."""
    products = SavingsProduct.objects.select_related("cooperative").order_by("cooperative__name", "name")
    if cooperative is not None:
        products = products.filter(cooperative=cooperative)
    rows = list(products.annotate(open=Count("savings", filter=~Q(savings__state=SavingState.CLOSED))))
    rates: dict[int, SavingsRate] = {}
    in_force = SavingsRate.objects.filter(product__in=rows, since__lte=today()).select_related("decision")
    for rate in in_force.order_by("product", "since"):
        rates[rate.product_id] = rate
    sums = {
        row["saving__product"]: row["sum"]
        for row in _folded().filter(saving__product__in=rows).values("saving__product").annotate(sum=_SIGNED)
    }
    found = []
    for product in rows:
        told = product.open >= SMALL
        amount = sums.get(product.pk, ZERO) if told else None
        found.append(Offered(product, rates.get(product.pk), product.open if told else None, amount))
    return found


_SIGNED = Sum("balance__credit") - Sum("balance__debit")


def _folded() -> QuerySet:
    from finance.models import Account

    return Account.objects.filter(saving__isnull=False)


def waiting_for(person: Person) -> list[Waiting]:
    """Withdrawals of a shared saving that lack one's word."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    shared = SavingsWithdrawal.objects.filter(
        state=WithdrawalState.ASKED,
        saving__signing=SavingsAccount.Signing.ALL,
        saving__holders__person=person,
        saving__holders__until=None,
    ).exclude(asked_by=person)
    return [
        Waiting(
            _("Say whether you agree to a withdrawal of %(number)s") % {"number": one.saving.number},
            reverse("finance:saving", args=[one.saving_id]),
        )
        for one in shared.select_related("saving").distinct().order_by("pk")[:5]
        if person in missing_consents(one)
    ]
