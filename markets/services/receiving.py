"""Receiving: two people weigh, every weighing is a lot; goods move between places."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.idempotency import once
from cecosesola.kernel.money import CENT, ZERO, kilos
from federation.selectors import Person
from finance import chart
from finance import services as finance
from markets import policies
from markets.models import (
    Allocation,
    FairWeek,
    Item,
    MixItem,
    Pledge,
    Producer,
    Receipt,
    ReceiptDispute,
    Supply,
    Transfer,
)
from markets.selectors.balance import on_hand, on_hand_by_item


def receive(
    *,
    by: Person,
    second: Person,
    fair_week: FairWeek,
    producer: Producer,
    item: Item,
    gross: Decimal,
    tare: Decimal,
    crates: int,
    grade: str = Receipt.Grade.FIRST,
    key: str,
    price: Decimal | None = None,
) -> Receipt:
    """Write down a weighing by two people. A grower who belongs to no cooperative is paid on the spot.

    Kilos; net is gross less tare. The price is what was agreed in the field, or the round's cost.
    `key` makes a repeated request answer the same receipt.
    """
    require(policies.may_receive_now(by, fair_week))
    require(policies.SAME_PERSON if by.pk == second.pk else policies.may_receive(second, fair_week.fair))
    body = [producer.pk, item.pk, gross, tare, crates, grade, price, second.pk]
    answer, _replay = once(
        f"receive:{fair_week.pk}",
        key,
        body,
        lambda: (
            _weigh(
                by=by,
                second=second,
                fair_week=fair_week,
                producer=producer,
                item=item,
                gross=gross,
                tare=tare,
                crates=crates,
                grade=grade,
                price=price,
            ).pk
        ),
    )
    return Receipt.objects.get(pk=answer)


def _weigh(
    *,
    by: Person,
    second: Person,
    fair_week: FairWeek,
    producer: Producer,
    item: Item,
    gross: Decimal,
    tare: Decimal,
    crates: int,
    grade: str,
    price: Decimal | None,
    replaces: Receipt | None = None,
    reason: str = "",
) -> Receipt:
    gross, tare = kilos(gross), kilos(tare)
    net = gross - tare
    if tare < 0 or net < 0 or (net == 0 and replaces is None):
        raise refuse(
            "nothing_net",
            _("Gross must be more than the crates' weight."),
            gross=_("Weigh again, or check the crates."),
        )
    with transaction.atomic():
        Supply.objects.bulk_create([Supply(week=fair_week.week, item=item)], ignore_conflicts=True)
        supply = Supply.objects.select_for_update().get(week=fair_week.week, item=item)
        promise = (
            Pledge.objects.filter(week=fair_week.week, producer=producer, item=item, withdrawn_at=None)
            .order_by("deliver_on")
            .last()
        )
        mixed = MixItem.objects.filter(week=fair_week.week, item=item).first()
        agreed = price if price is not None else (promise.agreed_price if promise else None)
        if agreed is None:
            if mixed is None:
                raise refuse(
                    "no_price",
                    _("Nobody has agreed a price for this item. Write the price per kilo."),
                    price=_("Write the price."),
                )
            agreed = mixed.cost
        amount = (net * agreed).quantize(CENT, ROUND_HALF_UP)
        spot = not producer.is_organised
        moment = now()
        receipt = Receipt(
            fair_week=fair_week,
            producer=producer,
            item=item,
            pledge=promise,
            tier=mixed.tier if mixed else item.tier,
            day=today(),
            received_at=moment,
            gross=gross,
            tare=tare,
            net=net,
            crates=crates,
            grade=grade,
            price=agreed,
            amount=amount,
            weighed_by=by,
            second_weigher=second,
            paid_on_spot=spot and replaces is None,
            replaces=replaces,
            reason=reason,
        )
        if receipt.paid_on_spot and amount:
            receipt.entry_id = _pay_on_the_spot(by=by, second=second, receipt=receipt)
        receipt.save()
        change = net - (replaces.net if replaces else 0)
        Supply.objects.filter(pk=supply.pk).update(received=F("received") + change)
        audit.record(
            by=by,
            verb="markets.receive" if replaces is None else "markets.correct_receipt",
            thing=receipt,
            old={"net": replaces.net} if replaces else None,
            new={
                "gross": gross,
                "tare": tare,
                "net": net,
                "second": second.get_full_name(),
                "reason": reason,
            },
        )
    return receipt


def _pay_on_the_spot(*, by: Person, second: Person, receipt: Receipt) -> int:
    """Cash from the vault against the producer's account: the statement shows it as already paid."""
    cooperative = receipt.fair_week.fair.cooperative
    payable = finance.account(
        cooperative=cooperative, node=chart.PRODUCERS, party=f"producer:{receipt.producer_id}"
    )
    vault = finance.account(cooperative=cooperative, node=chart.VAULT, hot=True)
    fair_week, weighed = receipt.fair_week, receipt.received_at
    entry = finance.post(
        by=by,
        approver=second,
        cooperative=cooperative,
        effective=receipt.day,
        key=f"spot:{fair_week.pk}:{receipt.producer_id}:{receipt.item_id}:{weighed.timestamp():.6f}",
        source=f"markets.fairweek:{fair_week.pk}",
        description=_("Paid on the spot to %(name)s") % {"name": receipt.producer},
        legs=[finance.Leg(payable.pk, receipt.amount), finance.Leg(vault.pk, -receipt.amount)],
    )
    return entry.id


def correct_receipt(
    *,
    by: Person,
    second: Person,
    receipt: Receipt,
    gross: Decimal,
    tare: Decimal,
    crates: int,
    reason: str,
) -> Receipt:
    """Put a wrong weighing right with another. The old one stays; an adjustment takes it back."""
    fair_week = receipt.fair_week
    require(policies.may_correct_receipt(by, fair_week))
    require(policies.SAME_PERSON if by.pk == second.pk else policies.may_receive(second, fair_week.fair))
    if not reason.strip():
        raise refuse("no_reason", _("Say what was wrong."), reason=_("Write the reason."))
    with transaction.atomic():
        Receipt.objects.select_for_update().get(pk=receipt.pk)
        if Receipt.objects.filter(replaces=receipt).exists():
            raise refuse(
                "already_corrected",
                _("This weighing was already put right. Correct the newer one."),
                status=409,
            )
        return _weigh(
            by=by,
            second=second,
            fair_week=fair_week,
            producer=receipt.producer,
            item=receipt.item,
            gross=gross,
            tare=tare,
            crates=crates,
            grade=receipt.grade,
            price=receipt.price,
            replaces=receipt,
            reason=reason.strip(),
        )


def dispute_receipt(*, by: Person, receipt: Receipt, reason: str) -> ReceiptDispute:
    """A producer's word against a weighing."""
    require(policies.may_speak_for(by, receipt.producer))
    if not reason.strip():
        raise refuse("no_reason", _("Say what does not agree."), reason=_("Write the reason."))
    with transaction.atomic():
        dispute, created = ReceiptDispute.objects.get_or_create(
            receipt=receipt, defaults={"reason": reason.strip(), "raised_by": by}
        )
        if created:
            audit.record(by=by, verb="markets.dispute_receipt", thing=receipt, new={"reason": reason})
    return dispute


def answer_dispute(*, by: Person, dispute: ReceiptDispute, answer: str) -> ReceiptDispute:
    """Answer a producer's word: with a correction made, or with why the weighing stands."""
    require(policies.may_receive(by, dispute.receipt.fair_week.fair))
    if not answer.strip():
        raise refuse("no_answer", _("Write the answer."), answer=_("Write the answer."))
    with transaction.atomic():
        dispute = (
            ReceiptDispute.objects.select_for_update(of=("self",))
            .select_related("receipt")
            .get(pk=dispute.pk)
        )
        dispute.answer, dispute.answered_by = answer.strip(), by
        dispute.save(update_fields=["answer", "answered_by"])
        audit.record(by=by, verb="markets.answer_dispute", thing=dispute.receipt, new={"answer": answer})
    return dispute


def move_goods(
    *,
    by: Person,
    origin: FairWeek,
    target: FairWeek,
    item: Item,
    crates: int,
    kilos_moved: Decimal | None = None,
    key: str,
) -> Transfer:
    """Move kilos of an item to another place, in whole crates unless the kilos are given.

    Raises Refused when the origin does not hold that many kilos of the tier.
    """
    require(policies.may_move_goods(by, origin))
    if origin.week_id != target.week_id or origin.pk == target.pk:
        raise refuse(
            "same_place",
            _("Goods move between two places of the same week."),
            target=_("Choose another place."),
        )
    weight = kilos(kilos_moved) if kilos_moved is not None else crates * item.crate_kg
    if weight <= 0:
        raise refuse("no_kilos", _("Write how many crates."), crates=_("More than zero."))

    def do() -> int:
        with transaction.atomic():
            # Both places locked in one order, so that two trucks crossing never wait for each other.
            list(FairWeek.objects.select_for_update().filter(pk__in=[origin.pk, target.pk]).order_by("pk"))
            mixed = MixItem.objects.filter(week=origin.week_id, item=item).first()
            tier = mixed.tier if mixed else item.tier
            there = on_hand(origin)[tier]
            if weight > there:
                raise refuse(
                    "not_enough",
                    _("Only %(kilos)s kg of this tier are there.") % {"kilos": there},
                    status=409,
                    crates=_("At most %(kilos)s kg.") % {"kilos": there},
                )
            moved = Transfer.objects.create(
                origin=origin,
                target=target,
                item=item,
                tier=tier,
                day=today(),
                kilos=weight,
                crates=crates,
                moved_by=by,
            )
            audit.record(
                by=by, verb="markets.move_goods", thing=moved, new={"kilos": weight, "crates": crates}
            )
            return moved.pk

    answer, _replay = once(f"move:{origin.pk}", key, [target.pk, item.pk, crates, kilos_moved], do)
    return Transfer.objects.get(pk=answer)


def dispatch(*, by: Person, origin: FairWeek, target: FairWeek, key: str) -> list[Transfer]:
    """Load a fair's truck: every allotted crate that has not arrived yet, as far as the origin holds it.

    One act for many items. Returns the moves it made.
    """
    require(policies.may_move_goods(by, origin))
    if origin.week_id != target.week_id or origin.pk == target.pk:
        raise refuse("same_place", _("Goods move between two places of the same week."))

    def do() -> list[int]:
        with transaction.atomic():
            list(FairWeek.objects.select_for_update().filter(pk__in=[origin.pk, target.pk]).order_by("pk"))
            moves = Transfer.objects.bulk_create(_load(by, origin, target))
            audit.record(
                by=by,
                verb="markets.dispatch",
                thing=target,
                new={"moves": len(moves), "kilos": sum((move.kilos for move in moves), ZERO)},
            )
            return [move.pk for move in moves]

    answer, _replay = once(f"dispatch:{origin.pk}", key, [target.pk], do)
    return list(Transfer.objects.filter(pk__in=answer).order_by("pk"))


def _load(by: Person, origin: FairWeek, target: FairWeek) -> list[Transfer]:
    there = on_hand_by_item(origin)
    arrived = on_hand_by_item(target)
    tiers = dict(MixItem.objects.filter(week=origin.week_id).values_list("item_id", "tier"))
    moves = []
    for allotted in Allocation.objects.filter(fair_week=target).select_related("item").order_by("item_id"):
        item = allotted.item
        wanted = allotted.kilos - max(arrived.get(item.pk, ZERO), ZERO)
        weight = min(wanted, max(there.get(item.pk, ZERO), ZERO))
        if weight > 0:
            moves.append(
                Transfer(
                    origin=origin,
                    target=target,
                    item=item,
                    tier=tiers.get(item.pk, item.tier),
                    day=today(),
                    kilos=weight,
                    crates=int(-(-weight // item.crate_kg)),
                    moved_by=by,
                )
            )
    return moves
