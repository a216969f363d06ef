"""Reads of people."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min, QuerySet
from django.db.models.functions import Lower

from cecosesola.kernel.clock import today
from federation.models import HouseholdMember, Membership, Merge, Person
from federation.selectors.search import search, standing_of

BY_NAME = ("family_order", "given_order", "id")
PERSON_BY_NAME = ("person__family_order", "person__given_order", "id")
"""The order of a list of people's things, such as their memberships or keys."""


def people(words: str = "") -> QuerySet[Person]:
    """Everybody, or those whom the words find."""
    return search(words).people


def find_by_documents(written: Iterable[str]) -> tuple[list[Person], list[str]]:
    """The people behind numbers written in any way, and the numbers that nobody has.

    A number that was of a double is of whom the double is now.
    """
    wanted = {Person.normalise(text): text.strip() for text in written}
    rows = list(Person.objects.filter(document__in=wanted).values_list("document", "id"))
    now = standing_of(pk for _document, pk in rows)
    known = {document for document, pk in rows if pk in now and now[pk].is_active}
    found = {now[pk].pk: now[pk] for document, pk in rows if document in known}
    return [found[pk] for pk in sorted(found)], [
        text for document, text in wanted.items() if document not in known
    ]


def with_memberships(rows: list[Person]) -> list[Person]:
    """The people with what they are today (`now_in`), in one more query."""
    live = Membership.objects.filter(
        person_id__in=[row.pk for row in rows], period__contains=today()
    ).select_related("cooperative")
    by_person: dict[int, list[Membership]] = {}
    for membership in live.order_by("id"):
        by_person.setdefault(membership.person_id, []).append(membership)
    for row in rows:
        row.now_in = by_person.get(row.pk, [])  # type: ignore[attr-defined]
    return rows


def memberships_of(person: Person) -> QuerySet[Membership]:
    return person.memberships.select_related("cooperative", "area").order_by("-period", "-id")


def member_since(person: Person, day: dt.date) -> dt.date | None:
    """Since when somebody who is a member of some cooperative on a day has been one, or None."""
    standing = person.memberships.filter(period__contains=day)
    return standing.aggregate(since=Min(Lower("period")))["since"]


def household_of(person: Person) -> HouseholdMember | None:
    """Where the person lives today."""
    live = person.households.filter(period__contains=today()).select_related("household")
    return live.first()


def household_members(member: HouseholdMember) -> QuerySet[HouseholdMember]:
    """Everybody who lives there today, whom to speak to first."""
    live = member.household.members.filter(period__contains=today()).select_related("person")
    return live.order_by("-is_contact", *PERSON_BY_NAME)


def merges_into(person: Person) -> QuerySet[Merge]:
    """The doubles that became this person."""
    return (
        Merge.objects.filter(survivor=person, undone_at__isnull=True).select_related("merged").order_by("-id")
    )


def merge_of(person: Person) -> Merge | None:
    """How this row became another."""
    return Merge.objects.filter(merged=person, undone_at__isnull=True).select_related("survivor").first()
