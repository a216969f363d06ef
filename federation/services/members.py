"""Entering and leaving cooperatives."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from cecosesola.kernel import audit
from cecosesola.kernel.errors import require
from federation import policies
from federation.models import Cooperative, Membership, Person


def admit(
    *, by: Person | None, person: Person, cooperative: Cooperative, kind: str, since: dt.date, area: str = ""
) -> Membership:
    """Enter a person into a cooperative from a day on."""
    with transaction.atomic():
        require(policies.may_be_given(Person.objects.select_for_update().get(pk=person.pk)))
        membership = Membership.objects.create(
            person=person, cooperative=cooperative, kind=kind, area=area, period=DateRange(since, None)
        )
        audit.record(by=by, verb="federation.admit", thing=membership, new={"kind": kind, "since": since})
    policies.forget_keys(person)
    return membership
