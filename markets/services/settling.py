"""Settlement: one statement per producer, every line at its weighing; corrections only by adjustments.

An organised producer is owed by the primary cooperative; a fair run by an affiliate owes the primary
cooperative for what it received. A grower paid on the spot was paid by the fair's own cooperative.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import CENT, ZERO
from cecosesola.kernel.text import as_written
from federation.selectors import Person
from finance import chart
from finance.services import Wanted
from markets import policies
from markets.models import MarketWeek, Parameter, Producer, Receipt, Settlement, SettlementLine
from markets.selectors.parameters import parameter
from markets.services.books import Books, Source
from markets.states import SETTLEMENT, SettlementState, Stage

REVIEW_TIME = dt.timedelta(hours=24)
"""How long a producer has to say that a statement does not agree."""


@dataclass
class _Draft:
    """A statement being drawn up for a producer."""

    producer: Producer
    lines: list[SettlementLine] = field(default_factory=list)
    # (cooperative of the fair, tier) → bolívares of produce
    goods: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    fund: Decimal = ZERO
    advances: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum(self.goods.values(), ZERO)


def settle_week(*, by: Person | None, week: MarketWeek) -> int:
    """Draw up statements for every weighing that is in none, and adjustments for those put right since.

    Run again with nothing new, it changes nothing. Returns how many statements it made.
    """
    if by is not None:
        require(policies.may_settle(by, week))
    with transaction.atomic():
        week = MarketWeek.objects.select_for_update().get(pk=week.pk)
        if week.stage not in {Stage.SETTLE, Stage.CLOSED}:
            raise refuse("not_in_settlement", _("This week is not in settlement."), status=409)
        drafts = _drafts(week)
        if not drafts:
            return 0
        _save(by, week, drafts)
        audit.record(by=by, verb="markets.settle_week", thing=week, new={"statements": len(drafts)})
    return len(drafts)


def _drafts(week: MarketWeek) -> list[_Draft]:
    drafts: dict[int, _Draft] = {}
    receipts = (
        Receipt.objects.filter(fair_week__week=week)
        .select_related("producer", "fair_week__fair", "replaced_by")
        .prefetch_related("settlement_lines")
        .order_by("producer_id", "id")
    )
    for receipt in receipts:
        lines = _new_lines(receipt)
        if not lines:
            continue
        draft = drafts.setdefault(receipt.producer_id, _Draft(receipt.producer))
        for line in lines:
            draft.lines.append(line)
            if line.kind == SettlementLine.Kind.SPOT:
                draft.advances -= line.amount
            else:
                draft.goods[receipt.fair_week.fair.cooperative_id, receipt.tier] += line.amount
    share = parameter(Parameter.Name.FUND, week.monday)
    for draft in drafts.values():
        if draft.producer.is_organised:
            draft.fund = (draft.total * share).quantize(CENT, ROUND_HALF_UP)
            if draft.fund:
                draft.lines.append(SettlementLine(kind=SettlementLine.Kind.FUND, amount=-draft.fund))
    return list(drafts.values())


def _new_lines(receipt: Receipt) -> list[SettlementLine]:
    """The lines that a weighing still lacks: its produce, what was paid at once, or its taking back."""
    have = {(line.kind, line.is_reversal) for line in receipt.settlement_lines.all()}
    goods, spot = SettlementLine.Kind.GOODS, SettlementLine.Kind.SPOT
    replaced = getattr(receipt, "replaced_by", None) is not None
    lines = []
    if not replaced and (goods, False) not in have and receipt.net:
        lines.append(_goods_line(receipt, 1))
    if replaced and (goods, False) in have and (goods, True) not in have:
        lines.append(_goods_line(receipt, -1))
    if receipt.paid_on_spot and (spot, False) not in have and receipt.amount:
        lines.append(SettlementLine(kind=spot, receipt=receipt, amount=-receipt.amount))
    return lines


def _goods_line(receipt: Receipt, sign: int) -> SettlementLine:
    return SettlementLine(
        kind=SettlementLine.Kind.GOODS,
        receipt=receipt,
        is_reversal=sign < 0,
        kilos=sign * receipt.net,
        price=receipt.price,
        amount=sign * receipt.amount,
    )


def _save(by: Person | None, week: MarketWeek, drafts: list[_Draft]) -> None:
    """Statements, lines and ledger entries, each table in one write."""
    numbers = dict(
        Settlement.objects.filter(week=week).values_list("producer").annotate(last=Max("number")).order_by()
    )
    books = Books()
    for draft in drafts:
        number = numbers.get(draft.producer.pk, 0) + 1
        source = Source(
            f"settle:{week.pk}:{draft.producer.pk}:{number}",
            f"markets.marketweek:{week.pk}",
            f"{draft.producer.name} · {week}",
        )
        _post_goods(books, source, draft)
    entries = books.post(by=by, effective=week.iso.sunday)
    statements = Settlement.objects.bulk_create(
        Settlement(
            week=week,
            producer=draft.producer,
            number=(number := numbers.get(draft.producer.pk, 0) + 1),
            goods=draft.total,
            fund=draft.fund,
            advances=draft.advances,
            net=draft.total - draft.fund - draft.advances,
            entry_id=entries.get(f"settle:{week.pk}:{draft.producer.pk}:{number}"),
        )
        for draft in drafts
    )
    for draft, statement in zip(drafts, statements, strict=True):
        for line in draft.lines:
            line.settlement = statement
    SettlementLine.objects.bulk_create(line for draft in drafts for line in draft.lines)


def _post_goods(books: Books, source: Source, draft: _Draft) -> None:
    producer = f"producer:{draft.producer.pk}"
    for (cooperative, tier), amount in draft.goods.items():
        books.add(source, cooperative, Wanted(chart.COST_OF_GOODS, product=tier, hot=True), amount)
        if cooperative == books.primary or not draft.producer.is_organised:
            books.add(source, cooperative, Wanted(chart.PRODUCERS, party=producer), -amount)
            continue
        # An affiliate's fair: it owes the primary cooperative, which owes the producer.
        books.add(source, cooperative, _between(chart.DUE_TO, books.primary), -amount)
        books.add(source, books.primary, _between(chart.DUE_FROM, cooperative), amount)
        books.add(source, books.primary, Wanted(chart.PRODUCERS, party=producer), -amount)
    if draft.fund:
        books.add(source, books.primary, Wanted(chart.PRODUCERS, party=producer), draft.fund)
        books.add(source, books.primary, Wanted(chart.FUND, product="produce", hot=True), -draft.fund)


def _between(node: str, cooperative: int) -> Wanted:
    return Wanted(node, party=f"cooperative:{cooperative}", hot=True)


def settle_what_is_due() -> str:
    """Draw up the statements of every week in settlement, and agree those that nobody questioned in time."""
    made = 0
    for week in MarketWeek.objects.filter(stage=Stage.SETTLE):
        made += settle_week(by=None, week=week)
    silent = Settlement.objects.filter(
        state=SettlementState.REVIEW, created_at__lte=now() - REVIEW_TIME, week__stage=Stage.SETTLE
    ).update(state=SettlementState.AGREED)
    words = _("%(made)d statements drawn up, %(agreed)d agreed")
    return as_written(words, made=made, agreed=silent)


def agree(*, by: Person, settlement: Settlement) -> Settlement:
    """The producer agrees, or the people who settle after answering what did not agree."""
    _answerable(by, settlement)
    return _move(by, settlement, SettlementState.AGREED, "markets.agree_settlement", "")


def dispute(*, by: Person, settlement: Settlement, reason: str) -> Settlement:
    """The producer says that a statement does not agree. It is not paid until it is answered."""
    _answerable(by, settlement)
    if not reason.strip():
        raise refuse("no_reason", _("Say what does not agree."), reason=_("Write the reason."))
    return _move(by, settlement, SettlementState.DISPUTED, "markets.dispute_settlement", reason.strip())


def _answerable(by: Person, settlement: Settlement) -> None:
    if policies.may_speak_for(by, settlement.producer) is not None:
        require(policies.may_settle(by, settlement.week))


def _move(by: Person, settlement: Settlement, target: str, verb: str, reason: str) -> Settlement:
    with transaction.atomic():
        settlement = Settlement.objects.select_for_update().get(pk=settlement.pk)
        require(SETTLEMENT.refusal(settlement.state, target))
        old, settlement.state = settlement.state, target
        settlement.dispute = reason or settlement.dispute
        settlement.save(update_fields=["state", "dispute"])
        audit.record(
            by=by, verb=verb, thing=settlement, old={"state": old}, new={"state": target, "reason": reason}
        )
    return settlement


def agree_all(*, by: Person, week: MarketWeek) -> int:
    """Agree every statement of a week that nobody questions: read out at the meeting, say."""
    require(policies.may_settle(by, week))
    with transaction.atomic():
        count = Settlement.objects.filter(week=week, state=SettlementState.REVIEW).update(
            state=SettlementState.AGREED
        )
        audit.record(by=by, verb="markets.agree_all", thing=week, new={"statements": count})
    return count


def pay_agreed(*, by: Person, week: MarketWeek, only: Settlement | None = None) -> int:
    """Pay the agreed statements of a week from the bank, each through the ledger, once.

    Returns how many were paid. A negative statement (an adjustment) is collected the same way.
    """
    require(policies.may_pay(by))
    with transaction.atomic():
        due = Settlement.objects.select_for_update(of=("self",)).filter(
            week=week, state=SettlementState.AGREED
        )
        if only is not None:
            due = due.filter(pk=only.pk)
        statements = list(due.select_related("producer").order_by("pk"))
        payments = _payments(by, week, [s for s in statements if s.net])
        moment = now()
        for statement in statements:
            statement.state, statement.paid_by, statement.paid_at = SettlementState.PAID, by, moment
            statement.payment_entry_id = payments.get(statement.pk)
        Settlement.objects.bulk_update(statements, ["state", "paid_by", "paid_at", "payment_entry_id"])
        audit.record(by=by, verb="markets.pay_settlements", thing=week, new={"statements": len(statements)})
    return len(statements)


def _payments(by: Person, week: MarketWeek, statements: list[Settlement]) -> dict[int, int]:
    books = Books()
    for statement, shares in _owed_by_cooperative(books.primary, statements):
        source = Source(
            f"pay:settlement:{statement.pk}",
            f"markets.settlement:{statement.pk}",
            f"{statement.producer.name} · {week}",
        )
        for cooperative, amount in shares.items():
            books.add(
                source,
                cooperative,
                Wanted(chart.PRODUCERS, party=f"producer:{statement.producer_id}"),
                amount,
            )
            books.add(source, cooperative, Wanted(chart.BANK, hot=True), -amount)
    entries = books.post(by=by, effective=today())
    return {
        s.pk: entries[f"pay:settlement:{s.pk}"] for s in statements if f"pay:settlement:{s.pk}" in entries
    }


def _owed_by_cooperative(
    primary: int, statements: list[Settlement]
) -> list[tuple[Settlement, dict[int, Decimal]]]:
    """Who owes each statement: the primary cooperative, or the fair's for a grower paid on the spot."""
    owed: dict[int, dict[int, Decimal]] = {}
    for statement in statements:
        owed[statement.pk] = defaultdict(lambda: ZERO)
        if statement.producer.is_organised:
            owed[statement.pk][primary] = statement.net
    loose = [s.pk for s in statements if not s.producer.is_organised]
    lines = SettlementLine.objects.filter(settlement__in=loose, receipt__isnull=False)
    for settlement, cooperative, amount in lines.values_list(
        "settlement_id", "receipt__fair_week__fair__cooperative_id", "amount"
    ):
        owed[settlement][cooperative] += amount
    return [(statement, owed[statement.pk]) for statement in statements]
