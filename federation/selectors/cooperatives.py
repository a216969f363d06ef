"""Reads of cooperatives."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import Collate

from cecosesola.kernel.clock import today
from federation.models import (
    ApiClient,
    Contact,
    Cooperative,
    CooperativeService,
    Membership,
    NetworkStay,
    ShareCertificate,
)


def primary_cooperative() -> Cooperative:
    """The worker cooperative that runs the network's own services."""
    return Cooperative.objects.get(is_primary=True)


def fold(words: object) -> Func:
    """Words as search compares them: without accents or capitals."""
    return Func(words, function="public.house_fold", output_field=CharField())


def in_spanish_order(found: QuerySet[Cooperative]) -> QuerySet[Any]:
    """With the key of Spanish order (`in_order`), by which pages go on."""
    key = Func(F("name"), function="public.house_order", output_field=CharField())
    return found.annotate(in_order=Collate(key, "C"))


BY_NAME = ("in_order", "id")


def search(
    found: QuerySet[Cooperative], *, words: str = "", kind: str = "", sector: str = "", service: str = ""
) -> QuerySet[Cooperative]:
    """Those whose name, place or code hold every word, of a kind, a sector, with a service."""
    words = words.replace("\x00", " ")
    if words.strip():
        found = found.annotate(
            folded=fold(
                Func(
                    Value(" "), F("name"), F("code"), F("community"), F("parish"), F("municipality"),
                    function="concat_ws", output_field=CharField(),
                )
            )
        )  # fmt: skip
        for word in words.split()[:6]:
            found = found.filter(folded__contains=fold(Value(word)))
    if kind:
        found = found.filter(kind=kind)
    if sector:
        found = found.filter(sectors__contains=[sector])
    if service:
        found = found.filter(
            pk__in=CooperativeService.objects.filter(service=service).values("cooperative_id")
        )
    return found


def cooperatives(words: str = "", kind: str = "", sector: str = "") -> QuerySet[Cooperative]:
    """The network's cooperatives with how many people each has today, in one query."""
    found = Cooperative.objects.annotate(
        people=Count(
            "memberships",
            filter=Q(memberships__period__contains=today(), memberships__person__merged_into__isnull=True),
        )
    )
    return in_spanish_order(search(found, words=words, kind=kind, sector=sector))


def public_cooperatives() -> QuerySet[Cooperative]:
    """Those in the network today, with their services: what affiliates see of one another."""
    day = today()
    return (
        Cooperative.objects.filter(joined_on__lte=day)
        .filter(Q(left_on=None) | Q(left_on__gt=day))
        .prefetch_related("services")
    )


def people_by_kind(cooperative: Cooperative) -> dict[str, int]:
    live = cooperative.memberships.filter(period__contains=today(), person__merged_into__isnull=True)
    return dict(live.order_by().values_list("kind").annotate(n=Count("id")).values_list("kind", "n"))


def members_today(cooperative: Cooperative) -> QuerySet[Membership]:
    live = cooperative.memberships.filter(period__contains=today(), person__merged_into__isnull=True)
    return live.select_related("person", "area")


def members_of(cooperative: Cooperative) -> QuerySet[Membership]:
    """Every membership there ever was, as an affiliate's own program reads them."""
    own = Membership.objects.filter(cooperative=cooperative, person__merged_into__isnull=True)
    return own.select_related("person", "area")


def stays_of(cooperative: Cooperative) -> QuerySet[NetworkStay]:
    return cooperative.stays.order_by("-period")


def services_of(cooperative: Cooperative) -> dict[str, list[str]]:
    """What it runs and what it uses, in words."""
    told: dict[str, list[str]] = {"runs": [], "uses": []}
    for one in cooperative.services.all():
        told[one.how].append(str(one.get_service_display()))
    return told


def contacts_of(cooperative: Cooperative) -> QuerySet[Contact]:
    return cooperative.contacts.select_related("person")


def certificates_held(cooperative: Cooperative, limit: int = 20) -> list[ShareCertificate]:
    """The cooperative's own certificates, newest first."""
    return list(cooperative.certificates.select_related("issuer")[:limit])


def clients_of(cooperative: Cooperative) -> list[ApiClient]:
    return list(ApiClient.objects.filter(cooperative=cooperative).order_by("-id")[:20])


def find_cooperative(code: str) -> Cooperative | None:
    return Cooperative.objects.filter(code=code).first()


def refs_of_stays(stays: Iterable[NetworkStay]) -> list[str]:
    return [ref for stay in stays for ref in (stay.joined_ref, stay.left_ref) if ref]


def cooperatives_of(people: Collection[int]) -> list[tuple[int, str]]:
    """The cooperatives of which people are members today: `(person, name)`, each pair once."""
    found = Membership.objects.filter(person__in=people, period__contains=today())
    return list(found.order_by().values_list("person", "cooperative__name").distinct())
