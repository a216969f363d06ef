"""Who lives with whom: opening a household, entering it, leaving it. Its address is private."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from federation import policies
from federation.models import Household, HouseholdMember, Person
from federation.selectors.people import household_of
from federation.services.register import tidy_name


def set_household(
    *, by: Person, person: Person, address: str, role: str, is_contact: bool
) -> HouseholdMember:
    """Open a household for the person, or put right the one where they live."""
    require(policies.may_keep_register(by))
    with transaction.atomic():
        person = _standing(person)
        member = household_of(person)
        if member is None:
            member = HouseholdMember(
                household=Household.objects.create(), person=person, period=DateRange(today(), None)
            )
        household = Household.objects.select_for_update().get(pk=member.household_id)
        household.address = tidy_name(address)
        household.save(update_fields=["address"])
        if is_contact:
            _nobody_else(household, member.pk)
        member.role, member.is_contact = role, is_contact
        member.save()
        audit.record(by=by, verb="federation.set_household", thing=person, private=True)
    return member


def enter_household(
    *, by: Person, household: Household, person: Person, role: str, is_contact: bool
) -> HouseholdMember:
    """Somebody else lives there too from today on, and no longer where they lived before."""
    require(policies.may_keep_register(by))
    with transaction.atomic():
        person = _standing(person)
        household = Household.objects.select_for_update().get(pk=household.pk)
        now_in = household_of(person)
        if now_in is not None and now_in.household_id == household.pk:
            raise refuse("lives_there", _("They live there already."), person=_("They live there already."))
        if now_in is not None:
            _end(now_in)
        if is_contact:
            _nobody_else(household, None)
        member = HouseholdMember.objects.create(
            household=household,
            person=person,
            role=role,
            is_contact=is_contact,
            period=DateRange(today(), None),
        )
        audit.record(by=by, verb="federation.enter_household", thing=person, private=True)
    return member


def leave_household(*, by: Person, person: Person) -> None:
    """The person no longer lives there."""
    require(policies.may_keep_register(by))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        member = household_of(person)
        if member is None:
            raise refuse("lives_nowhere", _("The register knows no household of theirs."), status=409)
        _end(member)
        audit.record(by=by, verb="federation.leave_household", thing=person, private=True)


def _standing(person: Person) -> Person:
    locked = Person.objects.select_for_update().get(pk=person.pk)
    require(policies.may_be_given(locked))
    return locked


def _nobody_else(household: Household, besides: int | None) -> None:
    """One person to speak to in each household: whoever was it no longer is."""
    household.members.filter(is_contact=True, period__contains=today()).exclude(pk=besides or 0).update(
        is_contact=False
    )


def _end(member: HouseholdMember) -> None:
    """Until yesterday. Whoever came today was never there."""
    start: dt.date = member.period.lower
    if start >= today():
        member.delete()
        return
    member.period = DateRange(start, today())
    member.save(update_fields=["period"])
