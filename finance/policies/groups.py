"""Who begins a savings group, joins it, and sees it."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, keys_of
from finance.models import SavingsGroup
from finance.policies.access import may_keep_books
from finance.policies.savings import OWN
from finance.states import GROUP, GroupState


def may_see_group(person: Person, group: SavingsGroup) -> Refusal | None:
    """Its people and the finance turn; while it comes together, every member of the network."""
    if not person.is_authenticated:
        return LOGIN
    keys = keys_of(person)
    if keys.holds_any(Role.FINANCE) or group.places.filter(person=person).exists():
        return None
    return None if group.state == GroupState.FORMING and keys.member_of else NOT_FOUND


def may_join_group(person: Person, group: SavingsGroup) -> Refusal | None:
    if (refusal := may_see_group(person, group)) is not None:
        return refusal
    if group.state != GroupState.FORMING:
        return Refusal("group_runs", _("This group is complete and under way."), status=409)
    return None


def may_start_group(person: Person, group: SavingsGroup) -> Refusal | None:
    return may_keep_books(person) or GROUP.refusal(group.state, GroupState.RUNNING)


def may_work_group(person: Person, group: SavingsGroup, whose: Person) -> Refusal | None:
    """Receive a turn or hand the whole out: the finance turn, never one's own."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    if group.state != GroupState.RUNNING:
        return Refusal("not_running", _("This group is not under way."), status=409)
    return OWN if whose.pk == person.pk else None
