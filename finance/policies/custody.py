"""Who counts cash. Two people each time, one of them with the finance key once it reaches the vault."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, key_refusal, keys_of, worker_refusal
from finance.models import CashBag, CashTally
from finance.policies.access import may_keep_books
from finance.states import BAG, BagState

HANDS = (Role.FINANCE, Role.TILL, Role.FAIR, Role.WEEK)
"""Keys whose holders count cash."""


def may_count_cash(person: Person) -> Refusal | None:
    """Whoever works a till, a fair, the week or the finance desk, anywhere."""
    if not person.is_authenticated:
        return LOGIN
    if any(keys_of(person).holds_any(role) for role in HANDS):
        return None
    return key_refusal(person, Role.FINANCE)


def may_begin_bag(person: Person, kind: str) -> Refusal | None:
    """A drop is begun by whoever counts cash; what leaves the vault by the finance turn."""
    return may_count_cash(person) if kind == CashBag.Kind.DROP else may_keep_books(person)


def may_tally(person: Person, bag: CashBag) -> Refusal | None:
    if bag.state not in {BagState.COUNTING, BagState.TRAVELLING}:
        return Refusal("bag_ended", _("This bag has been counted already."), status=409)
    return worker_refusal(person) or may_count_cash(person)


def may_be_next(person: Person, before: Sequence[CashTally]) -> Refusal | None:
    """The second of a round is somebody else, and one of the two works the finance desk."""
    if any(tally.counted_by_id == person.pk for tally in before):
        return Refusal("counted_already", _("You have counted. Now somebody else counts, alone."), status=409)
    if not before or (
        before[0].moment == CashTally.Moment.LEAVING and before[0].bag.kind == CashBag.Kind.DROP
    ):
        return None
    if any(keys_of(one).holds_any(Role.FINANCE) for one in (person, before[0].counted_by)):
        return None
    return Refusal("finance_too", _("One of the two has the finance turn. Ask whoever has it."), status=403)


def may_cancel_bag(person: Person, bag: CashBag) -> Refusal | None:
    return may_count_cash(person) or BAG.refusal(bag.state, BagState.CANCELLED)


def may_explain_bag(person: Person, bag: CashBag) -> Refusal | None:
    """Of a bag that arrived with more or less than it left with."""
    if difference_of(bag) in {None, Decimal(0)}:
        return Refusal("no_difference", _("Nothing is missing or left over in this bag."), status=409)
    return may_count_cash(person)


def difference_of(bag: CashBag) -> Decimal | None:
    """What arrived less what left, or less what the books said; None until both have counted."""
    was = bag.expected if bag.kind == CashBag.Kind.COUNT else bag.sent
    return None if bag.received is None or was is None else bag.received - was
