"""Reads of how people come in: their logins, codes, second factors and PINs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cecosesola.kernel.clock import now
from federation.models import (
    NETWORK,
    ActivationCode,
    LoginSession,
    Mandate,
    Person,
    PinTries,
    RecoveryCode,
    Role,
    SecondFactor,
    Suspension,
    TillPin,
)
from federation.models.entries import CODE_TRIES
from federation.models.proofs import PIN_TRIES
from federation.policies.entry import PIN_IDLE
from federation.policies.keys import in_force


def is_suspended(person_id: int) -> bool:
    return Suspension.objects.filter(in_force(), person_id=person_id).exists()


def suspended_between(since: dt.datetime, until: dt.datetime) -> set[int]:
    """Who stands still at some moment between two, by number."""
    rows = Suspension.objects.filter(lifted_at=None, since__lt=until)
    return set(rows.filter(Q(until=None) | Q(until__gt=since)).values_list("person", flat=True))


def suspended_throughout(since: dt.datetime, until: dt.datetime) -> set[int]:
    """Who stands still from one moment to the other, by number."""
    rows = Suspension.objects.filter(lifted_at=None, since__lte=since)
    return set(rows.filter(Q(until=None) | Q(until__gte=until)).values_list("person", flat=True))


def not_suspended(path: str = "person") -> Any:
    """A condition on a query: whose keys do not stand still now."""
    return ~Exists(Suspension.objects.filter(in_force(), person=OuterRef(path)))


def logins_of(person: Person) -> QuerySet[LoginSession]:
    """The devices that are in now, last seen first. A till's PIN that idles is no longer in."""
    idle = Q(kind=LoginSession.Kind.PIN) & (Q(last_seen_at__lte=now() - PIN_IDLE) | Q(until__lte=now()))
    return LoginSession.objects.filter(person=person, ended_at=None).exclude(idle).order_by("-last_seen_at")


@dataclass(frozen=True)
class Access:
    """How a person comes in, as whoever keeps the register sees it: what there is, never what it says."""

    has_password: bool
    code: ActivationCode | None
    has_second_factor: bool
    recovery_left: int
    has_pin: bool
    pins_closed: int


def access_of(person: Person) -> Access:
    code = ActivationCode.objects.filter(
        person=person, used_at=None, revoked_at=None, expires_at__gt=now(), tries__lt=CODE_TRIES
    ).select_related("made_by")
    return Access(
        has_password=person.has_usable_password(),
        code=code.first(),
        has_second_factor=has_second_factor(person),
        recovery_left=recovery_left(person),
        has_pin=has_pin(person),
        pins_closed=PinTries.objects.filter(person=person, failures__gte=PIN_TRIES).count(),
    )


def has_second_factor(person: Person) -> bool:
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()


def recovery_left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def has_pin(person: Person) -> bool:
    return TillPin.objects.filter(person=person).exists()


def till_people(scope: str) -> QuerySet[Person]:
    """Who holds the key of this place's tills now, by name, with whether they have a PIN (`with_pin`)."""
    held = Mandate.objects.filter(
        person=OuterRef("pk"), role=Role.TILL, scope__in=[scope, NETWORK], during__contains=now()
    )
    return (
        Person.objects.filter(Exists(held), not_suspended("pk"), is_active=True)
        .annotate(with_pin=Exists(TillPin.objects.filter(person=OuterRef("pk"))))
        .order_by("given_names", "family_names", "id")
    )
