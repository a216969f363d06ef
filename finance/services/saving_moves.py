"""What comes into a saving and what goes out of it."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Person
from finance import chart, policies
from finance.models import Account, Entry, SavingsAccount, SavingsWithdrawal, WithdrawalConsent
from finance.selectors.balances import available, balance
from finance.services import holds
from finance.services.books import close_account
from finance.services.calls import call
from finance.services.interest import post_last_interest
from finance.services.places import place
from finance.services.posting import Leg, Posted, post
from finance.states import SAVING, WITHDRAWAL, SavingState, WithdrawalState


def locked(saving: SavingsAccount) -> SavingsAccount:
    """The saving as it stands, and nobody else's until the transaction ends.

    What it holds is read afterwards, in a query of its own: in this one it would be of before the wait.
    """
    standing = SavingsAccount.objects.select_for_update(of=("self",)).select_related("product", "ledger")
    return standing.get(pk=saving.pk)


def deposit(
    *,
    by: Person | None,
    saving: SavingsAccount,
    amount: Decimal,
    key: str,
    where: str = chart.VAULT,
    out_of: Account | None = None,
    on: dt.date | None = None,
) -> Posted:
    """Put money into a saving: what came in somewhere, or out of another account (a pay, a deduction).

    `by=None` is another room's own run. The same key and body answer the same entry.
    Raises Refused: `no_key`, `own_money`, `saving_closed`, `term_is_full`, `not_above_zero`, `too_fine`,
    `later_day`, `period_closed`, `key_reused`, `no_such_place`.
    """
    with transaction.atomic():
        saving = locked(saving)
        entry_key = f"saving:{saving.pk}:in:{key}"
        known = Entry.objects.filter(key=entry_key).first()
        day = on or (known.effective if known else today())
        source = out_of or place(saving.ledger.cooperative_id, where, saving.product.currency)
        money = _above_zero(amount, saving)
        if by is not None:
            require(policies.may_work_saving(by, saving))
        if known is None:  # a retry is answered even when the term is full or the saving closed meanwhile
            require(policies.takes_deposits(saving))
        if not saving.opened_on <= day <= today():
            raise refuse(
                "later_day", _("A deposit is of a day since the opening, until today."), on=_("Check.")
            )
        return post(
            by=by,
            cooperative=saving.ledger.cooperative_id,
            effective=day,
            key=entry_key,
            source=f"finance.savingsaccount:{saving.pk}",
            description=as_written(_("Deposit %(number)s"), number=saving.number),
            legs=[Leg(source, money), Leg(saving.ledger_id, -money)],
        )


def _above_zero(amount: Decimal, saving: SavingsAccount) -> Decimal:
    money = exact(amount, saving.product.currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    return money


def ask_withdrawal(
    *, by: Person, saving: SavingsAccount, amount: Decimal, key: str, holder: Person | None = None
) -> SavingsWithdrawal:
    """A holder asks for money, which is held for them at once. At the desk, the finance turn writes it
    for the `holder` who is there. The same key answers the same withdrawal.

    Raises Refused: `not_found`, `not_a_signer`, `saving_closed`, `before_term`, `insufficient`,
    `not_above_zero`, `own_money`, `key_reused`.
    """
    with transaction.atomic():
        saving = locked(saving)
        asker = _asker(by, saving, holder)
        money = _above_zero(amount, saving)
        known = _known(key, saving, asker, money, closes=False)
        if known is not None:
            return known
        require(policies.may_ask_withdrawal(asker, saving))
        return _ask(by, asker, saving, money, key, closes=False)


def ask_closing(
    *, by: Person, saving: SavingsAccount, key: str, holder: Person | None = None
) -> SavingsWithdrawal:
    """A holder asks for all of it: it is held, and closed with its interest when it is paid.

    A term closed before its day earns the part of its rate that its rules say.
    Raises Refused: as `ask_withdrawal`, and `nothing_there`.
    """
    with transaction.atomic():
        saving = locked(saving)
        asker = _asker(by, saving, holder)
        known = _known(key, saving, asker, None, closes=True)
        if known is not None:
            return known
        require(policies.may_ask_closing(asker, saving))
        there = available(saving.ledger_id)
        if there <= 0:
            raise refuse("nothing_there", _("Nothing is free in this saving."), status=409)
        return _ask(by, asker, saving, there, key, closes=True)


def _asker(by: Person, saving: SavingsAccount, holder: Person | None) -> Person:
    if holder is None or holder.pk == by.pk:
        return by
    require(policies.may_work_saving(by, saving))
    return holder


def _known(
    key: str, saving: SavingsAccount, asker: Person, amount: Decimal | None, *, closes: bool
) -> SavingsWithdrawal | None:
    known = SavingsWithdrawal.objects.filter(key=key).first()
    if known is None:
        return None
    same = (known.saving_id, known.asked_by_id, known.closes) == (saving.pk, asker.pk, closes)
    if not same or amount not in {None, known.amount}:
        raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
    return known


def _ask(
    by: Person, asker: Person, saving: SavingsAccount, money: Decimal, key: str, *, closes: bool
) -> SavingsWithdrawal:
    held = holds.hold(
        account=saving.ledger_id,
        amount=money,
        key=f"withdrawal:{key}",
        reason=as_written(_("Withdrawal asked for")),
        by=by,
    )
    withdrawal = SavingsWithdrawal.objects.create(
        saving=saving, hold=held, amount=money, asked_by=asker, asked_at=now(), closes=closes, key=key
    )
    audit.record(by=by, verb="finance.ask_withdrawal", thing=withdrawal, private=True)
    return withdrawal


def _withdrawal(withdrawal: SavingsWithdrawal) -> SavingsWithdrawal:
    """The withdrawal and its saving, locked: the saving first, as everywhere."""
    saving = locked(withdrawal.saving)
    found = (
        SavingsWithdrawal.objects.select_for_update(of=("self",)).select_related("hold").get(pk=withdrawal.pk)
    )
    found.saving = saving
    return found


def consent(*, by: Person, withdrawal: SavingsWithdrawal) -> SavingsWithdrawal:
    """A joint holder agrees. Raises Refused: `not_a_signer`, `withdrawal_ended`, `agreed_already`."""
    with transaction.atomic():
        withdrawal = _withdrawal(withdrawal)
        require(policies.may_consent(by, withdrawal))
        WithdrawalConsent.objects.create(withdrawal=withdrawal, person=by)
        audit.record(by=by, verb="finance.consent_withdrawal", thing=withdrawal, private=True)
    return withdrawal


def pay_withdrawal(
    *, by: Person, withdrawal: SavingsWithdrawal, where: str = chart.VAULT
) -> SavingsWithdrawal:
    """Pay what was held. Paid twice, it is paid once.

    Raises Refused: `no_key`, `own_money`, `not_all_agree`, `no_such_move`, `no_such_place`.
    """
    with transaction.atomic():
        withdrawal = _withdrawal(withdrawal)
        saving = withdrawal.saving
        if withdrawal.state == WithdrawalState.PAID:
            require(policies.may_work_saving(by, saving))
            return withdrawal
        require(policies.may_pay_withdrawal(by, withdrawal))
        till = place(saving.ledger.cooperative_id, where, saving.product.currency)
        posted = _pay_all(by, withdrawal, till) if withdrawal.closes else _pay(by, withdrawal, till)
        _end(withdrawal, by, WithdrawalState.PAID, posted)
        if withdrawal.closes:
            _close(saving, by)
    return withdrawal


def _pay(by: Person, withdrawal: SavingsWithdrawal, till: Account) -> Posted:
    return holds.capture(
        hold=withdrawal.hold,
        by=by,
        effective=today(),
        key=f"withdrawal:{withdrawal.pk}",
        source=f"finance.savingsaccount:{withdrawal.saving_id}",
        description=as_written(_("Withdrawal %(number)s"), number=withdrawal.saving.number),
        legs=[Leg(withdrawal.saving.ledger_id, withdrawal.amount), Leg(till, -withdrawal.amount)],
    )


def _pay_all(by: Person, withdrawal: SavingsWithdrawal, till: Account) -> Posted:
    """The whole of a saving with its last interest. What others have asked of it is paid first."""
    saving = withdrawal.saving
    _alone(saving)
    if saving.withdrawals.filter(state=WithdrawalState.ASKED).exclude(pk=withdrawal.pk).exists():
        raise refuse(
            "others_wait", _("Pay or take back the other withdrawals of this saving first."), status=409
        )
    post_last_interest(saving, by=by)
    holds.release(hold=withdrawal.hold)
    whole = balance(saving.ledger_id)
    return post(
        by=by,
        cooperative=saving.ledger.cooperative_id,
        effective=today(),
        key=f"withdrawal:{withdrawal.pk}",
        source=f"finance.savingsaccount:{saving.pk}",
        description=as_written(_("Closing of %(number)s"), number=saving.number),
        legs=[Leg(saving.ledger_id, whole), Leg(till, -whole)],
    )


def undo_withdrawal(*, by: Person, withdrawal: SavingsWithdrawal) -> SavingsWithdrawal:
    """Take a withdrawal back: the money is free again. Raises Refused: `not_found`, `no_such_move`."""
    with transaction.atomic():
        withdrawal = _withdrawal(withdrawal)
        require(policies.may_undo_withdrawal(by, withdrawal))
        holds.release(hold=withdrawal.hold)
        _end(withdrawal, by, WithdrawalState.UNDONE, None)
    return withdrawal


def _end(withdrawal: SavingsWithdrawal, by: Person, state: WithdrawalState, posted: Posted | None) -> None:
    require(WITHDRAWAL.refusal(withdrawal.state, state))
    withdrawal.state, withdrawal.ended_by, withdrawal.ended_at = state, by, now()
    withdrawal.entry_id = posted.id if posted else None
    withdrawal.save(update_fields=["state", "ended_by", "ended_at", "entry"])
    audit.record(
        by=by, verb=f"finance.withdrawal_{state}", thing=withdrawal, new={"state": state}, private=True
    )


def close_empty_saving(*, by: Person, saving: SavingsAccount) -> SavingsAccount:
    """Close a saving that holds nothing. Raises Refused: `no_key`, `own_money`, `account_not_empty`."""
    with transaction.atomic():
        saving = locked(saving)
        require(policies.may_work_saving(by, saving))
        if saving.state != SavingState.CLOSED:
            _alone(saving)
            if balance(saving.ledger_id) == 0:
                post_last_interest(saving, by=by)
            _close(saving, by)
    return saving


def _alone(saving: SavingsAccount) -> None:
    """Closing an account waits for every posting of its books: it asks before it posts itself, so that two
    closings do not wait for each other."""
    call("SELECT ledger_gate(%s, true)", (saving.ledger.cooperative_id,))


def _close(saving: SavingsAccount, by: Person) -> None:
    require(SAVING.refusal(saving.state, SavingState.CLOSED))
    close_account(account=saving.ledger, by=by)
    saving.state, saving.closed_on = SavingState.CLOSED, today()
    saving.save(update_fields=["state", "closed_on"])
    audit.record(by=by, verb="finance.close_saving", thing=saving, private=True)
