"""Who asks for a loan, who sees it, who works it. Nobody their own; nobody is scored."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from federation.selectors import Cooperative, Person, Role, keys_of
from finance.models import Loan, LoanGuarantor
from finance.policies.access import may_keep_books
from finance.policies.savings import OWN, is_minor
from finance.states import GUARANTEE, LOAN, GuaranteeState, LoanState


def may_borrow(person: Person) -> Refusal | None:
    """A member of any cooperative, of age, for themselves."""
    if not person.is_authenticated:
        return LOGIN
    if not keys_of(person).member_of:
        return NOT_FOUND
    if is_minor(person, today()):
        return Refusal("not_of_age", _("Loans are for people of age."), status=403)
    return None


def may_borrow_for(person: Person, organisation: Cooperative) -> Refusal | None:
    """Somebody of the organisation asks for it."""
    if (refusal := may_borrow(person)) is not None:
        return refusal
    if organisation.pk in keys_of(person).member_of:
        return None
    return Refusal("not_of_it", _("Somebody of that organisation asks for it."), status=403)


def may_see_loan(person: Person, loan: Loan) -> Refusal | None:
    """Whoever has it, who answers for it, and the finance turn. An organisation's, every worker.

    To anybody else it is not there, so that nobody learns who owes.
    """
    if not person.is_authenticated:
        return LOGIN
    keys = keys_of(person)
    if keys.holds_any(Role.FINANCE) or is_party(person, loan):
        return None
    if loan.organisation_id is not None and keys.is_worker:
        return None
    return NOT_FOUND


def is_party(person: Person, loan: Loan) -> bool:
    """Whether a loan is the person's, their organisation's, or one they answer for."""
    if person.pk in {loan.person_id, loan.asked_by_id}:
        return True
    if loan.organisation_id is not None and loan.organisation_id in keys_of(person).member_of:
        return True
    return loan.backers.filter(person=person).exclude(state=GuaranteeState.DECLINED).exists()


def may_work_loan(person: Person, loan: Loan) -> Refusal | None:
    """Write what was agreed, hand over, receive: the finance turn, and never a party."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    return OWN if is_party(person, loan) else None


def may_move_loan(person: Person, loan: Loan, state: str) -> Refusal | None:
    return may_work_loan(person, loan) or LOAN.refusal(loan.state, state)


def may_undo_loan(person: Person, loan: Loan) -> Refusal | None:
    """Whoever asked takes it back, until money is handed over."""
    if (refusal := may_see_loan(person, loan)) is not None:
        return refusal
    if person.pk not in {loan.person_id, loan.asked_by_id}:
        return Refusal("not_yours", _("Only whoever asked takes it back."), status=403)
    return LOAN.refusal(loan.state, LoanState.UNDONE)


def may_draw(person: Person, loan: Loan) -> Refusal | None:
    """Hand money over: once agreed, and once all who were to answer for it have said yes."""
    if (refusal := may_work_loan(person, loan)) is not None:
        return refusal
    if loan.state not in {LoanState.AGREED, LoanState.RUNNING}:
        return LOAN.refusal(loan.state, LoanState.RUNNING)
    given = loan.backers.filter(state=GuaranteeState.GIVEN).count()
    if given < loan.product.guarantors:
        return Refusal("not_backed", _("Not all who answer for this loan have said yes yet."), status=409)
    return None


def may_receive(person: Person, loan: Loan) -> Refusal | None:
    """Receive a payment, renegotiate or let go of a loan that is being repaid."""
    if (refusal := may_work_loan(person, loan)) is not None:
        return refusal
    if loan.state == LoanState.RUNNING:
        return None
    return Refusal("not_running", _("This loan is not being repaid."), status=409)


def may_answer(person: Person, guarantor: LoanGuarantor) -> Refusal | None:
    """Whoever was asked to answer for a loan says so themselves."""
    if not person.is_authenticated:
        return LOGIN
    if guarantor.person_id != person.pk:
        return NOT_FOUND
    if guarantor.loan.state not in {LoanState.ASKED, LoanState.AGREED}:
        return Refusal("loan_ended", _("This loan is not waiting for anybody any more."), status=409)
    return GUARANTEE.refusal(guarantor.state, GuaranteeState.GIVEN)
