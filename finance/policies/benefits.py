"""Who tells a fund what happened, who hears and values it, who pays it, who sees it."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, keys_of
from finance.models import Claim
from finance.policies.access import may_keep_books
from finance.policies.savings import OWN
from finance.states import CLAIM, ClaimState


def may_tell_claim(person: Person, whose: Person) -> Refusal | None:
    """A member about what happened to them; about somebody else, the finance turn."""
    if not person.is_authenticated:
        return LOGIN
    if person.pk != whose.pk:
        return may_keep_books(person)
    return None if keys_of(person).member_of else NOT_FOUND


def may_read_funds(person: Person) -> Refusal | None:
    """What each fund is, holds and gives: every member of the network."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).member_of else NOT_FOUND


def may_see_claim(person: Person, claim: Claim) -> Refusal | None:
    """Whoever it happened to and the finance turn. To anybody else it is not there."""
    if not person.is_authenticated:
        return LOGIN
    if claim.person_id == person.pk or keys_of(person).holds_any(Role.FINANCE):
        return None
    return NOT_FOUND


def may_move_claim(person: Person, claim: Claim, state: str) -> Refusal | None:
    """Hear, value, decline: the finance turn, never about oneself."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    return OWN if claim.person_id == person.pk else CLAIM.refusal(claim.state, state)


def may_pay_claim(person: Person, claim: Claim) -> Refusal | None:
    """Another of the finance turn than who wrote what the fund gives."""
    if (refusal := may_move_claim(person, claim, ClaimState.PAID)) is not None:
        return refusal
    if claim.valued_by_id == person.pk:
        return Refusal(
            "by_two", _("You wrote what the fund gives: somebody else of the finance turn pays."), status=403
        )
    return None


def may_undo_claim(person: Person, claim: Claim) -> Refusal | None:
    if (refusal := may_see_claim(person, claim)) is not None:
        return refusal
    if person.pk not in {claim.person_id, claim.told_by_id}:
        return Refusal("not_yours", _("Only whoever told it takes it back."), status=403)
    return CLAIM.refusal(claim.state, ClaimState.UNDONE)


def may_receive_from(person: Person, giver: Person | None) -> Refusal | None:
    """Write down money that somebody gives: the finance turn, and never one's own."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    return OWN if giver is not None and giver.pk == person.pk else None
