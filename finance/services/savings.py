"""Offering ways of saving, and opening savings."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, Currency, amount, to_decimal
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import SavingsAccount, SavingsHolder, SavingsInterest, SavingsProduct, SavingsRate
from finance.policies.savings import OWN, is_minor
from finance.schedules import DAY, Rate, rate_on
from finance.services.books import account as ledger_account
from finance.states import SavingKind

Signing, HolderRole = SavingsAccount.Signing, SavingsHolder.Role
NODES = {
    SavingKind.SIGHT: chart.MEMBERS_SAVINGS,
    SavingKind.PLANNED: chart.MEMBERS_SAVINGS,
    SavingKind.TERM: chart.TERM_DEPOSITS,
}


class With(NamedTuple):
    """Somebody who holds a saving with its owner, or answers for a child."""

    person: Person
    role: str


def offer_saving(
    *,
    by: Person,
    cooperative: Cooperative,
    name: str,
    kind: str,
    currency: str = Currency.VES,
    compound: bool = True,
    posts_every: int = 1,
    term_months: int | None = None,
    early_percent: Decimal = ZERO,
) -> SavingsProduct:
    """Offer a way of saving. What it pays is said apart, by a decision (`set_savings_rate`).

    Raises Refused: `no_key`, `no_name`, `offered_already`, `odd_terms`.
    """
    require(policies.may_keep_books(by))
    if not name.strip():
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    if (kind == SavingKind.TERM) != (term_months is not None):
        raise refuse("odd_terms", _("A term says its months; the others have none."), term_months=_("Check."))
    try:
        with transaction.atomic():
            product = SavingsProduct.objects.create(
                cooperative=cooperative,
                name=name.strip()[:80],
                kind=kind,
                currency=currency,
                compound=compound,
                posts_every=posts_every,
                term_months=term_months,
                early_percent=early_percent,
            )
            audit.record(by=by, verb="finance.offer_saving", thing=product, new={"kind": kind, "name": name})
    except IntegrityError as error:
        if "savingsproduct_name_once" in str(error):
            raise refuse("offered_already", _("It is offered already."), status=409) from error
        raise refuse("odd_terms", _("These terms do not fit together."), status=422) from error
    return product


def set_savings_rate(
    *, by: Person, product: SavingsProduct, percent: Decimal, since: dt.date, decision: Decision
) -> SavingsRate:
    """Say the yearly rate from a day on, by a decision. Never from a day whose interest is posted.

    Raises Refused: `no_key`, `no_decision`, `not_a_rate`, `said_already`, `interest_posted`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    percent = to_decimal(percent)
    if not 0 <= percent <= 1000 or percent != round(percent, 4):
        raise refuse("not_a_rate", _("A yearly rate is between 0 and 1000 %."), percent=_("Check it."))
    with transaction.atomic():
        product = SavingsProduct.objects.select_for_update().get(pk=product.pk)
        if SavingsInterest.objects.filter(saving__product=product, ends__gte=since).exists():
            raise refuse(
                "interest_posted",
                _("Interest of that day is posted already. A rate begins later."),
                status=409,
                since=_("Choose a later day."),
            )
        try:
            with transaction.atomic():
                rate = SavingsRate.objects.create(
                    product=product, since=since, percent=percent, decision=decision, recorded_by=by
                )
        except IntegrityError as error:
            raise refuse("said_already", _("That day has its rate already."), status=409) from error
        audit.record(
            by=by,
            verb="finance.set_savings_rate",
            thing=product,
            new={"percent": percent, "since": since, "decision": decision.number},
        )
    return rate


def rates_of(product: SavingsProduct) -> list[Rate]:
    return [Rate(rate.since, rate.percent) for rate in product.rates.order_by("since")]


def open_saving(
    *,
    by: Person,
    product: SavingsProduct,
    owner: Person,
    key: str,
    others: Sequence[With] = (),
    signing: str = Signing.ANY,
    plan_amount: Decimal | None = None,
    plan_every: str = "",
    opened_on: dt.date | None = None,
) -> SavingsAccount:
    """Open a saving for somebody, empty. The same key answers the same saving.

    A child's has somebody of age who answers for it. A term keeps today's rate until its day.
    Raises Refused: `no_key`, `own_money`, `not_offered`, `no_guardian`, `twice`, `no_rate`, `odd_plan`,
    `key_reused`.
    """
    require(policies.may_keep_books(by))
    day = opened_on or today()
    people = [owner, *(one.person for one in others)]
    if any(one.pk == by.pk for one in people):
        require(OWN)
    if len({one.pk for one in people}) != len(people):
        raise refuse("twice", _("Each person holds a saving once."))
    if any(is_minor(one.person, day) for one in others):
        raise refuse("no_guardian", _("Whoever holds it with somebody, or answers for a child, is of age."))
    if is_minor(owner, day) and not any(one.role == HolderRole.GUARDIAN for one in others):
        raise refuse("no_guardian", _("A child's saving has somebody of age who answers for it."))
    planned = (plan_amount is not None, bool(plan_every))
    if planned != ((product.kind == SavingKind.PLANNED),) * 2 or (plan_amount or 1) <= 0:
        raise refuse(
            "odd_plan", _("A programmed saving says how much and how often."), plan_amount=_("Say it.")
        )
    with transaction.atomic():
        # Whoever sends the same again waits here, and finds what the first one made.
        product = SavingsProduct.objects.select_for_update().select_related("cooperative").get(pk=product.pk)
        known = SavingsAccount.objects.filter(key=key).first()
        if known is not None:
            if (
                known.product_id != product.pk
                or not known.holders.filter(person=owner, role="owner").exists()
            ):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        if not product.is_offered:
            raise refuse("not_offered", _("This way of saving is not offered now."), status=409)
        return _open(by, product, owner, key, others, signing, plan_amount, plan_every, day)


def _open(
    by: Person,
    product: SavingsProduct,
    owner: Person,
    key: str,
    others: Sequence[With],
    signing: str,
    plan_amount: Decimal | None,
    plan_every: str,
    day: dt.date,
) -> SavingsAccount:
    number = _next_number()
    rates = rates_of(product)
    term = product.kind == SavingKind.TERM
    if term and not any(rate.since <= day for rate in rates):
        raise refuse(
            "no_rate", _("No rate is in force for this term. Say it first, by a decision."), status=409
        )
    saving = SavingsAccount.objects.create(
        pk=number,
        product=product,
        ledger=ledger_account(
            cooperative=product.cooperative,
            node=NODES[SavingKind(product.kind)],
            party=f"member:{owner.pk}",
            product=f"A-{number:06d}",
            currency=product.currency,
            floor=ZERO,
        ),
        signing=signing,
        opened_on=day,
        ends_on=day + relativedelta(months=product.term_months) if term and product.term_months else None,
        percent=rate_on(rates, day) if term else None,
        plan_amount=None if plan_amount is None else amount(plan_amount, product.currency),
        plan_every=plan_every,
        interest_through=day - DAY,
        key=key,
        opened_by=by,
    )
    SavingsHolder.objects.bulk_create(
        SavingsHolder(saving=saving, person=person, role=role, since=day)
        for person, role in [(owner, HolderRole.OWNER), *others]
    )
    audit.record(by=by, verb="finance.open_saving", thing=saving, new={"product": product.pk}, private=True)
    return saving


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('finance_savingsaccount', 'id'))")
        return int(cursor.fetchone()[0])


def end_holding(*, by: Person, saving: SavingsAccount, person: Person) -> None:
    """A joint holder, or whoever answered for a child that has grown, holds it no more.

    A child keeps somebody who answers for it. Raises Refused: `no_key`, `own_money`, `not_a_holder`,
    `no_guardian`.
    """
    with transaction.atomic():
        saving = SavingsAccount.objects.select_for_update().get(pk=saving.pk)
        require(policies.may_work_saving(by, saving))
        held = {one.person_id: one for one in policies.holders_of(saving)}
        one = held.get(person.pk)
        if one is None or one.role == HolderRole.OWNER:
            raise refuse("not_a_holder", _("Only who holds it with the owner stops holding it."), status=409)
        left = [other for other in held.values() if other.pk != one.pk]
        if not policies.signers_of(left, today()):
            raise refuse("no_guardian", _("Somebody of age stays with this saving."), status=409)
        one.until = today()
        one.save(update_fields=["until"])
        audit.record(by=by, verb="finance.end_holding", thing=saving, new={"as": one.role}, private=True)
