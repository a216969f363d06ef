"""Dues: what a plan asks, who is in it, and charging each week or month once.

What is due is asked of the database: the job may run twice, be killed half-way or be late by months.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import Currency
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from cecosesola.kernel.weeks import Week
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import BenefitFund, DuesBatch, DuesCharge, DuesPlan, DuesRate, Enrolment, Period
from finance.schedules import DAY, Every
from finance.services.books import account as ledger_account
from finance.services.posting import Draft, Leg, post_many
from finance.states import PeriodState

FAMILIES = 2_000
"""Families an entry: a batch of more comes in parts, so that no posting holds so many balances for long."""


def offer_dues(
    *,
    by: Person,
    cooperative: Cooperative,
    name: str,
    every: str = Every.WEEK,
    currency: str = Currency.VES,
    fund: BenefitFund | None = None,
) -> DuesPlan:
    """Begin a plan of dues. What it asks is said apart, by a decision (`set_dues_rate`).

    Raises Refused: `no_key`, `no_name`, `other_books`, `offered_already`.
    """
    require(policies.may_keep_books(by))
    if not name.strip():
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    if fund is not None and (fund.cooperative_id, fund.currency) != (cooperative.pk, currency):
        raise refuse(
            "other_books",
            _("The fund is another cooperative's, or holds another currency."),
            fund=_("Choose another."),
        )
    try:
        with transaction.atomic():
            plan = DuesPlan.objects.create(
                cooperative=cooperative, name=name.strip()[:80], every=every, currency=currency, fund=fund
            )
            audit.record(by=by, verb="finance.offer_dues", thing=plan, new={"name": name, "every": every})
    except IntegrityError as error:
        raise refuse("offered_already", _("There is a plan of that name."), status=409) from error
    return plan


def set_dues_rate(
    *, by: Person, plan: DuesPlan, amount: Decimal, since: dt.date, decision: Decision
) -> DuesRate:
    """Say what a plan asks from a day on, by a decision. What was charged stays as it was.

    Raises Refused: `no_key`, `no_decision`, `not_above_zero`, `too_fine`, `charged_already`, `said_already`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    money = exact(amount, plan.currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    with transaction.atomic():
        plan = DuesPlan.objects.select_for_update().get(pk=plan.pk)
        if DuesBatch.objects.filter(plan=plan, starts__gte=since).exists():
            raise refuse(
                "charged_already",
                _("Dues of that day are charged already. Another amount begins later."),
                status=409,
                since=_("Choose a later day."),
            )
        try:
            with transaction.atomic():
                rate = DuesRate.objects.create(
                    plan=plan, since=since, amount=money, decision=decision, recorded_by=by
                )
        except IntegrityError as error:
            raise refuse("said_already", _("That day has its amount already."), status=409) from error
        audit.record(
            by=by,
            verb="finance.set_dues_rate",
            thing=plan,
            new={"amount": money, "since": since, "decision": decision.number},
        )
    return rate


def enrol(
    *,
    by: Person,
    plan: DuesPlan,
    person: Person,
    through: Cooperative | None = None,
    since: dt.date | None = None,
) -> Enrolment:
    """Put a family into a plan, by who answers for it. Somebody who is in it is answered as they are.

    It is charged from the week or month of `since` on. Raises Refused: `no_key`, `not_offered`, `too_early`.
    """
    require(policies.may_keep_books(by))
    day = since or today()
    if not today() - dt.timedelta(days=366) <= day <= today() + dt.timedelta(days=92):
        raise refuse("too_early", _("From a year ago to three months ahead."), since=_("Check the day."))
    with transaction.atomic():
        plan = DuesPlan.objects.select_for_update().select_related("cooperative").get(pk=plan.pk)
        known = Enrolment.objects.filter(plan=plan, person=person, until=None).first()
        if known is not None:
            return known
        if not plan.is_offered:
            raise refuse("not_offered", _("Nobody is put into this plan any more."), status=409)
        turn = Enrolment.objects.filter(plan=plan, person=person).count() + 1
        found = Enrolment.objects.create(
            plan=plan,
            person=person,
            through=through,
            since=day,
            charged_through=period_of(plan.every, day) - DAY,
            ledger=ledger_account(
                cooperative=plan.cooperative,
                node=chart.RECEIVABLES,
                party=f"{policies.PRIVATE}{person.pk}",
                product=f"dues-{plan.pk}-{turn}",
                currency=plan.currency,
            ),
            enrolled_by=by,
        )
        audit.record(by=by, verb="finance.enrol", thing=found, new={"plan": plan.pk}, private=True)
    return found


def end_enrolment(*, by: Person, enrolment: Enrolment, until: dt.date | None = None) -> Enrolment:
    """A family leaves a plan, and is charged no week or month that begins later. Twice is as once.

    Raises Refused: `no_key`, `odd_days`.
    """
    require(policies.may_keep_books(by))
    with transaction.atomic():
        found = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if found.until is not None:
            return found
        day = until or today()
        if day < found.since:
            raise refuse("odd_days", _("It ends after it began."), until=_("Check the day."))
        found.until = day
        found.save(update_fields=["until"])
        audit.record(by=by, verb="finance.end_enrolment", thing=found, private=True)
    return found


def period_of(every: str, day: dt.date) -> dt.date:
    """The first day of the week or month that a day falls in."""
    return Week.of(day).monday if every == Every.WEEK else day.replace(day=1)


def period_after(every: str, first: dt.date) -> dt.date:
    return first + (dt.timedelta(weeks=1) if every == Every.WEEK else relativedelta(months=1))


def charge_due() -> int:
    """Charge every week and month that has begun, each family's once. Returns how many families' dues.

    A week or month for which no decision says an amount waits until one does.
    """
    charged = 0
    for number in DuesPlan.objects.values_list("pk", flat=True):
        while count := _charge_next(number):
            charged += count
    return charged


def _charge_next(number: int) -> int:
    """The earliest week or month of a plan that somebody was not charged for. Whoever else runs waits."""
    with transaction.atomic():
        plan = DuesPlan.objects.select_for_update().get(pk=number)
        # Who has left is still asked for what began while they were in it.
        behind = Enrolment.objects.filter(plan=plan, charged_through__lt=today()).filter(
            Q(until=None) | Q(until__gt=F("charged_through"))
        )
        before = behind.order_by("charged_through").values_list("charged_through", flat=True).first()
        rates = list(DuesRate.objects.filter(plan=plan).order_by("since"))
        if before is None or not rates:
            return 0
        starts = before + DAY
        families = list(
            behind.filter(charged_through=before)
            .select_for_update(of=("self",))
            .order_by("through", "id")
            .values_list("pk", "through", "ledger")
        )
        # Before the first amount nothing was asked.
        if rates[0].since <= starts:
            _charge(plan, [rate for rate in rates if rate.since <= starts][-1], starts, families)
        Enrolment.objects.filter(pk__in=[one for one, _through, _ledger in families]).update(
            charged_through=period_after(plan.every, starts) - DAY
        )
        return len(families)


def _charge(
    plan: DuesPlan, rate: DuesRate, starts: dt.date, families: Sequence[tuple[int, int | None, int]]
) -> None:
    """One entry and one batch for the families of each affiliate, in parts when they are many."""
    income = _income(plan)
    by_affiliate: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for enrolment, through, ledger in families:
        by_affiliate[through].append((enrolment, ledger))
    there = DuesBatch.objects.filter(plan=plan, starts=starts).order_by()
    parts = defaultdict(int, there.values_list("through").annotate(last=Max("part")))
    batches, drafts, members = [], [], []
    effective = _posted_on(plan, starts)
    for through, ours in by_affiliate.items():
        for start in range(0, len(ours), FAMILIES):
            some = ours[start : start + FAMILIES]
            parts[through] += 1
            part = parts[through]
            batches.append(
                DuesBatch(
                    plan=plan,
                    through_id=through,
                    starts=starts,
                    part=part,
                    rate=rate,
                    amount=rate.amount,
                    families=len(some),
                )
            )
            members.append(some)
            drafts.append(
                Draft(
                    cooperative=plan.cooperative_id,
                    effective=effective,
                    key=f"dues:{plan.pk}:{starts}:{through or 0}:{part}",
                    source=f"finance.duesplan:{plan.pk}",
                    description=as_written(_("Dues of %(plan)s"), plan=plan.name),
                    legs=[
                        *(Leg(ledger, rate.amount) for _enrolment, ledger in some),
                        Leg(income, -rate.amount * len(some)),
                    ],
                    decision=rate.decision_id,
                )
            )
    for batch, posted in zip(batches, post_many(by=None, entries=drafts), strict=True):
        batch.entry_id = posted.id
    DuesBatch.objects.bulk_create(batches)
    DuesCharge.objects.bulk_create(
        (
            DuesCharge(batch=batch, enrolment_id=enrolment, starts=starts, amount=rate.amount)
            for batch, some in zip(batches, members, strict=True)
            for enrolment, _ledger in some
        ),
        batch_size=FAMILIES,
    )


def _posted_on(plan: DuesPlan, starts: dt.date) -> dt.date:
    """The day that the dues begin, or today when the books of that month are closed."""
    shut = Period.objects.filter(
        cooperative=plan.cooperative_id, starts__lte=starts, ends__gte=starts, state=PeriodState.CLOSED
    )
    return today() if shut.exists() else starts


def _income(plan: DuesPlan) -> int:
    """Where dues go: the fund that they fill, or the cooperative's income."""
    if plan.fund is not None:
        return int(plan.fund.ledger_id)
    found = ledger_account(
        cooperative=plan.cooperative_id,
        node=chart.DUES,
        product=f"dues-{plan.pk}",
        currency=plan.currency,
        hot=True,
    )
    return int(found.pk)
