"""The first password, and the next one when it is forgotten: a code given in person."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal, Refused, refuse, require
from federation import policies
from federation.models import ActivationCode, LoginSession, Person
from federation.models.entries import CODE_TRIES
from federation.selectors.access import is_suspended
from federation.services import codes, entries

LASTS = dt.timedelta(days=7)
LENGTH = 12  # of 30 signs: more than anybody guesses in five tries, or with the hash in hand

# One answer for a number nobody has, a wrong code and one that no longer counts.
WRONG_CODE = Refusal(
    "wrong_code",
    _(
        "The number and the code do not go together, or the code no longer counts. Look at both, or ask"
        " whoever keeps the register for a new one."
    ),
)


@dataclass(frozen=True)
class Slip:
    """A code as it is handed over. It exists here and on the paper, and nowhere else."""

    person: Person
    code: str
    expires_at: dt.datetime

    @property
    def grouped(self) -> str:
        return codes.grouped(self.code)


def make_code(*, by: Person, person: Person) -> Slip:
    """Make somebody's code, to be handed over in person. A code from before no longer counts."""
    require(policies.may_help_enter(by, person))
    code, moment = codes.make(LENGTH), now()
    hashed = make_password(code)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not person.is_active:
            raise refuse("not_active", _("This person no longer logs in."), status=409)
        live = ActivationCode.objects.filter(person=person, used_at=None, revoked_at=None)
        live.update(revoked_at=moment)
        made = ActivationCode.objects.create(
            person=person, code_hash=hashed, made_by=by, made_at=moment, expires_at=moment + LASTS
        )
        audit.record(by=by, verb="federation.make_code", thing=person, new={"until": made.expires_at})
    return Slip(person, code, made.expires_at)


def activate(*, document: str, code: str, new: str) -> Person:
    """Choose a password with a code. Every login of before ends.

    Refuses in the same words and with as many hashes whether the number, the code or the person is
    unknown. Five wrong codes, and the code no longer counts. What is wrong with the password itself is
    said only to whoever holds the code, for it may tell something of the person.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(document=document).first()
        kept = _code_of(person)
        if kept is None or person is None or not check_password(code, kept.code_hash):
            if kept is None or person is None:
                make_password(code)  # as long as looking would have taken
            else:
                ActivationCode.objects.filter(pk=kept.pk).update(tries=kept.tries + 1)
            person = None
        elif _password_refused(person, new) is None:
            _choose(person, kept, new)
            return person
    # Outside, so that the try is counted.
    if person is None:
        raise Refused(WRONG_CODE)
    raise Refused(_password_refused(person, new) or WRONG_CODE)


def _code_of(person: Person | None) -> ActivationCode | None:
    """The code that counts for this person now, if any."""
    codes_of = ActivationCode.objects.filter(
        person_id=person.pk if person else 0,
        used_at=None,
        revoked_at=None,
        expires_at__gt=now(),
        tries__lt=CODE_TRIES,
    )
    found = codes_of.first()
    # Asked of everybody, so that who is suspended is not told apart by one question more or less.
    shut = is_suspended(person.pk if person else 0) or person is None or not person.is_active
    return None if shut else found


def _password_refused(person: Person, new: str) -> Refusal | None:
    try:
        password_validation.validate_password(new, person)
    except ValidationError as error:
        return Refusal("password", _("Choose another password."), fields={"new": " ".join(error.messages)})
    return None


def _choose(person: Person, kept: ActivationCode, new: str) -> None:
    kept.used_at = now()
    kept.save(update_fields=["used_at"])
    person.set_password(new)
    person.save(update_fields=["password"])
    entries.end_logins(person, LoginSession.Ended.PASSWORD)
    audit.record(by=person, verb="federation.activate", thing=person, private=True)
