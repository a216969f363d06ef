"""Removing a person's data, on request and by two people, while everything that names them stays whole.

The row stays, as «Persona N». What was written about them before is read through the register, so that it
too says «Persona N»: see `selectors.audit_names`.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import (
    Mandate,
    Membership,
    Person,
    TwoPersonAct,
)
from federation.policies.acts import ActKind
from federation.services.acts import ask_second
from federation.services.forgetting import forget
from federation.services.merging import merge_parts
from federation.services.register import next_number

REDACT = "federation.redact"
NAME = "Persona"


def ask_redaction(*, by: Person, person: Person, reason: str) -> TwoPersonAct:
    """Ask that a person's data be removed, as they wish. They have left: no cooperative, no key."""
    require(policies.may_settle(by, {person.pk}))
    _may_be_redacted(person)
    return ask_second(
        by=by,
        kind=REDACT,
        label=as_written(_("Remove the data of row %(row)s"), row=person.pk),
        reason=reason,
        about=f"federation.person:{person.pk}",
        payload={"person": person.pk},
    )


def do_redaction(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    person = Person.objects.select_for_update().get(pk=act.payload["person"])
    rows = list(Person.objects.select_for_update().filter(pk__in=_with_doubles(person.pk)).order_by("pk"))
    for actor in (by, second):
        require(policies.may_settle(actor, {row.pk for row in rows}))
    _may_be_redacted(person)
    numbers, documents = [row.pk for row in rows], [row.document for row in rows]
    for part in merge_parts():
        if part.forget is not None:
            part.forget(numbers)
    forget(numbers, documents)
    for row in rows:
        row.given_names, row.family_names, row.document = NAME, str(row.pk), next_number()
        row.email, row.birth_date, row.redacted_at, row.is_active = "", None, now(), False
        row.password, row.last_login = make_password(None), None
        row.save()
    person = next(row for row in rows if row.pk == person.pk)
    audit.record(by=by, verb="federation.redact_person", thing=person, new={"second": second.pk})
    return {"rows": numbers}


def _with_doubles(pk: int) -> list[int]:
    """The row and all that became it: they are one human, who asked to be forgotten whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE rows (id) AS (SELECT %s::bigint UNION"
            " SELECT person.id FROM federation_person person JOIN rows ON person.merged_into_id = rows.id)"
            " SELECT id FROM rows",
            [pk],
        )
        return [row for (row,) in cursor.fetchall()]


def _may_be_redacted(person: Person) -> None:
    require(policies.may_be_given(person))
    stays = Membership.objects.filter(person=person).filter(
        Q(period__contains=today()) | Q(period__startswith__gt=today())
    )
    if stays.exists() or Mandate.objects.filter(person=person, during__endswith__gt=now()).exists():
        raise refuse(
            "still_in",
            _("They are still in a cooperative or hold a key. End those first."),
            status=409,
        )


def _details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    person = Person.objects.get(pk=act.payload["person"])
    return [
        (_("Whose"), f"{person} · {person.document}"),
        (
            _("What is removed"),
            _(
                "name, number, birth, phones, e-mail, household."
                " What they did and their accounts stay, as «Persona N»."
            ),
        ),
    ]


ACTS = (
    ActKind(
        REDACT,
        _("removing a person's data"),
        do_redaction,
        policies.may_keep_register,
        lambda person, act: policies.may_settle(person, {act.payload["person"]}),
        _details,
    ),
)
