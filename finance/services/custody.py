"""Cash on its way: from a till to the vault, from the vault to the bank, and counts of the vault.

Two people count, each alone. Nobody sees the other's figure or the books' before both have counted;
when they differ they count again, and only when they agree does money move.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies.services import bring_by_itself
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, Currency, amount, format_money, to_decimal
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.cash import PIECES
from finance.models import Account, CashBag, CashTally
from finance.selectors.balances import balance
from finance.services.books import account as ledger_account
from finance.services.calls import call
from finance.services.posting import Leg, post
from finance.states import BAG, BagState

Kind, Moment = CashBag.Kind, CashTally.Moment
MOST = Decimal(10) ** 15


def open_bag(
    *,
    by: Person,
    cooperative: Cooperative,
    kind: str,
    label: str,
    key: str,
    source: Account | None = None,
    currency: str = Currency.VES,
) -> CashBag:
    """Begin a bag: a drop from a till's account, a deposit, or a count of the vault. Nothing moves yet.

    The same key answers the same bag.
    Raises Refused: `no_key`, `not_a_till`, `seal_used`, `no_seal`, `being_counted`, `key_reused`.
    """
    require(policies.may_begin_bag(by, kind))
    label = label.strip()
    if not label:
        raise refuse("no_seal", _("Write the number of the bag's seal."), label=_("Write its number."))
    known = CashBag.objects.filter(key=key).first()
    if known is not None:
        if (known.kind, known.label, known.cooperative_id) != (kind, label, cooperative.pk):
            raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
        return known
    if kind == Kind.DROP:
        source = _till(cooperative, source)
    else:
        source = ledger_account(cooperative=cooperative, node=chart.VAULT, currency=currency, hot=True)
    try:
        with transaction.atomic():
            bag = CashBag.objects.create(
                cooperative=cooperative,
                kind=kind,
                source=source,
                currency=source.currency,
                label=label,
                key=key,
                opened_by=by,
                opened_at=now(),
            )
            audit.record(by=by, verb="finance.open_bag", thing=bag, new={"kind": kind, "seal": label})
    except IntegrityError as error:
        twin = CashBag.objects.filter(key=key, kind=kind, label=label).first()
        if twin is not None:
            return twin
        raise refuse(
            "seal_used", _("A bag with that seal exists already."), status=409, label=_("Check the number.")
        ) from error
    return bag


def _till(cooperative: Cooperative, source: Account | None) -> Account:
    """A till's drawer: an account of this cooperative's tills that belongs to a turn and holds cash."""
    if (
        source is None
        or source.cooperative_id != cooperative.pk
        or source.node.code != chart.TILL
        or source.product != "cash"
        or not source.party.startswith("session:")
        or source.closed_at is not None
    ):
        raise refuse("not_a_till", _("Choose the till the cash comes from."), source=_("Choose a till."))
    return source


def tally_bag(
    *, by: Person, bag: CashBag, pieces: Mapping[str, int], reference: str = "", turn: str | None = None
) -> CashBag:
    """Write what one person counted. The second one alike moves the money; otherwise both count again.

    `pieces` is how many of each note and coin; `reference` the number of the bank's slip, for a deposit
    that arrives; `turn` names the count the page was asked for (`turn_of`), so that a late page counts in
    no other.
    Raises Refused: `no_key`, `counted_already`, `nothing_counted`, `finance_too`, `no_slip`, `round_over`.
    """
    counted = _sum(bag.currency, pieces)
    reference = reference.strip()
    with transaction.atomic():
        bag = CashBag.objects.select_for_update().get(pk=bag.pk)
        require(policies.may_tally(by, bag))
        if turn is not None and turn != turn_of(bag):
            raise refuse(
                "round_over", _("A new count has begun since you opened this page. Count again."), status=409
            )
        moment = moment_of(bag)
        if moment == Moment.LEAVING and counted == 0:
            raise refuse("nothing_counted", _("An empty bag goes nowhere."))
        if bag.kind == Kind.DEPOSIT and moment == Moment.ARRIVING and not reference:
            raise refuse(
                "no_slip", _("Write the number of the bank's slip."), reference=_("Write its number.")
            )
        before = list(bag.tallies.filter(moment=moment, round=bag.round).select_related("counted_by"))
        require(policies.may_be_next(by, before))
        mine = CashTally.objects.create(
            bag=bag,
            moment=moment,
            round=bag.round,
            place=len(before) + 1,
            denominations={piece: count for piece, count in pieces.items() if count},
            amount=counted,
            reference=reference,
            counted_by=by,
            counted_at=now(),
        )
        audit.record(by=by, verb="finance.tally_bag", thing=bag, new={"moment": moment, "round": bag.round})
        if before:
            _compare(bag, before[0], mine)
    return bag


def moment_of(bag: CashBag) -> str:
    """Whether the bag is counted on leaving or on arriving. A count of the vault only arrives."""
    leaves = bag.state == BagState.COUNTING and bag.kind != Kind.COUNT
    return Moment.LEAVING if leaves else Moment.ARRIVING


def turn_of(bag: CashBag) -> str:
    """Which count of a bag is asked for: on leaving or arriving, and the how manieth."""
    return f"{moment_of(bag)}-{bag.round}"


def _compare(bag: CashBag, first: CashTally, second: CashTally) -> None:
    alike = (first.amount, first.denominations, first.reference) == (
        second.amount,
        second.denominations,
        second.reference,
    )
    if not alike:
        bag.round += 1
        bag.save(update_fields=["round"])
    elif first.moment == Moment.LEAVING:
        _leave(bag, first, second)
    elif bag.kind == Kind.COUNT:
        _settle_count(bag, first, second)
    else:
        _arrive(bag, first, second)


def _leave(bag: CashBag, first: CashTally, second: CashTally) -> None:
    require(BAG.refusal(bag.state, BagState.TRAVELLING))
    way = ledger_account(
        cooperative=bag.cooperative_id, node=chart.IN_TRANSIT, party=f"bag:{bag.pk}", currency=bag.currency
    )
    posted = post(
        by=second.counted_by,
        approver=first.counted_by,
        cooperative=bag.cooperative_id,
        effective=today(),
        key=f"bag:{bag.pk}:left",
        source=f"finance.cashbag:{bag.pk}",
        description=as_written(_("Bag %(seal)s leaves"), seal=bag.label),
        legs=[Leg(way, second.amount), Leg(bag.source_id, -second.amount)],
    )
    bag.state, bag.sent, bag.left_at, bag.round = BagState.TRAVELLING, second.amount, now(), 1
    bag.left_entry_id = posted.id
    bag.save(update_fields=["state", "sent", "left_at", "round", "left_entry"])


def _arrive(bag: CashBag, first: CashTally, second: CashTally) -> None:
    require(BAG.refusal(bag.state, BagState.CLOSED))
    assert bag.sent is not None
    way = ledger_account(
        cooperative=bag.cooperative_id, node=chart.IN_TRANSIT, party=f"bag:{bag.pk}", currency=bag.currency
    )
    node = chart.VAULT if bag.kind == Kind.DROP else chart.BANK
    target = ledger_account(cooperative=bag.cooperative_id, node=node, currency=bag.currency, hot=True)
    gap = second.amount - bag.sent
    legs = [Leg(way, -bag.sent)]
    if second.amount:
        legs.append(Leg(target, second.amount))
    if gap:
        legs.append(Leg(_difference(bag), -gap))
    posted = post(
        by=second.counted_by,
        approver=first.counted_by,
        cooperative=bag.cooperative_id,
        effective=today(),
        key=f"bag:{bag.pk}:arrived",
        source=f"finance.cashbag:{bag.pk}",
        description=_arrival(bag, second),
        legs=legs,
    )
    bag.arrived_entry_id = posted.id
    _end(bag, second, gap)


def _arrival(bag: CashBag, tally: CashTally) -> str:
    if bag.kind == Kind.DEPOSIT:
        return as_written(_("Bag %(seal)s at the bank, slip %(slip)s"), seal=bag.label, slip=tally.reference)
    return as_written(_("Bag %(seal)s arrives"), seal=bag.label)


def _settle_count(bag: CashBag, first: CashTally, second: CashTally) -> None:
    """Bring the books to what two people counted. Postings wait, so that the vault stands still."""
    require(BAG.refusal(bag.state, BagState.CLOSED))
    call("SELECT ledger_gate(%s, true)", (bag.cooperative_id,))
    bag.expected = balance(bag.source_id)
    gap = second.amount - bag.expected
    if gap:
        posted = post(
            by=second.counted_by,
            approver=first.counted_by,
            cooperative=bag.cooperative_id,
            effective=today(),
            key=f"bag:{bag.pk}:counted",
            source=f"finance.cashbag:{bag.pk}",
            description=as_written(_("Count of the vault %(seal)s"), seal=bag.label),
            legs=[Leg(bag.source_id, gap), Leg(_difference(bag), -gap)],
        )
        bag.arrived_entry_id = posted.id
    _end(bag, second, gap)


def _end(bag: CashBag, tally: CashTally, gap: Decimal) -> None:
    bag.state, bag.received, bag.ended_at = BagState.CLOSED, tally.amount, now()
    bag.reference = tally.reference
    bag.save(update_fields=["state", "received", "expected", "reference", "arrived_entry", "ended_at"])
    audit.record(by=tally.counted_by, verb="finance.close_bag", thing=bag, new={"difference": gap})
    if gap:
        bring_by_itself(
            title=as_written(
                _("Cash difference: %(gap)s in %(seal)s"), gap=format_money(gap, bag.currency), seal=bag.label
            ),
            body="",
            source=f"finance.cashbag:{bag.pk}",
            link=reverse("finance:bag", args=[bag.pk]),
        )


def _difference(bag: CashBag) -> Account:
    return ledger_account(
        cooperative=bag.cooperative_id, node=chart.CASH_DIFFERENCE, currency=bag.currency, hot=True
    )


def cancel_bag(*, by: Person, bag: CashBag) -> CashBag:
    """Leave a bag undone that has not left. Raises Refused: `no_key`, `no_such_move`."""
    with transaction.atomic():
        bag = CashBag.objects.select_for_update().get(pk=bag.pk)
        require(policies.may_cancel_bag(by, bag))
        bag.state, bag.ended_at = BagState.CANCELLED, now()
        bag.save(update_fields=["state", "ended_at"])
        audit.record(by=by, verb="finance.cancel_bag", thing=bag, new={"state": bag.state})
    return bag


def explain_bag(*, by: Person, bag: CashBag, explanation: str) -> CashBag:
    """Say what happened to a difference: the meeting reads it. Raises Refused: `no_key`, `no_difference`."""
    if not explanation.strip():
        raise refuse("no_explanation", _("Write what happened."), explanation=_("Write what happened."))
    with transaction.atomic():
        bag = CashBag.objects.select_for_update().get(pk=bag.pk)
        require(policies.may_explain_bag(by, bag))
        old, bag.explanation = bag.explanation, explanation.strip()[:500]
        bag.save(update_fields=["explanation"])
        audit.record(
            by=by,
            verb="finance.explain_bag",
            thing=bag,
            old={"explanation": old},
            new={"explanation": bag.explanation},
        )
    return bag


def _sum(currency: str, pieces: Mapping[str, int]) -> Decimal:
    total = ZERO
    for piece, count in pieces.items():
        if piece not in PIECES[currency] or isinstance(count, bool) or not 0 <= count <= 1_000_000:
            raise refuse("odd_pieces", _("There is no such note, or too many of it."))
        total += to_decimal(piece) * count
    if total > MOST:
        raise refuse("too_much", _("That is more than a bag holds."))
    return amount(total, currency)
