"""Who may: by relation and turn, never by rank.

Mandates are read at request time, so they end by themselves. What a key opens also depends on how its
holder came in, and here is the one place that asks: by PIN there are only the till's keys, and
sensitive keys stay closed until a second factor has been given.
"""

from functools import cached_property

from django.db import connection
from django.db.models import Q

from cecosesola.kernel.access import LOGIN, NO_KEY, NOT_FOUND, SECOND_FACTOR
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refusal
from federation.models import NETWORK, SENSITIVE, Membership, Person, Role
from federation.policies.entry import came_by_pin, entry_of, second_factor_lacks

Pairs = frozenset[tuple[str, str]]


def in_force() -> Q:
    """Suspensions that stand now."""
    moment = now()
    ends = Q(until__isnull=True) | Q(until__gt=moment)
    return Q(since__lte=moment, lifted_at__isnull=True) & ends


STANDS = "since <= %(moment)s AND lifted_at IS NULL AND (until IS NULL OR until > %(moment)s)"
"""The same as SQL."""

# SQL as it is: to put it together from querysets takes five times as long as to answer it, on every page.
_HELD = f"""
SELECT 'mandate', role, scope FROM federation_mandate
WHERE person_id = %(person)s AND during @> %(moment)s
UNION ALL
SELECT 'member', kind, cooperative_id::text FROM federation_membership
WHERE person_id = %(person)s AND period @> %(day)s
UNION ALL
SELECT 'suspended', '', '' FROM federation_suspension WHERE person_id = %(person)s AND {STANDS}
"""  # noqa: S608 - made of words that stand here


class Keys:
    """What a person may do this moment: one query, kept for the request."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.asked_for_more = False  # a key that waits for its second factor would have opened

    @cached_property
    def _held(self) -> list[tuple[str, str, str]]:
        """Mandates in force, memberships of today and suspensions, in one query: every page asks for them.

        While a suspension stands, the hand is empty: nothing is held, nothing is read.
        """
        if not self.person.is_active:
            return []
        with connection.cursor() as cursor:
            cursor.execute(_HELD, {"person": self.person.pk, "moment": now(), "day": today()})
            held = cursor.fetchall()
        return [] if any(what == "suspended" for what, _kind, _place in held) else held

    @cached_property
    def _mandates(self) -> Pairs:
        held = frozenset((role, scope) for what, role, scope in self._held if what == "mandate")
        entry = entry_of(self.person)
        if entry is None or not came_by_pin(self.person):
            return held
        here = (Role.TILL, entry.scope)
        return frozenset([here]) if here in held or (Role.TILL, NETWORK) in held else frozenset()

    @cached_property
    def waiting(self) -> Pairs:
        """Keys that are held, and open once the second factor is given."""
        if not second_factor_lacks(self.person):
            return frozenset()
        return frozenset(pair for pair in self._mandates if pair[0] in SENSITIVE)

    @cached_property
    def live(self) -> Pairs:
        """The (role, scope) pairs that the person holds now, and may use."""
        return self._mandates - self.waiting

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

    def _note(self, waits: bool) -> None:
        self.asked_for_more = self.asked_for_more or waits

    def waits(self, role: str, scope: str = NETWORK) -> bool:
        """Whether the second factor is all that lacks."""
        return (role, scope) in self.waiting or (role, NETWORK) in self.waiting

    def holds(self, role: str, scope: str = NETWORK) -> bool:
        """Whether the person holds `role` here or for the whole network, and may use it."""
        self._note(self.waits(role, scope))
        return (role, scope) in self.live or (role, NETWORK) in self.live

    def holds_any(self, role: str) -> bool:
        self._note(any(held == role for held, _scope in self.waiting))
        return any(held == role for held, _scope in self.live)

    def scopes(self, role: str) -> list[str]:
        self._note(any(held == role for held, _scope in self.waiting))
        return sorted(scope for held, scope in self.live if held == role)


def keys_of(person: Person) -> Keys:
    """The person's keys, read once and remembered on the person object (which lives one request)."""
    keys = getattr(person, "_keys", None)
    if keys is None:
        keys = person._keys = Keys(person)  # type: ignore[attr-defined]
    return keys


def forget_keys(person: Person) -> None:
    """Read the person's keys anew the next time: they have just changed."""
    if hasattr(person, "_keys"):
        del person._keys


def may_hold(person: Person, role: str, scope: str = NETWORK) -> Refusal | None:
    """None when the person holds the role's key here, now."""
    if not person.is_authenticated:
        return LOGIN
    keys = keys_of(person)
    if keys.holds(role, scope):
        return None
    return SECOND_FACTOR if keys.waits(role, scope) else NO_KEY


def may_read_as_worker(person: Person) -> Refusal | None:
    """Every worker reads prices, rosters, balances, differences, decisions and live mandates."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).is_worker else NOT_FOUND
