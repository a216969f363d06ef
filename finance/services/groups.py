"""Rotating savings groups: coming together, the order, each turn's money in and out."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, Currency
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import GroupPayment, GroupPlace, SavingsGroup
from finance.schedules import Every, due_dates
from finance.selectors.balances import balance
from finance.services.books import account as ledger_account
from finance.services.places import place
from finance.services.posting import Leg, post
from finance.states import GroupState

FEWEST, MOST = 3, 60
Order = SavingsGroup.Order


def begin_group(
    *,
    by: Person,
    cooperative: Cooperative,
    name: str,
    amount: Decimal,
    starts: dt.date,
    every: str = Every.WEEK,
    order: str = Order.DRAWN,
    currency: str = Currency.VES,
) -> SavingsGroup:
    """Begin a group that people may join. Raises Refused: `no_key`, `no_name`, `not_above_zero`,
    `offered_already`.
    """
    require(policies.may_keep_books(by))
    if not name.strip():
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    name, money = name.strip()[:80], exact(amount, currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    if SavingsGroup.objects.filter(cooperative=cooperative, name=name).exists():
        raise refuse("offered_already", _("There is a group of that name."), status=409)
    try:
        with transaction.atomic():
            group = SavingsGroup.objects.create(
                cooperative=cooperative,
                name=name,
                amount=money,
                currency=currency,
                every=every,
                starts=starts,
                order=order,
                ledger=ledger_account(
                    cooperative=cooperative,
                    node=chart.SAVINGS_GROUPS,
                    product=name,
                    currency=currency,
                    floor=ZERO,
                ),
                begun_by=by,
            )
            audit.record(by=by, verb="finance.begin_group", thing=group, new={"amount": money})
    except IntegrityError as error:
        raise refuse("offered_already", _("There is a group of that name."), status=409) from error
    return group


def _locked(group: SavingsGroup) -> SavingsGroup:
    return SavingsGroup.objects.select_for_update().get(pk=group.pk)


def join_group(*, by: Person, group: SavingsGroup) -> GroupPlace:
    """Take a place in a group that comes together. A second time answers the same place.

    Raises Refused: `not_found`, `group_runs`, `group_full`.
    """
    with transaction.atomic():
        group = _locked(group)
        require(policies.may_join_group(by, group))
        known = GroupPlace.objects.filter(group=group, person=by).first()
        if known is not None:
            return known
        if group.places.count() >= MOST:
            raise refuse("group_full", _("This group is full."), status=409)
        made = GroupPlace.objects.create(group=group, person=by)
        audit.record(by=by, verb="finance.join_group", thing=group, private=True)
    return made


def leave_group(*, by: Person, group: SavingsGroup) -> None:
    """Give one's place back while the group comes together. Raises Refused: `not_found`, `group_runs`."""
    with transaction.atomic():
        group = _locked(group)
        require(policies.may_join_group(by, group))
        GroupPlace.objects.filter(group=group, person=by).delete()
        audit.record(by=by, verb="finance.leave_group", thing=group, private=True)


def start_group(*, by: Person, group: SavingsGroup, agreed: Sequence[Person] = ()) -> SavingsGroup:
    """Say the order and let the turns begin: as agreed, or by lots that anybody can draw again.

    A draw orders the places by the hash of a seed and each place's number; the seed stays to be checked.
    Raises Refused: `no_key`, `no_such_move`, `too_few`, `odd_order`.
    """
    with transaction.atomic():
        group = _locked(group)
        require(policies.may_start_group(by, group))
        places = {one.person_id: one for one in group.places.select_for_update().order_by("pk")}
        if len(places) < FEWEST:
            raise refuse("too_few", _("A group has three people or more."), status=409)
        if group.order == Order.DRAWN:
            group.seed = secrets.token_hex(16)
            ordered = lots(group.seed, list(places.values()))
        else:
            if sorted(one.pk for one in agreed) != sorted(places):
                raise refuse(
                    "odd_order", _("Say everybody's turn, each once."), agreed=_("Everybody, each once.")
                )
            ordered = [places[one.pk] for one in agreed]
        days = due_dates(group.starts, len(ordered), every=Every(group.every))
        for turn, (one, day) in enumerate(zip(ordered, days, strict=True), 1):
            one.turn, one.due = turn, day
            one.save(update_fields=["turn", "due"])
        group.state = GroupState.RUNNING
        group.save(update_fields=["seed", "state"])
        audit.record(by=by, verb="finance.start_group", thing=group, new={"people": len(ordered)})
    return group


def lots(seed: str, places: Sequence[GroupPlace]) -> list[GroupPlace]:
    """The places in the order that a seed draws."""
    return sorted(places, key=lambda one: hashlib.sha256(f"{seed}:{one.pk}".encode()).hexdigest())


def receive_turn(*, by: Person, place_of: GroupPlace, turn: int, where: str = chart.VAULT) -> GroupPayment:
    """Receive what somebody puts in for a turn, on time or later. A second time answers the same payment.

    Raises Refused: `no_key`, `own_money`, `not_running`, `no_such_turn`, `no_such_place`.
    """
    with transaction.atomic():
        group = _locked(place_of.group)
        require(policies.may_work_group(by, group, place_of.person))
        known = GroupPayment.objects.filter(place=place_of, turn=turn).first()
        if known is not None:
            return known
        if not 1 <= turn <= group.places.count():
            raise refuse("no_such_turn", _("This group has no such turn."), turn=_("Check it."))
        till = place(group.cooperative_id, where, group.currency)
        posted = post(
            by=by,
            cooperative=group.cooperative_id,
            effective=today(),
            key=f"group:{place_of.pk}:{turn}",
            source=f"finance.savingsgroup:{group.pk}",
            description=as_written(_("%(group)s, turn %(turn)s"), group=group.name, turn=turn),
            legs=[Leg(till, group.amount), Leg(group.ledger_id, -group.amount)],
        )
        made = GroupPayment.objects.create(
            group=group,
            place=place_of,
            turn=turn,
            amount=group.amount,
            on=today(),
            entry_id=posted.id,
            received_by=by,
        )
        audit.record(by=by, verb="finance.receive_turn", thing=group, new={"turn": turn}, private=True)
    return made


def hand_turn_out(*, by: Person, place_of: GroupPlace, where: str = chart.VAULT) -> GroupPlace:
    """Hand the whole of a turn to whose turn it is. While somebody has missed it, it waits for them.

    A second time answers the same place. After the last turn the group is done.
    Raises Refused: `no_key`, `own_money`, `not_running`, `not_yet`, `turn_missed`, `no_such_place`.
    """
    with transaction.atomic():
        group = _locked(place_of.group)
        place_of = (
            GroupPlace.objects.select_for_update(of=("self",)).select_related("person").get(pk=place_of.pk)
        )
        if place_of.paid_out_id is not None:
            require(policies.may_keep_books(by))
            return place_of
        require(policies.may_work_group(by, group, place_of.person))
        if place_of.due is None or place_of.turn is None or place_of.due > today():
            raise refuse("not_yet", _("This turn has not come yet."), status=409)
        people = group.places.count()
        came = GroupPayment.objects.filter(group=group, turn=place_of.turn).count()
        if came < people:
            raise refuse(
                "turn_missed",
                _("%(n)s have not put in for this turn yet. It is handed out once it is whole.")
                % {"n": people - came},
                status=409,
            )
        whole = group.amount * people
        posted = post(
            by=by,
            cooperative=group.cooperative_id,
            effective=today(),
            key=f"group:{place_of.pk}:out",
            source=f"finance.savingsgroup:{group.pk}",
            description=as_written(_("%(group)s, turn %(turn)s"), group=group.name, turn=place_of.turn),
            legs=[
                Leg(group.ledger_id, whole),
                Leg(place(group.cooperative_id, where, group.currency), -whole),
            ],
        )
        place_of.paid_out_id, place_of.received = posted.id, whole
        place_of.save(update_fields=["paid_out", "received"])
        if not group.places.filter(paid_out=None).exists() and balance(group.ledger_id) == ZERO:
            group.state = GroupState.DONE
            group.save(update_fields=["state"])
        audit.record(
            by=by, verb="finance.hand_turn_out", thing=group, new={"turn": place_of.turn}, private=True
        )
    return place_of
