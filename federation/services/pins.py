"""The shared till: in with a tap on one's name and a PIN, out with a tap. Tied to the turn."""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal, Refused, require
from federation import policies
from federation.models import NETWORK, LoginSession, Mandate, Person, PinTries, Role, TillPin
from federation.models.proofs import PIN_TRIES
from federation.policies.pins import pin_refused
from federation.selectors.access import till_people
from federation.services import entries
from federation.services.second_factor import WRONG_PASSWORD

WRONG = Refusal("wrong_pin", _("That is not the PIN."), fields={"pin": _("Try again.")})
CLOSED = Refusal(
    "pin_closed",
    _(
        "That was five wrong PINs, and this PIN is closed on this machine. Choose a new one in «My account»"
        " with your password, or ask whoever keeps the register."
    ),
    status=429,
)
NOT_HERE = Refusal("not_here", _("This person holds no key to this till now."), status=403)
NO_PIN = Refusal("no_pin", _("Choose your PIN in «My account» first, on your own phone."), status=409)


@dataclass(frozen=True)
class Arrival:
    """Somebody whose PIN was right, and the door they come in by."""

    person: Person
    door: entries.Door


def set_pin(*, by: Person, current: str, pin: str) -> None:
    """Choose one's own PIN, knowing the password. It opens again wherever it was closed."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        if not person.check_password(current):
            raise Refused(WRONG_PASSWORD)
        require(pin_refused(pin, person))
        TillPin.objects.update_or_create(
            person=person, defaults={"pin_hash": make_password(pin), "set_at": now()}
        )
        PinTries.objects.filter(person=person).update(failures=0)
        _end_pin_logins(person)
        audit.record(by=by, verb="federation.set_pin", thing=person, private=True)


def drop_pin(*, by: Person) -> None:
    """Have no PIN any more."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        gone, _each = TillPin.objects.filter(person=by).delete()
        _end_pin_logins(by)
        if gone:
            audit.record(by=by, verb="federation.drop_pin", thing=by, private=True)


def open_pin(*, by: Person, person: Person) -> int:
    """Let a PIN be tried again at the machines where it was closed. Returns how many they were."""
    require(policies.may_help_enter(by, person))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        opened = PinTries.objects.filter(person=person, failures__gt=0).update(failures=0)
        audit.record(by=by, verb="federation.open_pin", thing=person)
    return opened


def arrive(*, person_id: int, pin: str, machine: str, scope: str) -> Arrival:
    """Check a PIN at a machine that has proved itself, for somebody whose turn it is there.

    `machine` names the machine (`till:12`), `scope` its place (`fair:3`). Five wrong PINs in a row, at
    once or one by one, close it there. The login that follows ends with the turn at the latest.
    """
    person = till_people(scope).filter(pk=person_id).first()
    if person is None:
        raise Refused(NOT_HERE)
    _prove(person, pin, machine)
    return Arrival(person, _door(person, machine, scope))


def prove_pin(*, person: Person, pin: str, machine: str) -> None:
    """Whether this is the person's PIN, at a machine that somebody else holds: to lend them their hand.

    Opens no login. Raises Refused as `arrive` does, and five wrong PINs in a row close it there. A wrong
    PIN is kept though it is refused, so nobody calls this inside a transaction of their own.
    """
    _prove(person, pin, machine)


def _prove(person: Person, pin: str, machine: str) -> None:
    with transaction.atomic():
        kept = TillPin.objects.filter(person=person).first()
        if kept is None:
            raise Refused(NO_PIN)
        moment = now()
        PinTries.objects.bulk_create(
            [PinTries(person=person, machine=machine, last_at=moment)], ignore_conflicts=True
        )
        # Whoever tries at the same moment waits here, so that five tries are five.
        tries = PinTries.objects.select_for_update().get(person=person, machine=machine)
        if tries.failures >= PIN_TRIES:
            refusal = CLOSED
        elif check_password(pin, kept.pin_hash):
            tries.failures = 0
            tries.save(update_fields=["failures"])
            return
        else:
            tries.failures, tries.last_at = tries.failures + 1, moment
            tries.save(update_fields=["failures", "last_at"])
            refusal = CLOSED if tries.failures >= PIN_TRIES else WRONG
            if refusal is CLOSED:
                audit.record(by=None, verb="federation.close_pin", thing=person, new={"machine": machine})
    raise Refused(refusal)


def _door(person: Person, machine: str, scope: str) -> entries.Door:
    turn = Mandate.objects.filter(
        person=person, role=Role.TILL, scope__in=[scope, NETWORK], during__contains=now()
    )
    until = max(mandate.during.upper for mandate in turn)
    return entries.Door(LoginSession.Kind.PIN, machine, scope, until)


def _end_pin_logins(person: Person) -> None:
    rows = LoginSession.objects.filter(person=person, kind=LoginSession.Kind.PIN, ended_at=None)
    rows.update(ended_at=now(), ended_why=LoginSession.Ended.PASSWORD)
