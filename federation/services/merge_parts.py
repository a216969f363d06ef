"""What this room moves when a row becomes another: memberships, keys, phones, household."""

import datetime as dt
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cecosesola.kernel.clock import today
from federation.models import HouseholdMember, Mandate, Membership, Person, PersonPhone
from federation.services.merging import MergePart


def _count(number: int) -> str:
    if not number:
        return "—"
    return ngettext("%(n)s moves", "%(n)s move", number) % {"n": number}


def _clear(rows: QuerySet[Any], theirs: QuerySet[Any], period: str, *same: str) -> QuerySet[Any]:
    """The double's rows that meet none of the survivor's: the same place at the same time is one thing."""
    meets = Q(**{f"{period}__overlap": OuterRef(period)}, **{name: OuterRef(name) for name in same})
    return rows.filter(~Exists(theirs.filter(meets)))


# --- memberships -----------------------------------------------------------------------------------


def _memberships(survivor: Person, merged: Person) -> QuerySet[Membership]:
    mine = Membership.objects.filter(person=merged)
    return _clear(mine, Membership.objects.filter(person=survivor), "period", "cooperative_id")


def _move_memberships(survivor: Person, merged: Person) -> list[int]:
    moving = sorted(_memberships(survivor, merged).values_list("pk", flat=True))
    Membership.objects.filter(pk__in=moving).update(person=survivor)
    return moving


def _return_memberships(survivor: Person, merged: Person, moved: list[int]) -> None:
    Membership.objects.filter(pk__in=moved, person=survivor).update(person=merged)


# --- keys ------------------------------------------------------------------------------------------


def _mandates(survivor: Person, merged: Person) -> QuerySet[Mandate]:
    mine = Mandate.objects.filter(person=merged, during__isempty=False)
    return _clear(mine, Mandate.objects.filter(person=survivor), "during", "role", "scope")


def _move_mandates(survivor: Person, merged: Person) -> list[int]:
    """Keys follow the person. One that the survivor holds too stays behind, where it opens nothing."""
    moving = sorted(_mandates(survivor, merged).values_list("pk", flat=True))
    Mandate.objects.filter(pk__in=moving).update(person=survivor)
    return moving


def _return_mandates(survivor: Person, merged: Person, moved: list[int]) -> None:
    Mandate.objects.filter(pk__in=moved, person=survivor).update(person=merged)


# --- phones ----------------------------------------------------------------------------------------


def _phones(survivor: Person, merged: Person) -> QuerySet[PersonPhone]:
    return merged.phones.exclude(number__in=survivor.phones.values("number"))


def _move_phones(survivor: Person, merged: Person) -> dict[str, Any]:
    moving = sorted(_phones(survivor, merged).values_list("pk", flat=True))
    first = merged.phones.filter(pk__in=moving, preferred=True).values_list("pk", flat=True).first()
    keeps = first is not None and not survivor.phones.filter(preferred=True).exists()
    PersonPhone.objects.filter(pk__in=moving).update(person=survivor, preferred=False)
    if keeps:
        PersonPhone.objects.filter(pk=first or 0).update(preferred=True)
    return {"moved": moving, "first": first}


def _return_phones(survivor: Person, merged: Person, moved: dict[str, Any]) -> None:
    back = PersonPhone.objects.filter(pk__in=moved["moved"], person=survivor)
    back.exclude(number__in=merged.phones.values("number")).update(person=merged, preferred=False)
    if not merged.phones.filter(preferred=True).exists():
        merged.phones.filter(pk=moved["first"]).update(preferred=True)


# --- household -------------------------------------------------------------------------------------


def _homes(survivor: Person, merged: Person) -> QuerySet[HouseholdMember]:
    mine = HouseholdMember.objects.filter(person=merged)
    return _clear(mine, HouseholdMember.objects.filter(person=survivor), "period")


def _move_homes(survivor: Person, merged: Person) -> dict[str, Any]:
    """Where the double lived, unless the survivor lived elsewhere then: that stays, and ends today."""
    moving = sorted(_homes(survivor, merged).values_list("pk", flat=True))
    HouseholdMember.objects.filter(pk__in=moving).update(person=survivor)
    ended, gone = [], []
    for home in HouseholdMember.objects.filter(person=merged, period__contains=today()):
        if home.period.lower < today():
            ended.append([home.pk, home.period.lower.isoformat()])
            home.period = DateRange(home.period.lower, today())
            home.save(update_fields=["period"])
        else:
            gone.append([home.household_id, home.role, home.is_contact, home.period.lower.isoformat()])
            home.delete()
    return {"moved": moving, "ended": ended, "gone": gone}


def _return_homes(survivor: Person, merged: Person, moved: dict[str, Any]) -> None:
    HouseholdMember.objects.filter(pk__in=moved["moved"], person=survivor).update(person=merged)
    for pk, since in moved["ended"]:
        HouseholdMember.objects.filter(pk=pk, person=merged).update(
            period=DateRange(dt.date.fromisoformat(since), None)
        )
    for household, role, _contact, since in moved["gone"]:
        HouseholdMember.objects.create(
            household_id=household,
            person=merged,
            role=role,
            period=DateRange(dt.date.fromisoformat(since), None),
        )


PARTS = (
    MergePart(
        "memberships",
        _("cooperatives"),
        _move_memberships,
        _return_memberships,
        lambda survivor, merged: _count(_memberships(survivor, merged).count()),
    ),
    MergePart(
        "mandates",
        _("keys"),
        _move_mandates,
        _return_mandates,
        lambda survivor, merged: _count(_mandates(survivor, merged).count()),
    ),
    MergePart(
        "phones",
        _("phones"),
        _move_phones,
        _return_phones,
        lambda survivor, merged: _count(_phones(survivor, merged).count()),
    ),
    MergePart(
        "households",
        _("household"),
        _move_homes,
        _return_homes,
        lambda survivor, merged: _count(_homes(survivor, merged).count()),
    ),
)
