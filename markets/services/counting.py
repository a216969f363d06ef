"""What leaves without being sold, and what is left: every kilo of the week gets a name."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.idempotency import once
from cecosesola.kernel.money import kilos
from federation.selectors import Person
from markets import policies
from markets.models import FairWeek, Item, Outflow, StockCount, Tier, TillSession
from markets.states import SessionState


def record_outflow(
    *,
    by: Person,
    fair_week: FairWeek,
    day: dt.date,
    tier: str,
    kind: str,
    weight: Decimal,
    key: str,
    item: Item | None = None,
    to_whom: str = "",
    note: str = "",
) -> Outflow:
    """Write down kilos that were lost, donated or processed. A donation names who received it."""
    require(policies.may_count_goods(by, fair_week))
    out = kilos(weight)
    if out <= 0:
        raise refuse("no_kilos", _("Write how many kilos."), kilos=_("More than zero."))
    if kind == Outflow.Kind.DONATION and not to_whom.strip():
        raise refuse("no_receiver", _("Say who received it."), to_whom=_("Write to whom."))
    _in_week(fair_week, day)

    def do() -> int:
        with transaction.atomic():
            row = Outflow.objects.create(
                fair_week=fair_week,
                day=day,
                tier=tier,
                kind=kind,
                kilos=out,
                item=item,
                to_whom=to_whom.strip(),
                note=note.strip(),
                recorded_by=by,
            )
            audit.record(by=by, verb="markets.record_outflow", thing=row, new={"kind": kind, "kilos": out})
            return row.pk

    answer, _replay = once(f"outflow:{fair_week.pk}", key, [day, tier, kind, out, to_whom, note], do)
    return Outflow.objects.get(pk=answer)


def count_stock(
    *, by: Person, second: Person, fair_week: FairWeek, day: dt.date, tier: str, weight: Decimal
) -> StockCount:
    """Write down what is left of a tier, counted by two people. Counting again adds a newer count."""
    require(policies.may_count_goods(by, fair_week))
    require(policies.SAME_PERSON if by.pk == second.pk else policies.may_receive(second, fair_week.fair))
    left = kilos(weight)
    if left < 0:
        raise refuse("negative", _("Kilos cannot be negative."), kilos=_("Zero or more."))
    _in_week(fair_week, day)
    with transaction.atomic():
        row = StockCount.objects.create(
            fair_week=fair_week, day=day, tier=tier, kilos=left, counted_by=by, second_counter=second
        )
        audit.record(by=by, verb="markets.count_stock", thing=row, new={"tier": tier, "kilos": left})
    return row


def finish_fair(*, by: Person, fair_week: FairWeek) -> FairWeek:
    """A fair's count is done: its tills are reconciled and both tiers are counted."""
    require(policies.may_count_goods(by, fair_week))
    with transaction.atomic():
        fair_week = (
            FairWeek.objects.select_for_update(of=("self",))
            .select_related("fair", "week")
            .get(pk=fair_week.pk)
        )
        if fair_week.counted_at is not None:
            return fair_week
        live = TillSession.objects.filter(fair_week=fair_week).exclude(state=SessionState.CLOSED).count()
        if live:
            raise refuse("tills_open", _("%(n)d tills are not reconciled yet.") % {"n": live}, status=409)
        counted = set(StockCount.objects.filter(fair_week=fair_week).values_list("tier", flat=True))
        if counted != set(Tier.values):
            raise refuse(
                "not_counted", _("Count what is left of both tiers, even if it is zero."), status=409
            )
        fair_week.counted_at = now()
        fair_week.save(update_fields=["counted_at"])
        audit.record(by=by, verb="markets.finish_fair", thing=fair_week)
    return fair_week


def _in_week(fair_week: FairWeek, day: dt.date) -> None:
    iso = fair_week.week.iso
    # Goods may reach a hub in the days before the week and be counted on the Monday after.
    if not iso.monday - dt.timedelta(days=3) <= day <= iso.sunday + dt.timedelta(days=2):
        raise refuse("other_week", _("That day is not in this week."), day=_("Choose a day of the week."))
