"""Who draws up, posts and hands out the anticipo, and who sees whose."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, keys_of, worker_refusal
from finance.models import PayLine, PayOrder, PayRun
from finance.policies.access import may_keep_books
from finance.policies.savings import OWN
from finance.states import PAY_RUN, PayRunState


def may_read_pay(person: Person) -> Refusal | None:
    """What the anticipo is and what each run came to: everybody who works. Lines are each one's own."""
    return worker_refusal(person)


def may_keep_pay(person: Person) -> Refusal | None:
    """Say the anticipo by a decision, draw up runs, write charges."""
    return may_keep_books(person)


def sees_lines(person: Person) -> bool:
    return person.is_authenticated and keys_of(person).holds_any(Role.FINANCE)


def may_see_line(person: Person, line: PayLine) -> Refusal | None:
    if not person.is_authenticated:
        return LOGIN
    return None if line.person_id == person.pk or sees_lines(person) else NOT_FOUND


def may_post_run(person: Person, run: PayRun) -> Refusal | None:
    """Another of the finance turn than who drew it up. What the clock drew up, anyone of it."""
    refusal = may_keep_books(person) or PAY_RUN.refusal(run.state, PayRunState.POSTED)
    if refusal is None and run.drawn_by_id == person.pk:
        return Refusal(
            "by_two", _("You drew this up: somebody else of the finance turn posts it."), status=403
        )
    return refusal


def may_drop_run(person: Person, run: PayRun) -> Refusal | None:
    return may_keep_books(person) or PAY_RUN.refusal(run.state, PayRunState.DROPPED)


def may_hand_out(person: Person, run: PayRun) -> Refusal | None:
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    if run.state != PayRunState.POSTED:
        return Refusal("not_posted", _("This run is not in the books yet."), status=409)
    return None


def may_hand_line(person: Person, line: PayLine) -> Refusal | None:
    """One person's money, in their hand. Nobody hands out their own."""
    if (refusal := may_hand_out(person, line.run)) is not None:
        return refusal
    return OWN if line.person_id == person.pk else None


def may_charge(person: Person, other: Person) -> Refusal | None:
    if (refusal := may_keep_pay(person)) is not None:
        return refusal
    return OWN if person.pk == other.pk else None


def may_end_order(person: Person, order: PayOrder) -> Refusal | None:
    if not person.is_authenticated:
        return LOGIN
    return None if order.person_id == person.pk else NOT_FOUND
