"""Reads of people."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from cecosesola.kernel.clock import today
from federation.models import Membership, Person

BY_NAME = ("family_names", "given_names", "id")


def people(words: str = "") -> QuerySet[Person]:
    """Everybody, or those whose name holds every word, or whose number begins so."""
    found = Person.objects.filter(is_active=True)
    number = Person.normalise(words)
    if number[1:].isdigit() and any(sign.isdigit() for sign in words):
        return found.filter(document__startswith=number)
    for word in words.split()[:6]:
        found = found.filter(Q(given_names__icontains=word) | Q(family_names__icontains=word))
    return found


def find_by_documents(written: Iterable[str]) -> tuple[list[Person], list[str]]:
    """The people behind numbers written in any way, and the numbers that nobody has."""
    wanted = {Person.normalise(text): text.strip() for text in written}
    found = list(Person.objects.filter(document__in=wanted, is_active=True).order_by("id"))
    known = {person.document for person in found}
    return found, [text for document, text in wanted.items() if document not in known]


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
