"""Handing a loan over, and what comes back: payments, other plans, and letting go."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, format_money
from cecosesola.kernel.money import amount as exact
from federation.selectors import Person
from finance import chart, policies
from finance.models import (
    Account,
    Loan,
    LoanDraw,
    LoanInstalment,
    LoanPayment,
    LoanPlan,
    LoanWriteOff,
)
from finance.schedules import (
    DayCount,
    Draw,
    Every,
    Line,
    Method,
    Rate,
    Rounding,
    Split,
    Terms,
    due_dates,
    first_day_after,
    plan,
    split,
)
from finance.selectors.balances import balance
from finance.selectors.funds import fund_free
from finance.selectors.repayment import Standing, standing, terms_as_json
from finance.services import loan_books as books
from finance.services.calls import call
from finance.services.lending import locked_loan
from finance.services.places import place
from finance.states import LOAN, Fund, LoanState, PlanReason


def draw_loan(
    *,
    by: Person,
    loan: Loan,
    amount: Decimal,
    key: str,
    where: str = chart.BANK,
    first_due: dt.date | None = None,
) -> LoanDraw:
    """Hand money of an agreed loan over, all or a part; each time a plan of what is left is made.

    `first_due` is the day of the first instalment, of the first drawing only. What is behind stays due as
    it was. The same key answers the same drawing.
    Raises Refused: `no_key`, `own_money`, `not_backed`, `no_such_move`, `too_much`, `fund_too_small`,
    `too_late_to_draw`, `odd_first_due`, `not_above_zero`, `key_reused`.
    """
    with transaction.atomic():
        loan = locked_loan(loan)
        money = exact(amount, loan.product.currency)
        known = LoanDraw.objects.filter(key=key).first()
        if known is not None:
            require(policies.may_work_loan(by, loan))
            if (known.loan_id, known.amount) != (loan.pk, money):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        require(policies.may_draw(by, loan))
        _check_draw(loan, money)
        now = standing(loan, today())
        terms = _first_terms(loan, first_due) if now is None else _later_terms(now)
        _open_account(loan)
        posted = books.post_draw(by, loan, money, _comes_from(loan, where), key)
        draw = LoanDraw.objects.create(
            loan=loan, on=today(), amount=money, entry_id=posted.id, drawn_by=by, key=key
        )
        carried = _carried(now) if now else []
        owed = (now.left if now else ZERO) - sum((line.principal for line in carried), ZERO)
        _write_plan(
            loan,
            by,
            terms,
            [Draw(today(), owed + money)],
            PlanReason.DRAWN,
            carried=carried,
            brought=now.accrued if now else ZERO,
        )
        audit.record(by=by, verb="finance.draw_loan", thing=loan, private=True)
    return draw


def _comes_from(loan: Loan, where: str) -> Account:
    """Where the money comes out of. Goods come out of no till: they are sold."""
    if loan.product.of_goods:
        return books.sales_account(loan)
    return place(loan.product.cooperative_id, where, loan.product.currency)


def _check_draw(loan: Loan, money: Decimal) -> None:
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    drawn = sum((one.amount for one in loan.draws.all()), ZERO)
    if drawn + money > loan.amount:
        raise refuse(
            "too_much",
            _("Of this loan %(left)s are left to hand over.")
            % {"left": format_money(loan.amount - drawn, loan.product.currency)},
            amount=_("Write less."),
        )
    if loan.product.fund == Fund.MUTUAL:
        # Nobody else lends from the fund, or takes from it, while this one is weighed against it.
        call("SELECT ledger_gate(%s, true)", (loan.product.cooperative_id,))
        free = fund_free(loan.product.cooperative_id, loan.product.currency)
        if money > free:
            raise refuse(
                "fund_too_small",
                _("The mutual support fund has %(free)s free to lend.")
                % {"free": format_money(max(free, ZERO), loan.product.currency)},
                status=409,
            )


def _first_terms(loan: Loan, first_due: dt.date | None) -> Terms:
    product = loan.product
    assert loan.rate is not None
    every = Every(product.every)
    weights: tuple[Decimal, ...] = ()
    if loan.harvests:
        days = [(dt.date.fromisoformat(day), Decimal(part)) for day, part in loan.harvests]
        days = [(day, part) for day, part in days if day > today()]
        if not days:
            raise refuse("too_late_to_draw", _("All its harvests have passed."), status=409)
        dues, weights = [day for day, _part in days], tuple(part for _day, part in days)
    else:
        first = first_due or first_day_after(today(), every=every, step=product.step)
        latest = first_day_after(today(), every=every, step=product.step * 2)
        if not today() < first <= latest:
            raise refuse(
                "odd_first_due",
                _("The first instalment falls after today, and not later than two instalments from now."),
                first_due=_("Choose another day."),
            )
        dues = due_dates(first, loan.instalments, every=every, step=product.step)
    return Terms(
        method=Method(product.method),
        dues=tuple(dues),
        rates=(Rate(dt.date(1974, 1, 1), loan.rate.percent),),
        count=DayCount(product.count),
        rounding=Rounding(product.rounding),
        step=product.round_to,
        grace=min(loan.grace, len(dues) - 1),
        weights=weights,
    )


def _later_terms(now: Standing) -> Terms:
    """The terms of a plan for the days that are still to come."""
    old = now.terms
    coming = [place for place, day in enumerate(old.dues) if day > now.day]
    if not coming:
        raise refuse("too_late_to_draw", _("All its instalments are due: renegotiate it."), status=409)
    return replace(
        old,
        dues=tuple(old.dues[place] for place in coming),
        weights=tuple(old.weights[place] for place in coming) if old.weights else (),
        grace=max(0, old.grace - coming[0]),
    )


def _carried(now: Standing) -> list[Line]:
    """What is behind goes on being due since its own day."""
    return [Line(0, one.line.due, one.principal, one.interest, ZERO) for one in now.late]


def _open_account(loan: Loan) -> None:
    if loan.ledger_id is None:
        loan.ledger = books.receivable(loan)
        require(LOAN.refusal(loan.state, LoanState.RUNNING))
        loan.state = LoanState.RUNNING
        loan.save(update_fields=["ledger", "state"])


def _write_plan(
    loan: Loan,
    by: Person | None,
    terms: Terms,
    draws: Sequence[Draw],
    reason: PlanReason,
    *,
    carried: Sequence[Line] = (),
    brought: Decimal = ZERO,
    decision: Decision | None = None,
    note: str = "",
) -> LoanPlan:
    """Keep a plan: what is behind first, then its instalments. Interest brought along is of the first one."""
    fresh = plan(terms, draws)
    if brought:
        fresh[0] = fresh[0]._replace(interest=fresh[0].interest + brought)
    behind = sum((line.principal for line in carried), ZERO)
    total = sum((draw.amount for draw in draws), ZERO) + behind
    version = (loan.plans.order_by("-version").values_list("version", flat=True).first() or 0) + 1
    made = LoanPlan.objects.create(
        loan=loan,
        version=version,
        since=today(),
        reason=reason,
        decision=decision,
        note=note[:300],
        terms=terms_as_json(terms, brought=brought, carried=behind),
        principal=total,
        made_by=by,
    )
    left, rows = total, []
    for number, line in enumerate([*carried, *fresh], 1):
        left -= line.principal
        rows.append(
            LoanInstalment(
                plan=made,
                number=number,
                due=line.due,
                principal=line.principal,
                interest=line.interest,
                balance=left,
            )
        )
    LoanInstalment.objects.bulk_create(rows)
    return made


def pay_loan(
    *,
    by: Person | None,
    loan: Loan,
    amount: Decimal,
    key: str,
    where: str = chart.VAULT,
    out_of: Account | None = None,
    shorten: bool = False,
) -> LoanPayment:
    """Receive a payment today: interest that is due, then principal that is due, then what comes next.

    Up to the next instalment it is paid on account. Beyond it, the interest run until today is paid and the
    rest goes off the principal: a new plan follows, with lower instalments or, with `shorten`, fewer ones.
    `out_of` is another account that pays (a deduction from a pay); `by=None` is another room's own run.
    The same key answers the same payment.
    Raises Refused: `no_key`, `own_money`, `not_running`, `too_much`, `not_above_zero`, `key_reused`.
    """
    with transaction.atomic():
        loan = locked_loan(loan)
        money = exact(amount, loan.product.currency)
        known = LoanPayment.objects.filter(key=key).first()
        if known is not None:
            if by is not None:
                require(policies.may_work_loan(by, loan))
            if (known.loan_id, known.amount) != (loan.pk, money):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        if by is not None:
            require(policies.may_receive(by, loan))
        now = standing(loan, today())
        if now is None or loan.state != LoanState.RUNNING:
            raise refuse("not_running", _("This loan is not being repaid."), status=409)
        paid = _split(loan, now, money)
        till = out_of or place(loan.product.cooperative_id, where, loan.product.currency)
        posted = books.post_payment(by, loan, paid, till, key)
        payment = LoanPayment.objects.create(
            loan=loan,
            plan=now.plan,
            on=today(),
            amount=money,
            interest=paid.interest,
            principal=paid.principal,
            early=paid.early,
            entry_id=posted.id,
            received_by=by,
            key=key,
        )
        left = now.left - paid.principal - paid.early
        if not left:
            end_loan(loan, LoanState.REPAID)
        elif paid.early:
            _write_plan(
                loan, by, _after_early(now, left, shorten=shorten), [Draw(today(), left)], PlanReason.EARLY
            )
        audit.record(by=by, verb="finance.pay_loan", thing=loan, private=True)
    return payment


def _split(loan: Loan, now: Standing, money: Decimal) -> Split:
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    if money > now.pays_off:
        raise refuse(
            "too_much",
            _("With %(all)s it is paid off today.")
            % {"all": format_money(now.pays_off, loan.product.currency)},
            amount=_("Write less."),
        )
    if money < now.pays_off and now.next is not None and now.due < money <= now.due + now.next.total:
        return split(money, [*now.late, now.next], accrued=ZERO, left=now.left)
    return split(money, now.late, accrued=now.accrued, left=now.left)


def _after_early(now: Standing, left: Decimal, *, shorten: bool) -> Terms:
    terms = _later_terms(now)
    if not shorten or terms.method == Method.HARVEST:
        return terms
    most = max(line.total for line in now.lines)
    for count in range(terms.grace + 1, len(terms.dues)):
        fewer = replace(terms, dues=terms.dues[:count])
        if max(line.total for line in plan(fewer, [Draw(today(), left)])) <= most:
            return fewer
    return terms


def renegotiate_loan(
    *,
    by: Person,
    loan: Loan,
    decision: Decision,
    instalments: int,
    first_due: dt.date,
    grace: int = 0,
    todays_rate: bool = False,
    note: str = "",
) -> LoanPlan:
    """Agree to another plan for what is left, by a decision. The plans before stay as they were.

    Interest that is due or has run is asked for with the first instalment and earns none itself.
    Raises Refused: `no_key`, `own_money`, `not_running`, `no_decision`, `odd_terms`.
    """
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    with transaction.atomic():
        loan = locked_loan(loan)
        require(policies.may_receive(by, loan))
        now = standing(loan, today())
        assert now is not None
        if not 1 <= instalments <= 360 or not 0 <= grace < instalments or not today() < first_due:
            raise refuse("odd_terms", _("These terms do not fit together."), instalments=_("Check them."))
        if (first_due - today()).days > 731:
            raise refuse(
                "odd_terms", _("The first instalment is within two years."), first_due=_("Choose another.")
            )
        product, rates = loan.product, now.terms.rates
        if todays_rate:
            rate = product.rates.filter(since__lte=today()).order_by("-since").first()
            rates = rates if rate is None else (Rate(dt.date(1974, 1, 1), rate.percent),)
        terms = replace(
            now.terms,
            method=Method.EQUAL_PRINCIPAL if now.terms.method == Method.HARVEST else now.terms.method,
            dues=tuple(due_dates(first_due, instalments, every=Every(product.every), step=product.step)),
            rates=rates,
            grace=grace,
            weights=(),
        )
        owing = sum((one.interest for one in now.late), ZERO) + now.accrued
        made = _write_plan(
            loan,
            by,
            terms,
            [Draw(today(), now.left)],
            PlanReason.RENEGOTIATED,
            brought=owing,
            decision=decision,
            note=note.strip(),
        )
        audit.record(
            by=by,
            verb="finance.renegotiate_loan",
            thing=loan,
            new={"decision": decision.number},
            private=True,
        )
    return made


def write_off_loan(*, by: Person, loan: Loan, decision: Decision) -> LoanWriteOff:
    """Let go of what is left of a loan, by a decision. Raises Refused: as `renegotiate_loan`."""
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    with transaction.atomic():
        loan = locked_loan(loan)
        require(policies.may_receive(by, loan))
        left = balance(loan.ledger_id or 0)
        posted = books.post_write_off(by, loan, left, decision)
        gone = LoanWriteOff.objects.create(
            loan=loan, amount=left, decision=decision, entry_id=posted.id, written_by=by
        )
        end_loan(loan, LoanState.WRITTEN_OFF)
        audit.record(
            by=by, verb="finance.write_off_loan", thing=loan, new={"decision": decision.number}, private=True
        )
    return gone


def end_loan(loan: Loan, state: LoanState) -> None:
    """A loan is over: paid back, or let go of."""
    require(LOAN.refusal(loan.state, state))
    loan.state, loan.ended_on = state, today()
    loan.save(update_fields=["state", "ended_on"])
