"""Allocation: supply to fairs in whole crates, never more than there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import GRAM, ZERO, whole_crates
from federation.selectors import Person
from markets import policies
from markets.models import Allocation, Demand, FairWeek, Item, MarketWeek, MixItem, Supply


@dataclass(frozen=True)
class Share:
    """Whole crates for a fair."""

    fair_week: int
    crates: int


def share_crates(*, crates: int, crate_kg: Decimal, demand: Mapping[int, Decimal]) -> list[Share]:
    """Share whole crates in proportion to what each fair asks for (largest remainders).

    Nobody gets more crates than it asked for, rounded up. Pure: same input, same shares; ties go to
    the smaller fair id.
    """
    grams = {fair: int(kilos / GRAM) for fair, kilos in sorted(demand.items()) if kilos > 0}
    most = {fair: whole_crates(demand[fair], crate_kg) for fair in grams}
    total = sum(grams.values())
    crates = min(crates, sum(most.values()))
    if not total or crates <= 0:
        return []
    given = {fair: min(crates * weight // total, most[fair]) for fair, weight in grams.items()}
    left = crates - sum(given.values())
    by_remainder = sorted(grams, key=lambda fair: (-(crates * grams[fair] % total), fair))
    while left:
        for fair in by_remainder:
            if left and given[fair] < most[fair]:
                given[fair] += 1
                left -= 1
    return [Share(fair, count) for fair, count in given.items() if count]


def propose_allocation(*, by: Person, week: MarketWeek) -> int:
    """Allot every item of the mix to the fairs that ask for it, by demand. Returns the number of rows.

    What people adjusted by hand stays; the rest of the supply is shared again. Asked twice with
    nothing changed between, it changes nothing.
    """
    require(policies.may_allocate(by, week))
    with transaction.atomic():
        MarketWeek.objects.select_for_update().get(pk=week.pk)
        supplies = {
            row.item_id: row
            for row in Supply.objects.select_for_update().filter(week=week).order_by("item_id")
        }
        items = _mix_items(week)
        demand = _demand(week, items)
        fixed = _fixed(week)
        Allocation.objects.filter(fair_week__week=week, adjusted_by=None).delete()
        rows: list[Allocation] = []
        for item_id, row in supplies.items():
            row.allocated = sum(fixed.get(item_id, {}).values(), ZERO)
        for item in items.values():
            supply = supplies.get(item.pk)
            if supply is None:
                continue
            kept = fixed.get(item.pk, {})
            kept_kilos = sum(kept.values(), ZERO)
            available = max(supply.pledged, supply.received) - kept_kilos
            wanted = {fair: kilos for fair, kilos in demand.get(item.pk, {}).items() if fair not in kept}
            shares = share_crates(
                crates=int(available // item.crate_kg), crate_kg=item.crate_kg, demand=wanted
            )
            rows += [
                Allocation(
                    fair_week_id=s.fair_week, item=item, crates=s.crates, kilos=s.crates * item.crate_kg
                )
                for s in shares
            ]
            supply.allocated = kept_kilos + sum((s.crates * item.crate_kg for s in shares), ZERO)
        Allocation.objects.bulk_create(rows)
        Supply.objects.bulk_update(supplies.values(), ["allocated"])
        audit.record(by=by, verb="markets.propose_allocation", thing=week, new={"rows": len(rows)})
    return len(rows)


def _mix_items(week: MarketWeek) -> dict[int, Item]:
    rows = MixItem.objects.filter(week=week, is_excluded=False).select_related("item").order_by("item_id")
    return {row.item_id: row.item for row in rows}


def _demand(week: MarketWeek, items: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    demand: dict[int, dict[int, Decimal]] = {}
    rows = Demand.objects.filter(
        fair_week__week=week, fair_week__is_open=True, item__in=list(items), kilos__gt=0
    )
    for fair_week, item, kilos in rows.values_list("fair_week_id", "item_id", "kilos"):
        demand.setdefault(item, {})[fair_week] = kilos
    return demand


def _fixed(week: MarketWeek) -> dict[int, dict[int, Decimal]]:
    fixed: dict[int, dict[int, Decimal]] = {}
    rows = Allocation.objects.filter(fair_week__week=week).exclude(adjusted_by=None)
    for fair_week, item, kilos in rows.values_list("fair_week_id", "item_id", "kilos"):
        fixed.setdefault(item, {})[fair_week] = kilos
    return fixed


def adjust_allocation(*, by: Person, fair_week: FairWeek, item: Item, crates: int) -> Allocation:
    """Fix the crates of an item for a fair by hand. Raises Refused when there are not that many."""
    require(policies.may_allocate(by, fair_week.week))
    if crates < 0:
        raise refuse("negative", _("Crates cannot be negative."), crates=_("Zero or more."))
    with transaction.atomic():
        supply = Supply.objects.select_for_update().filter(week=fair_week.week_id, item=item).first()
        if supply is None:
            raise refuse("no_supply", _("Nobody has pledged this item."), status=409)
        row = Allocation.objects.filter(fair_week=fair_week, item=item).first()
        old = row.kilos if row else ZERO
        kilos = crates * item.crate_kg
        after = supply.allocated - old + kilos
        available = max(supply.pledged, supply.received)
        if after > available and kilos > old:
            free = int((available - supply.allocated + old) // item.crate_kg)
            raise refuse(
                "not_enough",
                _("There are only %(crates)d crates left to allot.") % {"crates": max(free, 0)},
                status=409,
                crates=_("At most %(crates)d.") % {"crates": max(free, 0)},
            )
        row, _created = Allocation.objects.update_or_create(
            fair_week=fair_week, item=item, defaults={"crates": crates, "kilos": kilos, "adjusted_by": by}
        )
        supply.allocated = after
        supply.save(update_fields=["allocated"])
        audit.record(
            by=by,
            verb="markets.adjust_allocation",
            thing=row,
            old={"kilos": old},
            new={"kilos": kilos, "crates": crates},
        )
    return row
