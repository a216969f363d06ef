"""Who may: by relation and turn, never by rank.

Mandates are read at request time, so they end by themselves.
"""

from functools import cached_property

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from cecosesola.kernel.access import LOGIN, NO_KEY, NOT_FOUND
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refusal
from federation.models import NETWORK, Mandate, Membership, Person


class Keys:
    """What a person may do this moment: one query, kept for the request."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def _held(self) -> list[tuple[str, str, str]]:
        """Mandates in force and memberships of today, together in one query: every page asks for both."""
        if not self.person.is_active:
            return []
        mandates = Mandate.objects.filter(person_id=self.person.pk, during__contains=now()).values_list(
            Value("mandate"), "role", "scope"
        )
        memberships = Membership.objects.filter(
            person_id=self.person.pk, period__contains=today()
        ).values_list(Value("member"), "kind", Cast("cooperative_id", CharField()))
        return list(mandates.union(memberships, all=True))

    @cached_property
    def live(self) -> frozenset[tuple[str, str]]:
        """The (role, scope) pairs that the person holds now."""
        return frozenset((role, scope) for what, role, scope in self._held if what == "mandate")

    @cached_property
    def worker_of(self) -> frozenset[int]:
        """The cooperatives where the person is a worker-member today."""
        worker = Membership.Kind.WORKER
        return frozenset(int(pk) for what, kind, pk in self._held if what == "member" and kind == worker)

    @cached_property
    def member_of(self) -> frozenset[int]:
        return frozenset(int(pk) for what, _kind, pk in self._held if what == "member")

    @property
    def is_worker(self) -> bool:
        return bool(self.worker_of)

    def holds(self, role: str, scope: str = NETWORK) -> bool:
        """Whether the person holds `role` here or for the whole network."""
        return (role, scope) in self.live or (role, NETWORK) in self.live

    def holds_any(self, role: str) -> bool:
        return any(held == role for held, _scope in self.live)

    def scopes(self, role: str) -> list[str]:
        return sorted(scope for held, scope in self.live if held == role)


def keys_of(person: Person) -> Keys:
    """The person's keys, read once and remembered on the person object (which lives one request)."""
    keys = getattr(person, "_keys", None)
    if keys is None:
        keys = person._keys = Keys(person)  # type: ignore[attr-defined]
    return keys


def forget_keys(person: Person) -> None:
    """Read the person's keys anew the next time: they have just changed."""
    vars(person).pop("_keys", None)


def may_hold(person: Person, role: str, scope: str = NETWORK) -> Refusal | None:
    """None when the person holds the role's key here, now."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).holds(role, scope) else NO_KEY


def may_read_as_worker(person: Person) -> Refusal | None:
    """Every worker reads prices, rosters, balances, differences, decisions and live mandates."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).is_worker else NOT_FOUND
