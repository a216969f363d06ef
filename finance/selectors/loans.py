"""Loans as people look at them: what I owe, what waits, what is behind by age, and the totals of all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.money import ZERO, format_money, format_number
from cecosesola.ui import pdf
from cecosesola.ui.waiting import Waiting
from federation.selectors import Person, keys_of
from finance.models import Loan, LoanGuarantor, LoanProduct, LoanRate
from finance.policies.access import may_keep_books
from finance.schedules import (
    DayCount,
    Draw,
    Every,
    Line,
    Method,
    Rate,
    Rounding,
    Terms,
    due_dates,
    first_day_after,
    plan,
)
from finance.selectors.repayment import Standing, standing, standings
from finance.states import GuaranteeState, LoanState

SMALL = 5
"""Totals of fewer loans than this are not told."""


def _whole() -> QuerySet[Loan]:
    return Loan.objects.select_related(
        "product__cooperative", "person", "organisation", "decision", "rate", "ledger", "asked_by"
    )


def loan(pk: int) -> Loan | None:
    backers = Prefetch("backers", LoanGuarantor.objects.select_related("person"))
    return _whole().prefetch_related(backers).filter(pk=pk).first()


@dataclass(frozen=True)
class Owed:
    """A loan and how it stands today, once money was handed over."""

    loan: Loan
    now: Standing | None

    @property
    def left(self) -> Decimal | None:
        return self.now.left if self.now and self.loan.state == LoanState.RUNNING else None


def with_standing(loans: Iterable[Loan]) -> list[Owed]:
    rows = list(loans)
    found = standings([one for one in rows if one.state == LoanState.RUNNING], today())
    return [Owed(one, found.get(one.pk)) for one in rows]


def loans_of(person: Person) -> list[Owed]:
    """One's own and those of one's organisations, the running ones first."""
    organisations = keys_of(person).member_of
    mine = _whole().filter(Q(person=person) | Q(organisation__in=organisations))
    rows = sorted(mine.order_by("-pk")[:60], key=lambda one: one.state != LoanState.RUNNING)
    return with_standing(rows)


def answered_for(person: Person) -> list[LoanGuarantor]:
    """Loans that one was asked to answer for, those that wait for a word first."""
    asked = LoanGuarantor.objects.filter(person=person).exclude(state=GuaranteeState.DECLINED)
    live = asked.filter(loan__state__in=[LoanState.ASKED, LoanState.AGREED, LoanState.RUNNING])
    return list(live.select_related("loan__product", "loan__person").order_by("-state", "-pk"))


def offered(*, to_organisations: bool | None = None) -> list[tuple[LoanProduct, LoanRate | None]]:
    """Kinds of loans with their rate today."""
    products = LoanProduct.objects.filter(is_offered=True).select_related("cooperative")
    if to_organisations is not None:
        products = products.filter(to_organisations=to_organisations)
    rows = list(products.order_by("cooperative__name", "name"))
    rates: dict[int, LoanRate] = {}
    in_force = LoanRate.objects.filter(product__in=rows, since__lte=today()).select_related("decision")
    for rate in in_force.order_by("product", "since"):
        rates[rate.product_id] = rate
    return [(one, rates.get(one.pk)) for one in rows]


def preview(
    product: LoanProduct,
    amount: Decimal,
    instalments: int,
    grace: int = 0,
    harvests: Iterable[tuple[dt.date, Decimal]] = (),
) -> list[Line]:
    """The instalments as they would be if the money were handed over today. Empty without a rate."""
    rate = product.rates.filter(since__lte=today()).order_by("-since").first()
    days = list(harvests)
    if rate is None or amount <= 0 or instalments < 1:
        return []
    every = Every(product.every)
    dues = [day for day, _part in days] or due_dates(
        first_day_after(today(), every=every, step=product.step), instalments, every=every, step=product.step
    )
    terms = Terms(
        method=Method(product.method),
        dues=tuple(dues),
        rates=(Rate(dt.date(1974, 1, 1), rate.percent),),
        count=DayCount(product.count),
        rounding=Rounding(product.rounding),
        step=product.round_to,
        grace=min(grace, len(dues) - 1),
        weights=tuple(part for _day, part in days),
    )
    return plan(terms, [Draw(today(), amount)])


def in_state(*states: str) -> QuerySet[Loan]:
    return _whole().filter(state__in=states)


@dataclass(frozen=True)
class Totals:
    """What is lent in one currency: how many loans, what is left, and what is behind by age.

    Of fewer than five loans nothing is told.
    """

    currency: str
    loans: int
    left: Decimal
    behind: tuple[Decimal, Decimal, Decimal, Decimal]


def totals(owed: Iterable[Owed]) -> list[Totals]:
    by_currency: dict[str, list[Standing]] = {}
    for one in owed:
        if one.now is not None:
            by_currency.setdefault(one.loan.product.currency, []).append(one.now)
    found = []
    for currency, rows in sorted(by_currency.items()):
        if len(rows) < SMALL:
            continue
        ages = [tuple(one.ages) for one in rows]
        sums: Any = tuple(sum((age[place] for age in ages), ZERO) for place in range(4))
        found.append(Totals(currency, len(rows), sum((one.left for one in rows), ZERO), sums))
    return found


def loan_pdf(found: Loan) -> bytes:
    """A loan on paper: what was agreed, its plan, and what was paid."""
    currency = found.product.currency
    stands = standing(found, today())
    source = [
        *pdf.A4,
        pdf.heading(1, _("Loan %(number)s") % {"number": found.number}),
        pdf.facts(
            [
                (_("Cooperative"), found.product.cooperative.name),
                (_("Who"), str(found.organisation or (found.person and found.person.get_full_name()))),
                (_("What for"), found.purpose),
                (_("Amount"), format_money(found.amount, currency)),
                (_("Yearly rate"), f"{format_number(found.rate.percent, 2)} %" if found.rate else "—"),
                (_("Decision"), found.decision.number if found.decision else "—"),
                (_("Left to pay back"), format_money(stands.left, currency) if stands else "—"),
            ]
        ),
    ]
    if stands is not None:
        source.append(pdf.heading(2, _("Plan")))
        source.append(
            pdf.table(
                [_("Day"), _("Principal"), _("Interest"), _("To pay"), _("Left after it")],
                [
                    (
                        f"{line.due:%d/%m/%Y}",
                        *(format_number(one, 2) for one in (line.principal, line.interest, line.total)),
                        format_number(line.balance, 2),
                    )
                    for line in stands.lines
                ],
            )
        )
    payments = list(found.payments.order_by("pk"))
    if payments:
        source.append(pdf.heading(2, _("Paid")))
        source.append(
            pdf.table(
                [_("Day"), _("Amount"), _("Interest"), _("Principal")],
                [
                    (
                        f"{one.on:%d/%m/%Y}",
                        format_number(one.amount, 2),
                        format_number(one.interest, 2),
                        format_number(one.principal + one.early, 2),
                    )
                    for one in payments
                ],
            )
        )
    source.append(pdf.line(_("Printed %(when)s") % {"when": f"{now():%d/%m/%Y}"}, size="8pt"))
    return pdf.compiled(source)


def waiting_for(person: Person) -> list[Waiting]:
    """Loans that somebody asks one to answer for; for the desk, what was agreed and is not handed over."""
    from django.urls import reverse

    found = [
        Waiting(
            _("Say whether you answer for the loan of %(who)s") % {"who": one.loan.person or one.loan.number},
            reverse("finance:my_loans"),
        )
        for one in answered_for(person)
        if one.state == GuaranteeState.ASKED
    ]
    if may_keep_books(person) is None:
        agreed = Loan.objects.filter(state=LoanState.AGREED).exclude(person=person).count()
        if agreed:
            found.append(Waiting(_("Loans to hand over"), reverse("finance:loans_desk"), str(agreed)))
    return found[:6]
