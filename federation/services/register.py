"""Registering people and changing what the register says of them: whoever keeps it does it."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, refuse, require
from federation import policies
from federation.models import Person, PersonPhone
from federation.selectors.doubles import likely_same

OLDEST = dt.timedelta(days=366 * 120)
MAYBE_SAME = "maybe_same"


def tidy_name(text: str) -> str:
    """One way of writing a name: composed letters, single spaces, no signs that nobody sees."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())


def next_number() -> str:
    """A number for somebody without papers (`N000123`), that nobody has."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT public.federation_next_number()")
            number = str(cursor.fetchone()[0])
            if not Person.objects.filter(document=number).exists():
                return number


def register_person(
    *,
    by: Person,
    document: str,
    given_names: str,
    family_names: str,
    birth_date: dt.date | None = None,
    email: str = "",
    phones: Sequence[str] = (),
    different: bool = False,
) -> Person:
    """Enter a person. Without a document they get an internal number.

    When somebody in the register may be the same human, it is refused (`maybe_same`) until whoever writes
    says that they are `different`. `phones` are E.164; the first is the one to call.
    """
    require(policies.may_keep_register(by))
    _may_be_born(birth_date)
    written = {
        "given_names": tidy_name(given_names),
        "family_names": tidy_name(family_names),
        "birth_date": birth_date,
        "email": email,
    }
    if not different:
        _may_be_new(document, written, phones)
    return enter_row(by=by, document=document, phones=phones, **written)


def enter_row(*, by: Any, document: str, phones: Sequence[str] = (), **written: Any) -> Person:
    """Write a row, for a service that has asked its policy and looked for doubles. Refuses a known number."""
    try:
        with transaction.atomic():
            person = Person.objects.create(
                document=document or next_number(), password=make_password(None), **written
            )
            write_phones(person, phones)
            audit.record(by=by, verb="federation.register_person", thing=person)
    except IntegrityError as error:
        raise _taken(document) from error
    return person


def change_person(
    *,
    by: Person,
    person: Person,
    document: str,
    given_names: str,
    family_names: str,
    birth_date: dt.date | None = None,
    email: str = "",
    phones: Sequence[str] = (),
    different: bool = False,
) -> Person:
    """Put right what the register says of a person. The audit says which data changed, not their words."""
    require(policies.may_keep_register(by))
    _may_be_born(birth_date)
    written = {
        "document": document or person.document,
        "given_names": tidy_name(given_names),
        "family_names": tidy_name(family_names),
        "birth_date": birth_date,
        "email": email,
    }
    named = (written["given_names"], written["family_names"], written["document"], birth_date)
    if not different and named != (
        person.given_names,
        person.family_names,
        person.document,
        person.birth_date,
    ):
        _may_be_new(str(written["document"]), written, (), besides=person.pk)
    try:
        with transaction.atomic():
            locked = Person.objects.select_for_update().get(pk=person.pk)
            require(policies.may_be_given(locked))
            changed = [name for name, value in written.items() if getattr(locked, name) != value]
            for name in changed:
                setattr(locked, name, written[name])
            if changed:
                locked.save(update_fields=changed)
            if write_phones(locked, phones):
                changed.append("phones")
            if changed:
                audit.record(
                    by=by, verb="federation.change_person", thing=locked, new={"changed": sorted(changed)}
                )
    except IntegrityError as error:
        raise _taken(document) from error
    return locked


def write_phones(person: Person, numbers: Sequence[str]) -> bool:
    """Make these the person's phones, the first the one to call. Answers whether anything changed."""
    wanted = list(dict.fromkeys(numbers))
    held = list(person.phones.order_by("-preferred", "id").values_list("number", flat=True))
    if held == wanted:
        return False
    person.phones.exclude(number__in=wanted).delete()
    person.phones.update(preferred=False)
    known = set(person.phones.values_list("number", flat=True))
    PersonPhone.objects.bulk_create(
        PersonPhone(person=person, number=number) for number in wanted if number not in known
    )
    if wanted:
        person.phones.filter(number=wanted[0]).update(preferred=True)
    return True


def set_first_phone(person: Person, number: str) -> bool:
    """A person's own first phone: the others stay behind it; none at all takes the first away."""
    held = list(person.phones.order_by("-preferred", "id").values_list("number", flat=True))
    return write_phones(person, [number, *held] if number else held[1:])


def _may_be_born(day: dt.date | None) -> None:
    if day is not None and not today() - OLDEST < day <= today():
        raise refuse(
            "no_such_birth", _("Look at the date of birth."), birth_date=_("Nobody here was born that day.")
        )


def _may_be_new(
    document: str, written: dict[str, Any], phones: Sequence[str], besides: int | None = None
) -> None:
    if Person.objects.filter(document=document).exclude(pk=besides or 0).exists():
        raise _taken(document)
    if likely_same(
        given_names=written["given_names"],
        family_names=written["family_names"],
        document=document,
        birth_date=written["birth_date"],
        phones=phones,
        besides=besides,
    ):
        raise refuse(
            MAYBE_SAME,
            _("They may be here already. Look at who it may be, and say so if they are somebody else."),
            status=409,
        )


def _taken(document: str) -> Refused:
    return refuse(
        "document_taken",
        _("Somebody in the register already has this number."),
        status=409,
        document=_("Look it up under «People»."),
    )
