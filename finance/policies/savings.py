"""Who sees and works a saving. Its holders and the finance turn; to anybody else it is not there."""

import datetime as dt
from collections.abc import Iterable

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, keys_of
from finance.models import SavingsAccount, SavingsHolder, SavingsWithdrawal
from finance.policies.access import may_keep_books
from finance.states import WITHDRAWAL, SavingState, WithdrawalState

ADULT = 18
OWN = Refusal("own_money", _("This is yours: somebody else of the finance turn does it for you."), status=403)


def is_minor(person: Person, day: dt.date) -> bool:
    """Whether a person is known to be under eighteen on a day."""
    return person.birth_date is not None and person.birth_date > day - relativedelta(years=ADULT)


def holders_of(saving: SavingsAccount) -> list[SavingsHolder]:
    """Who holds a saving today, the owner first."""
    # A list of savings brings its holders along, in one query for all of them.
    brought = "holders" in getattr(saving, "_prefetched_objects_cache", {})
    every = saving.holders.all() if brought else saving.holders.select_related("person")
    held = [one for one in every if one.until is None]
    return sorted(held, key=lambda one: (one.role != "owner", one.pk))


def signers_of(holders: Iterable[SavingsHolder], day: dt.date) -> list[Person]:
    """Who may withdraw on a day: those of age; whoever answers for a child while it is one."""
    held = list(holders)
    child = any(one.role == "owner" and is_minor(one.person, day) for one in held)
    roles = {"joint", "guardian"} if child else {"owner", "joint"}
    return [one.person for one in held if one.role in roles and not is_minor(one.person, day)]


def holds(person: Person, saving: SavingsAccount) -> bool:
    return any(one.person_id == person.pk for one in holders_of(saving))


def may_see_saving(person: Person, saving: SavingsAccount) -> Refusal | None:
    if not person.is_authenticated:
        return LOGIN
    if keys_of(person).holds_any(Role.FINANCE) or holds(person, saving):
        return None
    return NOT_FOUND


def may_work_saving(person: Person, saving: SavingsAccount) -> Refusal | None:
    """Receive, pay and close for others. Nobody works their own saving."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    return OWN if holds(person, saving) else None


def may_sign(person: Person, saving: SavingsAccount) -> Refusal | None:
    """Ask for a withdrawal or agree to one: a holder of age."""
    if (refusal := may_see_saving(person, saving)) is not None:
        return refusal
    if person.pk in {one.pk for one in signers_of(holders_of(saving), today())}:
        return None
    return Refusal("not_a_signer", _("Whoever holds this saving and is of age asks for it."), status=403)


def may_ask_withdrawal(person: Person, saving: SavingsAccount) -> Refusal | None:
    """A term is not touched before its day; it may be closed, at what its rules give then."""
    if (refusal := may_sign(person, saving)) is not None:
        return refusal
    if saving.state == SavingState.CLOSED:
        return Refusal("saving_closed", _("This saving is closed."), status=409)
    if saving.ends_on is not None and saving.ends_on > today():
        return Refusal(
            "before_term", _("The term has not been reached. To have it before, ask to close it."), status=409
        )
    return None


def may_ask_closing(person: Person, saving: SavingsAccount) -> Refusal | None:
    if (refusal := may_sign(person, saving)) is not None:
        return refusal
    if saving.state == SavingState.CLOSED:
        return Refusal("saving_closed", _("This saving is closed."), status=409)
    return None


def missing_consents(withdrawal: SavingsWithdrawal) -> list[Person]:
    """Whose word a withdrawal still lacks, where all sign together."""
    if withdrawal.saving.signing == SavingsAccount.Signing.ANY:
        return []
    given = {withdrawal.asked_by_id, *(one.person_id for one in withdrawal.consents.all())}
    return [one for one in signers_of(holders_of(withdrawal.saving), today()) if one.pk not in given]


def may_pay_withdrawal(person: Person, withdrawal: SavingsWithdrawal) -> Refusal | None:
    refusal = may_work_saving(person, withdrawal.saving) or WITHDRAWAL.refusal(
        withdrawal.state, WithdrawalState.PAID
    )
    if refusal is not None:
        return refusal
    if missing_consents(withdrawal):
        return Refusal("not_all_agree", _("All who hold this saving agree first."), status=409)
    return None


def may_undo_withdrawal(person: Person, withdrawal: SavingsWithdrawal) -> Refusal | None:
    """Its holders take it back, or the desk when nobody comes for it."""
    if (refusal := may_see_saving(person, withdrawal.saving)) is not None:
        return refusal
    return WITHDRAWAL.refusal(withdrawal.state, WithdrawalState.UNDONE)


def may_consent(person: Person, withdrawal: SavingsWithdrawal) -> Refusal | None:
    if (refusal := may_sign(person, withdrawal.saving)) is not None:
        return refusal
    if withdrawal.state != WithdrawalState.ASKED:
        return Refusal("withdrawal_ended", _("This withdrawal has ended."), status=409)
    if person.pk not in {one.pk for one in missing_consents(withdrawal)}:
        return Refusal("agreed_already", _("Your word is not missing here."), status=409)
    return None


def may_deposit(person: Person, saving: SavingsAccount) -> Refusal | None:
    """A term takes what it was opened with and no more."""
    if (refusal := may_work_saving(person, saving)) is not None:
        return refusal
    return takes_deposits(saving)


def takes_deposits(saving: SavingsAccount) -> Refusal | None:
    if saving.state != SavingState.ACTIVE:
        return Refusal("saving_closed", _("This saving takes nothing more."), status=409)
    if saving.ends_on is not None and saving.ledger.balance.version > 0:
        return Refusal(
            "term_is_full", _("A term takes what it was opened with. Open another one."), status=409
        )
    return None
