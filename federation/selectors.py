"""Reads of the register."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.models import AuditEvent
from federation.models import NETWORK, Cooperative, Mandate, Membership, Person, Role
from federation.policies import Keys, keys_of
from federation.policies import may_hold as key_refusal
from federation.policies import may_read_as_worker as worker_refusal

# The door of this room: what the rooms above may name.
__all__ = [
    "NETWORK",
    "Citation",
    "Cooperative",
    "Keys",
    "Mandate",
    "Membership",
    "Person",
    "Role",
    "changes_since",
    "find_by_documents",
    "key_refusal",
    "keys_of",
    "live_mandates",
    "mandates_citing",
    "mandates_of",
    "primary_cooperative",
    "register_citations",
    "register_scopes",
    "resolve",
    "worker_refusal",
]


def primary_cooperative() -> Cooperative:
    """The worker cooperative that runs the network's own services."""
    return Cooperative.objects.get(is_primary=True)


def live_mandates() -> QuerySet[Mandate]:
    """Every mandate in force this moment, soonest to end first."""
    return Mandate.objects.filter(during__contains=now()).select_related("person").order_by("during", "id")


def mandates_of(person: Person) -> QuerySet[Mandate]:
    return live_mandates().filter(person=person)


# --- what the rooms above lend to the register --------------------------------------------------


@dataclass(frozen=True)
class Citation:
    """A decision as a key cites it: its name (`D-0042`), its words and its page."""

    ref: str
    title: str
    url: str


class Citations(Protocol):
    """Whoever keeps the decisions: which may be cited, and what a name stands for."""

    def citable(self) -> list[Citation]: ...

    def resolve(self, refs: Iterable[str]) -> dict[str, Citation]: ...


_CITATIONS: list[Citations] = []
_SCOPES: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {}


def register_citations(provider: Citations) -> None:
    """Called once by the room that keeps the decisions. This room knows only this shape of it."""
    _CITATIONS[:] = [provider]


def register_scopes(kind: str, provider: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """A room's places where a key may hold: `register_scopes("fair", lambda: [("fair:3", "Este")])`."""
    _SCOPES[kind] = provider


def citable() -> list[Citation]:
    return [cited for provider in _CITATIONS for cited in provider.citable()]


def resolve(refs: Iterable[str]) -> dict[str, Citation]:
    """What each name stands for, all at once."""
    wanted = {ref for ref in refs if ref}
    return {ref: cited for provider in _CITATIONS for ref, cited in provider.resolve(wanted).items()}


def scopes() -> list[tuple[str, str]]:
    return [scope for provider in _SCOPES.values() for scope in provider()]


# --- people -------------------------------------------------------------------------------------
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


def mandates_citing(ref: str) -> list[tuple[Mandate, bool]]:
    """The keys that a decision gave, and whether each is still in force; newest first."""
    given = Mandate.objects.filter(source=Mandate.Source.DECISION, source_ref=ref).select_related("person")
    moment = now()
    return [
        (mandate, not mandate.during.isempty and mandate.during.lower <= moment < mandate.during.upper)
        for mandate in given.order_by("-id")[:50]
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
    return person.memberships.select_related("cooperative").order_by("-period", "-id")


def past_mandates_of(person: Person, limit: int = 20) -> list[Mandate]:
    """What the person did before, newest first: who has done what is for everyone to see."""
    ended = person.mandates.exclude(during__contains=now()).filter(during__startswith__lt=now())
    return list(ended.order_by("-during", "-id")[:limit])


def cooperatives(words: str = "", kind: str = "") -> QuerySet[Cooperative]:
    """The network's cooperatives with how many people each has today, in one query."""
    found = Cooperative.objects.annotate(
        people=Count("memberships", filter=Q(memberships__period__contains=today()))
    )
    if words:
        found = found.filter(name__icontains=words.strip())
    return found.filter(kind=kind) if kind else found


def people_by_kind(cooperative: Cooperative) -> dict[str, int]:
    live = cooperative.memberships.filter(period__contains=today())
    return dict(live.order_by().values_list("kind").annotate(n=Count("id")).values_list("kind", "n"))


def members_today(cooperative: Cooperative) -> QuerySet[Membership]:
    return cooperative.memberships.filter(period__contains=today()).select_related("person")


def mandates_in_force(role: str = "", words: str = "") -> QuerySet[Mandate]:
    """The live keys, of one role or of those whose holder's name holds the words."""
    found = live_mandates()
    if role:
        found = found.filter(role=role)
    for word in words.split()[:6]:
        found = found.filter(
            Q(person__given_names__icontains=word)
            | Q(person__family_names__icontains=word)
            | Q(scope_label__icontains=word)
        )
    return found


# --- what changed -------------------------------------------------------------------------------


def changes_since(moment: dt.datetime) -> QuerySet[AuditEvent]:
    """What people (not the system) did since a moment, newest first."""
    found = AuditEvent.objects.filter(private=False, at__gte=moment, actor_id__isnull=False)
    return found.order_by("-at", "-id")


LOOK_BACK = dt.timedelta(days=90)


def changes(*, who: str = "", thing: str = "", day: dt.date | None = None) -> QuerySet[AuditEvent]:
    """What people did, newest first. Private events are told only where they belong, not here.

    Words are looked for in the last ninety days, so that the search stays quick as the years go by;
    a day may be any day.
    """
    found = AuditEvent.objects.filter(private=False)
    if day is not None:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        found = found.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    elif who or thing:
        found = found.filter(at__gte=now() - LOOK_BACK)
    for word in who.split()[:6]:
        found = found.filter(actor__icontains=word)
    for word in thing.split()[:6]:
        found = found.filter(label__icontains=word)
    return found
