"""How a loan stands on a day: its plan, what was paid of it, what is behind, what would end it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Sum

from cecosesola.kernel.money import ZERO
from finance.models import Loan, LoanInstalment, LoanPayment, LoanPlan
from finance.schedules import (
    Ageing,
    Behind,
    DayCount,
    Line,
    Method,
    Rate,
    Rounding,
    Terms,
    accrued,
    ageing,
    behind,
    paid_off_with,
    rounded,
)


def terms_as_json(terms: Terms, *, brought: Decimal, carried: Decimal) -> dict[str, Any]:
    """Terms as a plan keeps them. `brought` is interest of the days before it; `carried` principal that was
    due before it."""
    return {
        "method": str(terms.method),
        "dues": [day.isoformat() for day in terms.dues],
        "rates": [[rate.since.isoformat(), str(rate.percent)] for rate in terms.rates],
        "count": str(terms.count),
        "rounding": str(terms.rounding),
        "step": str(terms.step),
        "grace": terms.grace,
        "weights": [str(weight) for weight in terms.weights],
        "brought": str(brought),
        "carried": str(carried),
    }


def terms_from_json(kept: dict[str, Any]) -> Terms:
    return Terms(
        method=Method(kept["method"]),
        dues=tuple(dt.date.fromisoformat(day) for day in kept["dues"]),
        rates=tuple(Rate(dt.date.fromisoformat(day), Decimal(percent)) for day, percent in kept["rates"]),
        count=DayCount(kept["count"]),
        rounding=Rounding(kept["rounding"]),
        step=Decimal(kept["step"]),
        grace=kept["grace"],
        weights=tuple(Decimal(weight) for weight in kept["weights"]),
    )


@dataclass
class Standing:
    """A loan that runs, on a day. Interest does not run on what is behind: being late costs nothing."""

    plan: LoanPlan
    lines: list[Line]
    interest: Decimal
    principal: Decimal
    day: dt.date
    terms: Terms = field(init=False)

    def __post_init__(self) -> None:
        self.terms = terms_from_json(self.plan.terms)

    @cached_property
    def late(self) -> list[Behind]:
        """What is due until the day and not paid, the oldest first."""
        return behind(self.lines, interest=self.interest, principal=self.principal, day=self.day)

    @property
    def left(self) -> Decimal:
        """The principal that is not paid back."""
        return self.plan.principal - self.principal

    @property
    def due(self) -> Decimal:
        return sum((one.total for one in self.late), ZERO)

    @property
    def ages(self) -> Ageing:
        return ageing(self.late)

    @cached_property
    def accrued(self) -> Decimal:
        """The interest run since the last due day, less what was paid ahead of it."""
        past = [line for line in self.lines if line.due <= self.day]
        ours = [line for line in past if line.due in self.terms.dues]
        start = max([line.due for line in ours], default=self.plan.since)
        if self.terms.method == Method.FLAT:
            base = self.plan.principal - Decimal(self.plan.terms["carried"])
        else:
            base = sum((line.principal for line in self.lines if line.due > self.day), ZERO)
        run = rounded(accrued(base, start, self.day, self.terms.rates, self.terms.count))
        if not ours:
            run += Decimal(self.plan.terms["brought"])
        if len(ours) == len(self.terms.dues):
            run = ZERO
        ahead = max(self.interest - sum((line.interest for line in past), ZERO), ZERO)
        return max(run - ahead, ZERO)

    @property
    def pays_off(self) -> Decimal:
        """What ends the loan today."""
        return paid_off_with(self.late, accrued=self.accrued, left=self.left)

    @cached_property
    def next(self) -> Behind | None:
        """The first instalment after the day, as far as it is not paid ahead."""
        coming = next((line for line in self.lines if line.due > self.day), None)
        if coming is None:
            return None
        found = behind(self.lines, interest=self.interest, principal=self.principal, day=coming.due)
        return next((one._replace(days=0) for one in found if one.line == coming), None)


def standing(loan: Loan, day: dt.date) -> Standing | None:
    """How a loan stands by its latest plan; None when nothing was handed over yet. Three queries."""
    plan = LoanPlan.objects.filter(loan=loan).order_by("-version").first()
    if plan is None:
        return None
    paid = LoanPayment.objects.filter(plan=plan).aggregate(
        i=Sum("interest"), p=Sum("principal"), e=Sum("early")
    )
    return Standing(
        plan, lines_of_plan(plan), paid["i"] or ZERO, (paid["p"] or ZERO) + (paid["e"] or ZERO), day
    )


def lines_of_plan(plan: LoanPlan) -> list[Line]:
    return _lines(plan.instalments.order_by("number"))


def _lines(rows: Iterable[LoanInstalment]) -> list[Line]:
    return [Line(one.number, one.due, one.principal, one.interest, one.balance) for one in rows]


def standings(loans: Iterable[Loan], day: dt.date) -> dict[int, Standing]:
    """How many loans stand, in three queries. Those without a plan are not among them."""
    numbers = [loan.pk for loan in loans]
    plans = {
        plan.loan_id: plan
        for plan in LoanPlan.objects.filter(loan__in=numbers)
        .order_by("loan_id", "-version")
        .distinct("loan_id")
    }
    keys = [plan.pk for plan in plans.values()]
    rows: dict[int, list[LoanInstalment]] = {key: [] for key in keys}
    for row in LoanInstalment.objects.filter(plan__in=keys).order_by("plan_id", "number"):
        rows[row.plan_id].append(row)
    paid = {
        number: (interest, principal + early)
        for number, interest, principal, early in LoanPayment.objects.filter(plan__in=keys)
        .order_by()
        .values_list("plan_id")
        .annotate(Sum("interest"), Sum("principal"), Sum("early"))
    }
    return {
        loan: Standing(plan, _lines(rows[plan.pk]), *paid.get(plan.pk, (ZERO, ZERO)), day)
        for loan, plan in plans.items()
    }
