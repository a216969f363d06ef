"""The first keys of an installation, and the way back in when every key has ended: by two people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse
from cecosesola.kernel.text import as_written
from federation.models import Cooperative, LoginSession, Mandate, Membership, Person, Role
from federation.selectors import lent as read_lent
from federation.selectors.access import not_suspended
from federation.services import entries, second_factor
from federation.services.mandates import give_mandate
from federation.services.members import admit

LASTS = dt.timedelta(days=90)
ROLES = (Role.REGISTER, Role.JOBS)


@dataclass(frozen=True)
class Founder:
    """One of the two at the keyboard."""

    document: str
    given_names: str
    family_names: str
    password: str


def refuse_while_keys_live() -> None:
    """Founding is for when nobody can give a key: not while somebody can, nor while a founding holds."""
    moment = now()
    live = Mandate.objects.filter(not_suspended(), during__contains=moment, person__is_active=True)
    if live.filter(role=Role.REGISTER).exists():
        raise refuse(
            "keys_live",
            _("Somebody keeps the register today: ask for the key there. See «Who holds keys?»."),
            status=409,
        )
    if live.filter(source=Mandate.Source.FOUNDING).exists():
        raise refuse("founding_live", _("The keys of a founding are still in force."), status=409)


def found(
    *,
    people: Sequence[Founder],
    minutes: str,
    cooperative: str = "Cecosesola",
    forget_second_factor: bool = False,
) -> list[Mandate]:
    """Give two people the keys to begin with, for ninety days, all or nothing.

    `minutes` names the meeting that said so. Whoever is in the register already keeps their row and gets
    the password they typed; others are entered. The primary cooperative is made when there is none, and
    both are its worker-members. Two runs at once: the second is refused.
    """
    _check(people, minutes)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('federation.found'))")
        refuse_while_keys_live()
        primary = Cooperative.objects.filter(is_primary=True).first() or Cooperative.objects.create(
            code="cecosesola",
            name=cooperative,
            kind=Cooperative.Kind.WORKER,
            is_primary=True,
            joined_on=today(),
        )
        read_lent.found_rooms(primary)
        since = now()
        given: list[Mandate] = []
        founders = [_enter(founder, primary, forget_second_factor) for founder in people]
        for person in founders:
            given += [
                give_mandate(
                    by=None,
                    person=person,
                    role=role,
                    source=Mandate.Source.FOUNDING,
                    source_ref=minutes,
                    since=since,
                    until=since + LASTS,
                    reason=as_written(_("founding of the installation")),
                )
                for role in ROLES
                if not _held(person, role)
            ]
        audit.record(
            by=None,
            verb="federation.found",
            thing=primary,
            new={"minutes": minutes, "people": [person.get_full_name() for person in founders]},
        )
    return given


def _held(person: Person, role: str) -> bool:
    """A key to the jobs may have outlived those to the register; it ends by itself."""
    span = (now(), now() + LASTS)
    return Mandate.objects.filter(person=person, role=role, scope="network", during__overlap=span).exists()


def _check(people: Sequence[Founder], minutes: str) -> None:
    if len({Person.normalise(founder.document) for founder in people}) != 2 or len(people) != 2:
        raise refuse("two_people", _("Two different people found an installation, with a number each."))
    if not minutes.strip():
        raise refuse("no_minutes", _("Name the minutes of the meeting that said so."))
    for founder in people:
        document = Person.normalise(founder.document)
        if not (document[:1] in set("VEN") and document[1:].isascii() and 1 <= len(document[1:]) <= 10):
            raise refuse("no_number", _("«%(text)s» is not a cédula.") % {"text": founder.document})
        if not document[1:].isdecimal():
            raise refuse("no_number", _("«%(text)s» is not a cédula.") % {"text": founder.document})
        if not (founder.given_names.strip() and founder.family_names.strip()):
            raise refuse("no_name", _("Write both people's names."))
        person = Person(document=document, given_names=founder.given_names, family_names=founder.family_names)
        try:
            password_validation.validate_password(founder.password, person)
        except ValidationError as error:
            words = f"{document}: {' '.join(error.messages)}"
            raise refuse("password", words) from error


def _enter(founder: Founder, primary: Cooperative, forget_second_factor: bool) -> Person:
    document = Person.normalise(founder.document)
    person = Person.objects.select_for_update().filter(document=document).first()
    if person is None:
        person = Person.objects.create_user(
            document,
            founder.password,
            given_names=founder.given_names.strip(),
            family_names=founder.family_names.strip(),
        )
    else:
        if not person.is_active:
            raise refuse("not_active", _("%(person)s no longer logs in.") % {"person": person}, status=409)
        person.set_password(founder.password)
        person.save(update_fields=["password"])
        entries.end_logins(person, LoginSession.Ended.RESET)
        if forget_second_factor:
            second_factor.forget(person=person)
    here = Membership.objects.filter(person=person, cooperative=primary, period__contains=today())
    if not here.exists():
        admit(by=None, person=person, cooperative=primary, kind=Membership.Kind.WORKER, since=today())
    return person
