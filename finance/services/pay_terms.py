"""What the anticipo is, for whom it is another amount, and what people have taken out of theirs."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, Currency, to_decimal
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from cecosesola.kernel.weeks import Week
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Loan, PayCharge, PayException, PayOrder, PayRate, PayRun, SavingsAccount
from finance.services.books import account as ledger_account
from finance.services.places import place
from finance.services.posting import Leg, post
from finance.states import LoanState, PayRunState, SavingState

MOST_WEEKS = 52


def set_pay_rate(
    *,
    by: Person,
    cooperative: Cooperative,
    amount: Decimal,
    since: dt.date,
    decision: Decision,
    currency: str = Currency.VES,
    kept: Decimal = Decimal(50),
) -> PayRate:
    """Say the anticipo of a week for everybody from the week of a day on, by a decision.

    `kept` percent of it stays free of deductions. Weeks that were paid stay as they were.
    Raises Refused: `no_key`, `no_decision`, `not_above_zero`, `too_fine`, `not_a_part`, `paid_already`,
    `said_already`.
    """
    require(policies.may_keep_pay(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    money = exact(amount, currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    if not 0 <= to_decimal(kept) <= 100:
        raise refuse("not_a_part", _("A part is from 0 to 100 percent."), kept=_("From 0 to 100."))
    monday = Week.of(since).monday
    later = PayRun.objects.filter(cooperative=cooperative, monday__gte=monday, state=PayRunState.POSTED)
    if later.exists():
        raise refuse(
            "paid_already", _("That week was paid already: choose a later one."), since=_("Later, please.")
        )
    try:
        with transaction.atomic():
            rate = PayRate.objects.create(
                cooperative=cooperative,
                since=monday,
                amount=money,
                currency=currency,
                kept=kept,
                decision=decision,
                recorded_by=by,
            )
            audit.record(
                by=by,
                verb="finance.set_pay_rate",
                thing=rate,
                new={"amount": money, "currency": currency, "since": monday, "decision": decision.number},
            )
    except IntegrityError as error:
        raise refuse("said_already", _("The anticipo of that week was said already."), status=409) from error
    return rate


def except_from_pay(
    *,
    by: Person,
    cooperative: Cooperative,
    person: Person,
    amount: Decimal,
    since: dt.date,
    weeks: int,
    reason: str,
    decision: Decision,
    currency: str = Currency.VES,
) -> PayException:
    """Pay one person another amount during some weeks, because a decision says so.

    Raises Refused: `no_key`, `own_money`, `no_decision`, `no_reason`, `odd_weeks`, `too_fine`, `negative`.
    """
    require(policies.may_charge(by, person))
    if decision is None:
        raise refuse("no_decision", _("Without a decision everybody receives the same."), decision=_("Cite."))
    if not reason.strip():
        raise refuse("no_reason", _("Write why."), reason=_("Write why."))
    if not 1 <= weeks <= MOST_WEEKS:
        raise refuse("odd_weeks", _("From one week to a year."), weeks=_("From 1 to 52."))
    money = exact(amount, currency)
    if money < 0:
        raise refuse("negative", _("Nothing below zero."), amount=_("Zero or more."))
    first = Week.of(since)
    with transaction.atomic():
        made = PayException.objects.create(
            cooperative=cooperative,
            person=person,
            amount=money,
            since=first.monday,
            until=first.shift(weeks - 1).monday,
            reason=reason.strip()[:300],
            decision=decision,
            recorded_by=by,
        )
        audit.record(
            by=by,
            verb="finance.except_from_pay",
            thing=made,
            new={"decision": decision.number},
            private=True,
        )
    return made


def order_saving(*, by: Person, saving: SavingsAccount, amount: Decimal) -> PayOrder:
    """Have an amount put into a saving out of each anticipo: only its person asks for it.

    Raises Refused: `not_found`, `saving_closed`, `not_above_zero`, `ordered_already`.
    """
    require(policies.may_see_saving(by, saving))
    if saving.state != SavingState.ACTIVE:
        raise refuse("saving_closed", _("This saving takes nothing more."), status=409)
    return _order(by, exact(amount, saving.product.currency), saving=saving)


def order_loan(*, by: Person, loan: Loan, amount: Decimal | None = None) -> PayOrder:
    """Have what is due of one's loan taken out of each anticipo, or up to an amount of it.

    Raises Refused: `not_found`, `not_running`, `not_above_zero`, `ordered_already`.
    """
    require(policies.may_see_loan(by, loan))
    if loan.person_id != by.pk:
        raise refuse("not_yours", _("Whoever owes a loan asks for this."), status=403)
    if loan.state != LoanState.RUNNING:
        raise refuse("not_running", _("This loan is not being repaid."), status=409)
    return _order(by, None if amount is None else exact(amount, loan.product.currency), loan=loan)


def _order(
    by: Person, money: Decimal | None, *, saving: SavingsAccount | None = None, loan: Loan | None = None
) -> PayOrder:
    if money is not None and money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    try:
        with transaction.atomic():
            order = PayOrder.objects.create(person=by, saving=saving, loan=loan, amount=money, asked_at=now())
            audit.record(by=by, verb="finance.order_deduction", thing=order, private=True)
    except IntegrityError as error:
        raise refuse(
            "ordered_already", _("That is taken out of your anticipo already. End it first."), status=409
        ) from error
    return order


def end_order(*, by: Person, order: PayOrder) -> PayOrder:
    """Stop a standing deduction. A second time changes nothing. Raises Refused: `not_found`."""
    with transaction.atomic():
        order = PayOrder.objects.select_for_update().get(pk=order.pk)
        require(policies.may_end_order(by, order))
        if order.ended_at is None:
            order.ended_at = now()
            order.save(update_fields=["ended_at"])
            audit.record(by=by, verb="finance.end_order", thing=order, private=True)
    return order


def charge_on_pay(
    *,
    by: Person,
    cooperative: Cooperative,
    person: Person,
    kind: str,
    what: str,
    amount: Decimal,
    key: str,
    weeks: int = 1,
    currency: str = Currency.VES,
    where: str = chart.VAULT,
) -> PayCharge:
    """Write what a person took on account: goods, or money out of the vault or the bank.

    It is paid out of their next anticipos, in so many weeks. The same key answers the same charge.
    Raises Refused: `no_key`, `own_money`, `not_above_zero`, `odd_weeks`, `no_words`, `key_reused`.
    """
    require(policies.may_charge(by, person))
    money = exact(amount, currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    if not 1 <= weeks <= MOST_WEEKS:
        raise refuse("odd_weeks", _("From one week to a year."), weeks=_("From 1 to 52."))
    if not what.strip():
        raise refuse("no_words", _("Write what it is."), what=_("Write what it is."))
    with transaction.atomic():
        known = PayCharge.objects.filter(key=key).first()
        if known is not None:
            if (known.person_id, known.amount, known.currency) != (person.pk, money, currency):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        ledger = ledger_account(
            cooperative=cooperative,
            node=chart.ADVANCES,
            party=f"{policies.PRIVATE}{person.pk}",
            product=f"charge {key}"[:80],
            currency=currency,
            floor=ZERO,
        )
        if kind == PayCharge.Kind.ADVANCE:
            other = place(cooperative, where, currency)
        else:
            other = ledger_account(
                cooperative=cooperative, node=chart.SALES, product="on account", currency=currency, hot=True
            )
        posted = post(
            by=by,
            cooperative=cooperative,
            effective=today(),
            key=f"charge:{key}",
            source=f"federation.person:{person.pk}",
            description=as_written(_("On account: %(what)s"), what=what.strip()[:120]),
            legs=[Leg(ledger, money), Leg(other, -money)],
        )
        try:
            with transaction.atomic():
                made = PayCharge.objects.create(
                    cooperative=cooperative,
                    person=person,
                    kind=kind,
                    what=what.strip()[:120],
                    amount=money,
                    currency=currency,
                    weeks=weeks,
                    ledger=ledger,
                    entry_id=posted.id,
                    written_by=by,
                    key=key,
                )
        except IntegrityError:  # the same request, at the same moment
            return PayCharge.objects.get(key=key)
        audit.record(by=by, verb="finance.charge_on_pay", thing=made, private=True)
    return made
