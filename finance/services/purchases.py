"""Buying through the network: what the organisation owes, and the fund's part by the rate of the day."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import CENT, Currency, to_decimal
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Account, NetworkPurchase, Node, PurchasePayment, PurchaseShare
from finance.services.books import Wanted, accounts_bulk
from finance.services.books import account as ledger_account
from finance.services.places import place
from finance.services.posting import Draft, Leg, post_many


def set_purchase_share(*, by: Person, percent: Decimal, since: dt.date, decision: Decision) -> PurchaseShare:
    """Say what part of a purchase goes to the fund from a day on, by a decision.

    Raises Refused: `no_key`, `no_decision`, `not_a_part`, `said_already`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    part = to_decimal(percent)
    if not 0 <= part <= 100 or part != round(part, 4):
        raise refuse("not_a_part", _("A part is between 0 and 100 %."), percent=_("Check it."))
    try:
        with transaction.atomic():
            share = PurchaseShare.objects.create(since=since, percent=part, decision=decision, recorded_by=by)
            audit.record(
                by=by,
                verb="finance.set_purchase_share",
                thing=share,
                new={"percent": part, "since": since, "decision": decision.number},
            )
    except IntegrityError as error:
        raise refuse("said_already", _("That day has its part already."), status=409) from error
    return share


def share_on(day: dt.date) -> PurchaseShare | None:
    return PurchaseShare.objects.filter(since__lte=day).select_related("decision").order_by("-since").first()


def owed_account(cooperative: Cooperative | int, buyer: int, currency: str) -> Account:
    return ledger_account(
        cooperative=cooperative,
        node=chart.DUE_FROM,
        party=f"cooperative:{buyer}",
        product="purchases",
        currency=currency,
    )


def buy_for(
    *,
    by: Person,
    cooperative: Cooperative,
    buyer: Cooperative,
    what: str,
    amount: Decimal,
    key: str,
    currency: str = Currency.VES,
) -> NetworkPurchase:
    """Write down something bought for an organisation: it owes the cost and the fund's part of today.

    An organisation that keeps its books here has it in both. The same key answers the same purchase.
    Raises Refused: `no_key`, `no_words`, `not_above_zero`, `too_fine`, `no_share`, `for_itself`,
    `key_reused`, `period_closed`.
    """
    require(policies.may_keep_books(by))
    if not what.strip():
        raise refuse("no_words", _("Write what it is."), what=_("Write it."))
    if buyer.pk == cooperative.pk:
        raise refuse("for_itself", _("Another organisation of the network."), buyer=_("Choose another."))
    cost = exact(amount, currency)
    if cost <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    share = share_on(today())
    if share is None:
        raise refuse("no_share", _("No decision says yet what part goes to the fund."), status=409)
    part = (cost * share.percent / 100).quantize(CENT, ROUND_HALF_UP)
    with transaction.atomic():
        # Who sends the same again waits here, and finds what the first one wrote.
        Cooperative.objects.select_for_update(no_key=True).get(pk=buyer.pk)
        known = NetworkPurchase.objects.filter(key=key).first()
        if known is not None:
            if (known.buyer_id, known.amount, known.what) != (buyer.pk, cost, what.strip()[:120]):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        entry = _post_purchase(by, cooperative, buyer, what.strip()[:120], cost, part, currency, key, share)
        made = NetworkPurchase.objects.create(
            cooperative=cooperative,
            buyer=buyer,
            what=what.strip()[:120],
            currency=currency,
            amount=cost,
            share=share,
            contribution=part,
            on=today(),
            entry_id=entry,
            key=key,
            written_by=by,
        )
        audit.record(by=by, verb="finance.buy_for", thing=made, new={"amount": cost, "contribution": part})
    return made


def _post_purchase(
    by: Person,
    cooperative: Cooperative,
    buyer: Cooperative,
    what: str,
    cost: Decimal,
    part: Decimal,
    currency: str,
    key: str,
    share: PurchaseShare,
) -> int:
    supplier, fund = accounts_bulk(
        cooperative=cooperative,
        wanted=[
            Wanted(chart.SUPPLIERS, product="purchases", currency=currency, hot=True),
            Wanted(chart.FUND, product="purchases", currency=currency, hot=True),
        ],
    )
    legs = [Leg(owed_account(cooperative, buyer.pk, currency), cost + part), Leg(supplier, -cost)]
    if part:
        legs.append(Leg(fund, -part))
    words = as_written(_("Bought for %(who)s: %(what)s"), who=buyer.name, what=what)
    drafts = [_draft(cooperative.pk, buyer, f"purchase:{key}", words, legs, share.decision_id)]
    theirs = [(chart.INVENTORY, cost), (chart.RUNNING_COSTS, part), (chart.DUE_TO, -(cost + part))]
    drafts += _there(cooperative, buyer, theirs, currency, f"purchase:{key}:there", words)
    return post_many(by=by, entries=drafts)[0].id


def _draft(
    where: int, buyer: Cooperative, key: str, words: str, legs: list[Leg], decision: int | None = None
) -> Draft:
    return Draft(
        cooperative=where,
        effective=today(),
        key=key,
        source=f"federation.cooperative:{buyer.pk}",
        description=words,
        legs=legs,
        decision=decision,
    )


def _there(
    cooperative: Cooperative,
    buyer: Cooperative,
    sides: list[tuple[str, Decimal]],
    currency: str,
    key: str,
    words: str,
) -> list[Draft]:
    """The same in the buyer's books, when it keeps them here."""
    if not Node.objects.filter(cooperative=buyer).exists():
        return []
    sides = [(node, amount) for node, amount in sides if amount]
    accounts = accounts_bulk(
        cooperative=buyer,
        wanted=[
            Wanted(
                node,
                party=f"cooperative:{cooperative.pk}" if node == chart.DUE_TO else "",
                product="purchases",
                currency=currency,
                hot=node != chart.DUE_TO,
            )
            for node, _amount in sides
        ],
    )
    legs = [Leg(account, amount) for account, (_node, amount) in zip(accounts, sides, strict=True)]
    return [_draft(buyer.pk, buyer, key, words, legs)]


def receive_purchase_payment(
    *,
    by: Person,
    cooperative: Cooperative,
    buyer: Cooperative,
    amount: Decimal,
    key: str,
    currency: str = Currency.VES,
    where: str = chart.BANK,
) -> PurchasePayment:
    """What an organisation pays of what it owes. The same key answers the same payment.

    Raises Refused: `no_key`, `not_above_zero`, `too_fine`, `too_much`, `key_reused`, `no_such_place`.
    """
    require(policies.may_keep_books(by))
    money = exact(amount, currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    with transaction.atomic():
        Cooperative.objects.select_for_update(no_key=True).get(pk=buyer.pk)
        known = PurchasePayment.objects.filter(key=key).first()
        if known is not None:
            if (known.buyer_id, known.amount) != (buyer.pk, money):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        owed = owed_account(cooperative, buyer.pk, currency)
        if money > owed.balance.debit - owed.balance.credit:
            raise refuse(
                "too_much", _("That is more than it owes."), amount=_("At most what it owes."), status=409
            )
        till = place(cooperative, where, currency)
        words = as_written(_("%(who)s paid for what was bought"), who=buyer.name)
        paid = [Leg(till, money), Leg(owed, -money)]
        drafts = [_draft(cooperative.pk, buyer, f"purchase-paid:{key}", words, paid)]
        theirs = [(chart.DUE_TO, money), (chart.BANK, -money)]
        drafts += _there(cooperative, buyer, theirs, currency, f"purchase-paid:{key}:there", words)
        made = PurchasePayment.objects.create(
            cooperative=cooperative,
            buyer=buyer,
            currency=currency,
            amount=money,
            on=today(),
            place=where,
            entry_id=post_many(by=by, entries=drafts)[0].id,
            key=key,
            received_by=by,
        )
        audit.record(by=by, verb="finance.receive_purchase_payment", thing=made, new={"amount": money})
    return made
