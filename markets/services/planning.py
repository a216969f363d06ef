"""Plan and pledge: what the fairs ask for, what the fields promise."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, amount, kilos
from federation.selectors import Person
from markets import policies
from markets.models import Demand, FairDay, FairWeek, Item, MarketWeek, Pledge, Producer, Supply


def set_demand(*, by: Person, fair_week: FairWeek, quantities: Mapping[int, Decimal]) -> int:
    """Write what a fair asks for, kilos by item id; zero takes an item out. Returns how many changed."""
    require(policies.may_plan(by, fair_week.week))
    wanted = {item: kilos(value) for item, value in quantities.items()}
    if any(value < 0 for value in wanted.values()):
        raise refuse("negative", _("Kilos cannot be negative."))
    with transaction.atomic():
        FairWeek.objects.select_for_update().get(pk=fair_week.pk)
        current = dict(Demand.objects.filter(fair_week=fair_week).values_list("item_id", "kilos"))
        changed = {item: value for item, value in wanted.items() if current.get(item, ZERO) != value}
        Demand.objects.bulk_create(
            [
                Demand(fair_week=fair_week, item_id=item, kilos=value)
                for item, value in changed.items()
                if value
            ],
            update_conflicts=True,
            unique_fields=["fair_week", "item"],
            update_fields=["kilos"],
        )
        Demand.objects.filter(
            fair_week=fair_week, item__in=[i for i, value in changed.items() if not value]
        ).delete()
        if changed:
            audit.record(
                by=by,
                verb="markets.set_demand",
                thing=fair_week,
                old={str(item): str(current.get(item, ZERO)) for item in changed},
                new={str(item): str(value) for item, value in changed.items()},
            )
    return len(changed)


def set_day(
    *,
    by: Person,
    fair_week: FairWeek,
    date: dt.date,
    opens_at: dt.datetime | None,
    closes_at: dt.datetime | None,
) -> None:
    """Set when a fair opens on a day of the week, or with None that it does not open."""
    require(policies.may_plan(by, fair_week.week))
    iso = fair_week.week.iso
    if not iso.monday <= date <= iso.sunday:
        raise refuse("other_week", _("That day is not in this week."))
    with transaction.atomic():
        FairWeek.objects.select_for_update().get(pk=fair_week.pk)
        if opens_at is None or closes_at is None:
            FairDay.objects.filter(fair_week=fair_week, date=date).delete()
        elif closes_at <= opens_at:
            raise refuse("closes_first", _("A fair closes after it opens."), closes=_("Give a later hour."))
        else:
            FairDay.objects.update_or_create(
                fair_week=fair_week, date=date, defaults={"opens_at": opens_at, "closes_at": closes_at}
            )
        audit.record(
            by=by,
            verb="markets.set_day",
            thing=fair_week,
            new={"day": date, "opens": opens_at, "closes": closes_at},
        )


def set_participation(*, by: Person, fair_week: FairWeek, is_open: bool) -> FairWeek:
    """Say whether a fair takes part in the week."""
    require(policies.may_plan(by, fair_week.week))
    with transaction.atomic():
        fair_week = FairWeek.objects.select_for_update().select_related("week", "fair").get(pk=fair_week.pk)
        old, fair_week.is_open = fair_week.is_open, is_open
        fair_week.save(update_fields=["is_open"])
        audit.record(
            by=by, verb="markets.set_participation", thing=fair_week, old={"open": old}, new={"open": is_open}
        )
    return fair_week


def pledge(
    *,
    by: Person,
    week: MarketWeek,
    producer: Producer,
    item: Item,
    deliver_on: dt.date,
    kilos_pledged: Decimal,
    agreed_price: Decimal | None = None,
    buyer: Person | None = None,
    second_buyer: Person | None = None,
    note: str = "",
) -> Pledge:
    """Write down a promise of kilos for a day. A promise for the same item and day takes its place."""
    require(policies.may_pledge(by, week, producer))
    weight = kilos(kilos_pledged)
    if weight <= 0:
        raise refuse("no_kilos", _("Write how many kilos."), kilos=_("More than zero."))
    if not week.monday <= deliver_on <= week.iso.sunday:
        raise refuse(
            "other_week",
            _("The delivery day is not in this week."),
            deliver_on=_("Choose a day of the week."),
        )
    if second_buyer is not None and (buyer is None or buyer.pk == second_buyer.pk):
        raise refuse("two_buyers", _("Buyers travel in pairs: name two different people."))
    price = amount(agreed_price, "VES") if agreed_price is not None else None
    with transaction.atomic():
        supply = _supply(week, item)
        old = Pledge.objects.filter(
            week=week, producer=producer, item=item, deliver_on=deliver_on, withdrawn_at=None
        ).first()
        before = old.kilos if old else ZERO
        if old is not None:
            old.withdrawn_at = now()
            old.save(update_fields=["withdrawn_at"])
        made = Pledge.objects.create(
            week=week,
            producer=producer,
            item=item,
            deliver_on=deliver_on,
            kilos=weight,
            agreed_price=price,
            buyer=buyer,
            second_buyer=second_buyer,
            note=note,
            recorded_by=by,
        )
        _change_pledged(supply, weight - before)
        audit.record(
            by=by,
            verb="markets.pledge",
            thing=made,
            old={"kilos": before} if old else None,
            new={"kilos": weight},
        )
    return made


def withdraw_pledge(*, by: Person, promise: Pledge, reason: str = "") -> Pledge:
    """Take a promise back."""
    require(policies.may_pledge(by, promise.week, promise.producer))
    with transaction.atomic():
        supply = _supply(promise.week, promise.item)
        promise = Pledge.objects.select_for_update().get(pk=promise.pk)
        if promise.withdrawn_at is not None:
            raise refuse("already_withdrawn", _("This pledge was already taken back."), status=409)
        promise.withdrawn_at = now()
        promise.save(update_fields=["withdrawn_at"])
        _change_pledged(supply, -promise.kilos)
        audit.record(by=by, verb="markets.withdraw_pledge", thing=promise, new={"reason": reason})
    return promise


def _supply(week: MarketWeek, item: Item) -> Supply:
    """The item's row of kilos, locked: whoever changes what there is waits here."""
    Supply.objects.bulk_create([Supply(week=week, item=item)], ignore_conflicts=True)
    return Supply.objects.select_for_update().get(week=week, item=item)


def _change_pledged(supply: Supply, change: Decimal) -> None:
    after = supply.pledged + change
    if after < supply.allocated and supply.received < supply.allocated:
        raise refuse(
            "already_allotted",
            _("These kilos are already allotted to fairs. Change the allocation first."),
            status=409,
        )
    Supply.objects.filter(pk=supply.pk).update(pledged=F("pledged") + change)
