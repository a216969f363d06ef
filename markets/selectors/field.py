"""Reads of pledges, cost sheets, receiving and moves."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from cecosesola.kernel.money import ZERO
from federation.selectors import NETWORK, Person, Role, keys_of, live_mandates
from markets.models import (
    Allocation,
    CostSheet,
    FairWeek,
    Item,
    MarketWeek,
    Pledge,
    Producer,
    Receipt,
    SowingCommitment,
    Transfer,
)
from markets.selectors.planning import plan_rows
from markets.selectors.weeks import previous_week


@dataclass(frozen=True)
class GapRow:
    """An item's promises against what is asked, in kilos."""

    item: Item
    asked: Decimal
    sown: Decimal
    pledged: Decimal

    @property
    def gap(self) -> Decimal:
        """Kilos still to be found (negative: more is promised than asked)."""
        return self.asked - self.pledged

    @property
    def tone(self) -> str:
        if self.gap <= 0:
            return "good"
        return "harm" if self.pledged * 2 < self.asked else "wait"


def gaps(week: MarketWeek) -> list[GapRow]:
    """Pledges against demand and sowing commitments, the widest gap first."""
    sown = dict(
        SowingCommitment.objects.filter(first_day__lte=week.iso.sunday, last_day__gte=week.monday)
        .values_list("item")
        .annotate(total=Sum("kilos_a_week"))
    )
    plan = plan_rows(week)
    rows = [GapRow(row.item, row.asked, sown.get(row.item.pk, ZERO), row.pledged) for row in plan]
    return sorted(rows, key=lambda row: (-row.gap, row.item.name))


def pledges(
    week: MarketWeek, *, item: int | None = None, producers: list[int] | None = None
) -> QuerySet[Pledge]:
    """The week's live promises, newest first; of one item, or of some producers."""
    rows = Pledge.objects.filter(week=week, withdrawn_at=None).select_related("producer", "item", "buyer")
    if item is not None:
        rows = rows.filter(item=item)
    if producers is not None:
        rows = rows.filter(producer__in=producers)
    return rows


def producers_for(person: Person) -> QuerySet[Producer]:
    """For whom somebody may pledge: all, for buyers and coordinators; else those she speaks for."""
    active = Producer.objects.filter(is_active=True).order_by("name", "id")
    keys = keys_of(person)
    if keys.holds(Role.WEEK) or keys.holds_any(Role.BUYING):
        return active
    return active.filter(pk__in=spoken_for(person))


def spoken_for(person: Person) -> list[int]:
    """The producers for whom a person speaks."""
    return [
        int(scope.split(":")[1])
        for scope in keys_of(person).scopes(Role.SUPPLY)
        if scope.startswith("producer:")
    ]


@dataclass(frozen=True)
class Reliability:
    """How a producer kept its word over the last weeks: kilos pledged and received."""

    pledged: Decimal
    received: Decimal

    @property
    def share(self) -> Decimal | None:
        """What was brought of what was promised: 1 is all of it. None when nothing was promised."""
        return self.received / self.pledged if self.pledged else None


def reliability(producer: Producer, *, before: MarketWeek, weeks: int = 8) -> Reliability:
    """Pledged against received over the weeks before one."""
    since = before.monday - dt.timedelta(weeks=weeks)
    years = Q(week__year__gte=since.isocalendar().year)
    rows = Pledge.objects.filter(years, producer=producer, withdrawn_at=None, deliver_on__gte=since)
    pledged = rows.filter(deliver_on__lt=before.monday).aggregate(s=Sum("kilos"))["s"] or ZERO
    received = (
        Receipt.objects.filter(
            producer=producer, replaced_by=None, day__gte=since, day__lt=before.monday
        ).aggregate(s=Sum("net"))["s"]
        or ZERO
    )
    return Reliability(pledged, received)


def cost_sheets(week: MarketWeek) -> QuerySet[CostSheet]:
    """All producers see all sheets."""
    return (
        CostSheet.objects.filter(week=week)
        .select_related("producer", "item")
        .order_by("item__name", "producer__name")
    )


def cost_sheet(week: MarketWeek, producer: Producer, item: Item) -> CostSheet | None:
    """This week's sheet, or last week's to start from."""
    own = CostSheet.objects.filter(week=week, producer=producer, item=item).first()
    before = previous_week(week)
    if own is None and before is not None:
        own = CostSheet.objects.filter(week=before, producer=producer, item=item).first()
    return own


def receipts(fair_week: FairWeek) -> QuerySet[Receipt]:
    """The weighings at a place, newest first."""
    return Receipt.objects.filter(fair_week=fair_week).select_related(
        "producer", "item", "weighed_by", "second_weigher", "replaced_by"
    )


def find_receipt(pk: int) -> Receipt | None:
    return (
        Receipt.objects.filter(pk=pk)
        .select_related(
            "producer",
            "item",
            "weighed_by",
            "second_weigher",
            "fair_week__fair__cooperative",
            "fair_week__week",
            "replaces",
            "replaced_by",
            "dispute",
        )
        .first()
    )


def received_by_place(week: MarketWeek) -> dict[int, tuple[Decimal, int]]:
    """Kilos and crates weighed at each place, by fair week id."""
    rows = Receipt.objects.filter(fair_week__week=week, replaced_by=None).values_list("fair_week")
    return {fair: (net, crates) for fair, net, crates in rows.annotate(net=Sum("net"), crates=Sum("crates"))}


def moves(fair_week: FairWeek) -> QuerySet[Transfer]:
    """What left a place and what arrived there, newest first."""
    return Transfer.objects.filter(Q(origin=fair_week) | Q(target=fair_week)).select_related(
        "origin__fair", "target__fair", "item", "moved_by"
    )


def allotted(week: MarketWeek) -> dict[int, Decimal]:
    """Kilos allotted to each fair week."""
    return dict(
        Allocation.objects.filter(fair_week__week=week).values_list("fair_week").annotate(s=Sum("kilos"))
    )


def arrived(week: MarketWeek) -> dict[int, Decimal]:
    """Kilos that trucks brought to each fair week."""
    return dict(Transfer.objects.filter(target__week=week).values_list("target").annotate(s=Sum("kilos")))


def second_people(person: Person, fair_week: FairWeek) -> QuerySet[Person]:
    """Who may sign a weighing or a count beside somebody: the other holders of a key of this place."""
    scope = fair_week.fair.scope
    holders = live_mandates().filter(
        Q(role__in=[Role.RECEIVING, Role.FAIR], scope__in=[scope, NETWORK]) | Q(role=Role.WEEK)
    )
    people = Person.objects.filter(pk__in=holders.values("person"), is_active=True)
    return people.exclude(pk=person.pk).order_by("given_names", "family_names")
