"""Reads of cooperatives."""

from django.db.models import Count, Q, QuerySet

from cecosesola.kernel.clock import today
from federation.models import Cooperative, Membership


def primary_cooperative() -> Cooperative:
    """The worker cooperative that runs the network's own services."""
    return Cooperative.objects.get(is_primary=True)


def cooperatives(words: str = "", kind: str = "") -> QuerySet[Cooperative]:
    """The network's cooperatives with how many people each has today, in one query."""
    found = Cooperative.objects.annotate(
        people=Count(
            "memberships",
            filter=Q(memberships__period__contains=today(), memberships__person__merged_into__isnull=True),
        )
    )
    if words:
        found = found.filter(name__icontains=words.strip())
    return found.filter(kind=kind) if kind else found


def people_by_kind(cooperative: Cooperative) -> dict[str, int]:
    live = cooperative.memberships.filter(period__contains=today(), person__merged_into__isnull=True)
    return dict(live.order_by().values_list("kind").annotate(n=Count("id")).values_list("kind", "n"))


def members_today(cooperative: Cooperative) -> QuerySet[Membership]:
    live = cooperative.memberships.filter(period__contains=today(), person__merged_into__isnull=True)
    return live.select_related("person")
