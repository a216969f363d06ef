"""Dues as people look at them: what I owe, what each affiliate's families owe, what came in."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, format_money, format_number
from cecosesola.ui import pdf
from federation.selectors import Cooperative, Person
from finance.models import DuesBatch, DuesCharge, DuesPaid, DuesPlan, DuesRate, DuesReceipt, Enrolment

SMALL = 5
"""What fewer families owe is not told to everybody."""
OWED = F("ledger__balance__debit") - F("ledger__balance__credit")


class Planned(NamedTuple):
    """A plan, what it asks today, and how many families are in it."""

    plan: DuesPlan
    rate: DuesRate | None
    families: int


def dues_plans() -> list[Planned]:
    plans = DuesPlan.objects.select_related("cooperative", "fund").annotate(
        families=Count("enrolments", filter=Q(enrolments__until=None))
    )
    rates: dict[int, DuesRate] = {}
    for rate in DuesRate.objects.filter(since__lte=today()).select_related("decision").order_by("since"):
        rates[rate.plan_id] = rate
    return [Planned(plan, rates.get(plan.pk), plan.families) for plan in plans.order_by("name", "pk")]


def dues_plan(pk: int) -> DuesPlan | None:
    return DuesPlan.objects.select_related("cooperative", "fund").filter(pk=pk).first()


def rates_of_plan(plan: DuesPlan) -> list[DuesRate]:
    return list(DuesRate.objects.filter(plan=plan).select_related("decision").order_by("-since")[:60])


@dataclass(frozen=True)
class Through:
    """The families of one affiliate in a plan, or those who pay here."""

    cooperative: Cooperative | None
    families: int
    owed: Decimal
    behind: int

    @property
    def is_small(self) -> bool:
        return self.families < SMALL


def affiliates_of(plan: DuesPlan) -> list[Through]:
    """By affiliate: how many families, how many of them owe something, and how much in all."""
    rows = list(
        Enrolment.objects.filter(plan=plan)
        .filter(Q(until=None) | Q(ledger__balance__debit__gt=F("ledger__balance__credit")))
        .order_by()
        .values("through")
        .annotate(
            families=Count("pk"),
            behind=Count("pk", filter=Q(ledger__balance__debit__gt=F("ledger__balance__credit"))),
            owed=Sum(OWED, filter=Q(ledger__balance__debit__gt=F("ledger__balance__credit"))),
        )
    )
    named = Cooperative.objects.in_bulk([row["through"] for row in rows if row["through"]])
    found = [
        Through(named.get(row["through"]), row["families"], row["owed"] or ZERO, row["behind"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.cooperative is None, one.cooperative and one.cooperative.name))


class Family(NamedTuple):
    """A family in a plan and what it owes: below zero it has paid ahead."""

    enrolment: int
    document: str
    name: str
    owed: Decimal
    until: dt.date | None


def families_of(plan: DuesPlan, through: Cooperative | None) -> QuerySet[Enrolment]:
    """Who is in a plan through an affiliate, or directly, with what each owes (`owed`)."""
    return (
        Enrolment.objects.filter(plan=plan, through=through)
        .filter(Q(until=None) | Q(ledger__balance__debit__gt=F("ledger__balance__credit")))
        .select_related("person")
        .annotate(owed=OWED)
    )


def owed_by(plan: DuesPlan, through: Cooperative | None) -> dict[str, Family]:
    """Every family by the document of who answers for it."""
    rows = families_of(plan, through).order_by("until", "pk")
    found = rows.values_list("pk", "person__document", "person__given_names", OWED, "until")
    return {document: Family(pk, document, name, owed, until) for pk, document, name, owed, until in found}


def receipts_of(plan: DuesPlan) -> QuerySet[DuesReceipt]:
    return DuesReceipt.objects.filter(plan=plan).select_related("through", "received_by")


def batches_of(plan: DuesPlan, limit: int = 26) -> list[tuple[dt.date, int, Decimal]]:
    """The latest weeks or months: how many families were charged, and how much in all."""
    rows = (
        DuesBatch.objects.filter(plan=plan)
        .order_by("-starts")
        .values("starts")
        .annotate(total=Sum(F("amount") * F("families")), count=Sum("families"))
    )
    return [(row["starts"], row["count"], row["total"]) for row in rows[:limit]]


def enrolments_of(person: Person) -> list[tuple[Enrolment, Decimal]]:
    """The plans that somebody is in, or was and still owes, with what is owed."""
    found = (
        Enrolment.objects.filter(person=person)
        .filter(Q(until=None) | Q(ledger__balance__debit__gt=F("ledger__balance__credit")))
        .select_related("plan__cooperative", "plan__fund", "through", "ledger__balance")
    )
    return [(one, one.ledger.balance.debit - one.ledger.balance.credit) for one in found.order_by("pk")]


def history_of(enrolment: Enrolment, limit: int = 30) -> list[tuple[dt.date, Decimal, bool]]:
    """The latest of a family: (day, amount, whether it came in), the newest first."""
    asked = DuesCharge.objects.filter(enrolment=enrolment).order_by("-starts")[:limit]
    came = DuesPaid.objects.filter(enrolment=enrolment).select_related("receipt").order_by("-pk")[:limit]
    rows = [(one.starts, one.amount, False) for one in asked]
    rows += [(one.receipt.on, one.amount, True) for one in came]
    return sorted(rows, key=lambda row: (row[0], row[2]), reverse=True)[:limit]


def lines_of_receipt(receipt: DuesReceipt) -> QuerySet[DuesPaid]:
    return DuesPaid.objects.filter(receipt=receipt).select_related("enrolment__person")


def receipt_pdf(receipt: DuesReceipt) -> bytes:
    """A receipt on paper, for the affiliate's own records."""
    currency = receipt.plan.currency
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, _("Dues received")),
            pdf.facts(
                [
                    (_("Plan"), receipt.plan.name),
                    (_("From"), str(receipt.through or _("Those who pay here"))),
                    (_("Day"), f"{receipt.on:%d/%m/%Y}"),
                    (_("In all"), format_money(receipt.amount, currency)),
                    (_("Received by"), receipt.received_by.get_full_name()),
                ]
            ),
            pdf.table(
                [_("Number"), _("Name"), _("Amount")],
                [
                    (
                        line.enrolment.person.document,
                        line.enrolment.person.get_full_name(),
                        format_number(line.amount, 2),
                    )
                    for line in lines_of_receipt(receipt).order_by("pk")
                ],
            ),
        ]
    )
