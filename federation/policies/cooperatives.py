"""Who may read and change what the register tells of cooperatives and of who belongs to them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.models import ApiClient, Cooperative, Membership, Person, Role, Scope, ShareCertificate
from federation.policies.keys import keys_of, may_hold, may_read_as_worker


@dataclass(frozen=True)
class Machine:
    """An affiliate's program as the one who acts: the audit keeps its name and nobody's number."""

    client: ApiClient
    scopes: frozenset[str]
    pk: None = None

    def get_full_name(self) -> str:
        return str(self.client)[:200]


Hand = Person | Machine
"""Whoever changes something: a person with a key, or a program for its own cooperative."""


def may_keep_cooperatives(person: Person) -> Refusal | None:
    """Enter and change cooperatives, certificates and memberships: whoever keeps the register."""
    return may_hold(person, Role.REGISTER)


def may_change_reach(hand: Hand, cooperative: Cooperative) -> Refusal | None:
    """Change contacts and address: the register, or the cooperative's own program."""
    if isinstance(hand, Machine):
        return _own(hand, cooperative, Scope.COOPERATIVE_WRITE)
    return may_keep_cooperatives(hand)


def may_write_members(hand: Hand, cooperative: Cooperative) -> Refusal | None:
    """Enter members and say who left: the register, or the cooperative's own program."""
    if isinstance(hand, Machine):
        return _own(hand, cooperative, Scope.MEMBERS_WRITE)
    return may_keep_cooperatives(hand)


def _own(machine: Machine, cooperative: Cooperative, scope: Scope) -> Refusal | None:
    """Its own cooperative; another's is as if it were not there."""
    own = machine.client.cooperative_id == cooperative.pk and scope in machine.scopes
    return None if own else NOT_FOUND


def may_see_contacts(person: Person) -> Refusal | None:
    """Every worker sees whom to call at a cooperative."""
    return may_read_as_worker(person)


def may_see_turnover(person: Person) -> Refusal | None:
    """Every worker sees how many come and go."""
    return may_read_as_worker(person)


def sees_all_certificates(person: Person) -> bool:
    """Whether the person reads everybody's certificates today: the register and the finance desk."""
    keys = keys_of(person)
    return keys.holds(Role.REGISTER) or keys.holds_any(Role.FINANCE)


def may_see_certificate(person: Person, certificate: ShareCertificate) -> Refusal | None:
    """A cooperative's: every worker. A person's: its holder, the register and the finance desk."""
    if not person.is_authenticated:
        return LOGIN
    if certificate.cooperative_id is not None and may_read_as_worker(person) is None:
        return None
    if certificate.person_id == person.pk or sees_all_certificates(person):
        return None
    return NOT_FOUND


def may_see_leaving(reader: Person, membership: Membership) -> Refusal | None:
    """Why somebody left is theirs and the register's."""
    return None if reader.pk == membership.person_id else may_hold(reader, Role.REGISTER)


ENDED = Refusal("already_left", _("They have already left."), status=409)


def may_leave(hand: Hand, membership: Membership) -> Refusal | None:
    """Write that somebody left: once, by whoever may write this cooperative's members."""
    refusal = may_write_members(hand, membership.cooperative)
    if refusal is not None:
        return refusal
    return ENDED if membership.period.upper is not None else None
