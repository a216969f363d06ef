"""Funds that stand by people: their rules, what is given to them, and what is asked of them.

Told by whoever it happened to, heard by the finance turn, valued by a decision, paid by another person.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, Currency, format_money
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import BenefitFund, BenefitRule, Claim, Contribution
from finance.selectors.benefits import covered_since, given_since, rule_on
from finance.services.books import account as ledger_account
from finance.services.places import place
from finance.services.posting import Leg, post
from finance.states import ClaimState

OLDEST = 730
"""Days: something that happened longer ago is not told any more."""


def open_fund(
    *, by: Person, cooperative: Cooperative, name: str, purpose: str, currency: str = Currency.VES
) -> BenefitFund:
    """Begin a fund. Its rule is said apart, by a decision (`set_benefit_rule`).

    Raises Refused: `no_key`, `no_name`, `offered_already`.
    """
    require(policies.may_keep_books(by))
    if not name.strip():
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    name = name.strip()[:80]
    if BenefitFund.objects.filter(cooperative=cooperative, name=name).exists():
        raise refuse("offered_already", _("There is a fund of that name."), status=409)
    try:
        with transaction.atomic():
            fund = BenefitFund.objects.create(
                cooperative=cooperative,
                name=name,
                purpose=purpose,
                currency=currency,
                ledger=ledger_account(
                    cooperative=cooperative, node=purpose, product=name, currency=currency, floor=ZERO
                ),
            )
            audit.record(by=by, verb="finance.open_fund", thing=fund, new={"name": name})
    except IntegrityError as error:
        raise refuse("offered_already", _("There is a fund of that name."), status=409) from error
    return fund


def set_benefit_rule(
    *,
    by: Person,
    fund: BenefitFund,
    since: dt.date,
    waiting_days: int,
    ceiling: Decimal,
    decision: Decision,
    months: int = 12,
) -> BenefitRule:
    """Say how long people wait and what a person is given at most, from a day on, by a decision.

    Raises Refused: `no_key`, `no_decision`, `odd_terms`, `too_fine`, `said_already`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    try:
        with transaction.atomic():
            rule = BenefitRule.objects.create(
                fund=fund,
                since=since,
                waiting_days=waiting_days,
                ceiling=exact(ceiling, fund.currency),
                months=months,
                decision=decision,
                recorded_by=by,
            )
            audit.record(
                by=by,
                verb="finance.set_benefit_rule",
                thing=fund,
                new={"since": since, "ceiling": rule.ceiling, "decision": decision.number},
            )
    except IntegrityError as error:
        if "once_a_day" in str(error):
            raise refuse("said_already", _("That day has its rule already."), status=409) from error
        raise refuse("odd_terms", _("These terms do not fit together."), status=422) from error
    return rule


def contribute(
    *,
    by: Person,
    fund: BenefitFund,
    amount: Decimal,
    key: str,
    person: Person | None = None,
    where: str = chart.VAULT,
) -> Contribution:
    """Write down what somebody gives to a fund beyond their dues. The same key answers the same.

    Raises Refused: `no_key`, `own_money`, `not_above_zero`, `too_fine`, `key_reused`, `no_such_place`.
    """
    require(policies.may_receive_from(by, person))
    money = exact(amount, fund.currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    with transaction.atomic():
        fund = BenefitFund.objects.select_for_update().get(pk=fund.pk)
        known = Contribution.objects.filter(key=key).first()
        if known is not None:
            if (known.fund_id, known.amount, known.person_id) != (fund.pk, money, person and person.pk):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        posted = post(
            by=by,
            cooperative=fund.cooperative_id,
            effective=today(),
            key=f"contribution:{key}",
            source=f"finance.benefitfund:{fund.pk}",
            description=as_written(_("Given to %(fund)s"), fund=fund.name),
            legs=[Leg(place(fund.cooperative_id, where, fund.currency), money), Leg(fund.ledger_id, -money)],
        )
        given = Contribution.objects.create(
            fund=fund,
            person=person,
            amount=money,
            on=today(),
            place=where,
            entry_id=posted.id,
            key=key,
            received_by=by,
        )
        audit.record(by=by, verb="finance.contribute", thing=fund, new={"amount": money}, private=True)
    return given


def tell_claim(
    *,
    by: Person,
    fund: BenefitFund,
    what: str,
    happened_on: dt.date,
    asked: Decimal,
    key: str,
    person: Person | None = None,
) -> Claim:
    """Tell a fund what happened: to oneself, or the finance turn for somebody. The same key, the same claim.

    Raises Refused: `login`, `no_key`, `no_words`, `odd_day`, `not_above_zero`, `too_fine`, `fund_closed`,
    `not_covered`, `waiting`, `no_rule`, `key_reused`.
    """
    whose = person or by
    require(policies.may_tell_claim(by, whose))
    if not what.strip():
        raise refuse("no_words", _("Write what happened."), what=_("Write what happened."))
    if not today() - dt.timedelta(days=OLDEST) <= happened_on <= today():
        raise refuse("odd_day", _("Within the last two years."), happened_on=_("Check the day."))
    money = exact(asked, fund.currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), asked=_("Above zero."))
    known = Claim.objects.filter(key=key).first()
    if known is not None:
        return _same(known, fund, whose, money)
    if not fund.is_open:
        raise refuse("fund_closed", _("This fund takes nothing more."), status=409)
    _covered(fund, whose, happened_on)
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                fund=fund,
                person=whose,
                happened_on=happened_on,
                what=what.strip()[:2000],
                asked=money,
                told_by=by,
                key=key,
            )
            audit.record(by=by, verb="finance.tell_claim", thing=claim, private=True)
    except IntegrityError:
        return _same(Claim.objects.get(key=key), fund, whose, money)
    return claim


def _same(known: Claim, fund: BenefitFund, whose: Person, money: Decimal) -> Claim:
    if (known.fund_id, known.person_id, known.asked) != (fund.pk, whose.pk, money):
        raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
    return known


def _covered(fund: BenefitFund, whose: Person, day: dt.date) -> BenefitRule:
    rule = rule_on(fund, day)
    if rule is None:
        raise refuse("no_rule", _("No decision says yet what this fund gives."), status=409)
    since = covered_since(fund, whose, day)
    if since is None:
        raise refuse("not_covered", _("This fund covers those who are in its plan."), status=409)
    first = since + dt.timedelta(days=rule.waiting_days)
    if day < first:
        raise refuse(
            "waiting",
            _("It covers from %(day)s on, as decided in %(decision)s.")
            % {"day": f"{first:%d/%m/%Y}", "decision": rule.decision.number},
            status=409,
        )
    return rule


def hear_claim(*, by: Person, claim: Claim, said: str) -> Claim:
    """It was heard, and this was said. Raises Refused: `no_key`, `own_money`, `no_words`, `no_such_move`."""
    if not said.strip():
        raise refuse("no_words", _("Write what was said."), said=_("Write it."))
    facts = {"heard_by": by, "heard_at": now(), "said": said.strip()[:2000]}
    return _move(by, claim, ClaimState.HEARD, "finance.hear_claim", facts)


def decline_claim(*, by: Person, claim: Claim, said: str) -> Claim:
    """Not this time, and why. Raises Refused: `no_key`, `own_money`, `no_words`, `no_such_move`."""
    if not said.strip():
        raise refuse("no_words", _("Write why."), said=_("Write why."))
    return _move(by, claim, ClaimState.DECLINED, "finance.decline_claim", {"said": said.strip()[:2000]})


def undo_claim(*, by: Person, claim: Claim) -> Claim:
    """Whoever told it takes it back, before it is paid. Raises Refused: `not_found`, `no_such_move`."""
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        require(policies.may_undo_claim(by, claim))
        claim.state = ClaimState.UNDONE
        claim.save(update_fields=["state"])
        audit.record(by=by, verb="finance.undo_claim", thing=claim, private=True)
    return claim


def _move(by: Person, claim: Claim, state: ClaimState, verb: str, facts: dict[str, Any]) -> Claim:
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("fund").get(pk=claim.pk)
        require(policies.may_move_claim(by, claim, state))
        for name, value in {**facts, "state": state}.items():
            setattr(claim, name, value)
        claim.save(update_fields=[*facts, "state"])
        audit.record(by=by, verb=verb, thing=claim, private=True)
    return claim


def value_claim(*, by: Person, claim: Claim, amount: Decimal, decision: Decision) -> Claim:
    """What the fund gives, by a decision, within what a person is given at most in so many months.

    Raises Refused: `no_key`, `own_money`, `no_such_move`, `no_decision`, `not_above_zero`, `over_ceiling`,
    `too_much`.
    """
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    with transaction.atomic():
        # Two claims of one person are valued one after the other: the ceiling is theirs together.
        fund = BenefitFund.objects.select_for_update().get(pk=claim.fund_id)
        claim = Claim.objects.select_for_update(of=("self",)).select_related("person").get(pk=claim.pk)
        require(policies.may_move_claim(by, claim, ClaimState.VALUED))
        money = exact(amount, fund.currency)
        if money <= 0:
            raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
        if money > claim.asked:
            raise refuse("too_much", _("That is more than it costs."), amount=_("At most what it costs."))
        rule = _covered(fund, claim.person, claim.happened_on)
        first = claim.happened_on - relativedelta(months=rule.months)
        left = rule.ceiling - given_since(fund, claim.person, first, claim.happened_on)
        if money > left:
            raise refuse(
                "over_ceiling",
                _("%(left)s are left of what the fund gives a person in %(months)s months.")
                % {"left": format_money(max(left, ZERO), fund.currency), "months": rule.months},
                status=409,
                amount=_("Less, or another decision about the rule."),
            )
        claim.amount, claim.decision, claim.rule = money, decision, rule
        claim.valued_by, claim.valued_at, claim.state = by, now(), ClaimState.VALUED
        claim.save(update_fields=["amount", "decision", "rule", "valued_by", "valued_at", "state"])
        audit.record(
            by=by, verb="finance.value_claim", thing=claim, new={"decision": decision.number}, private=True
        )
    return claim


def pay_claim(*, by: Person, claim: Claim, where: str = chart.BANK) -> Claim:
    """Pay what was valued, by another person than who valued it. A second time answers the same claim.

    Raises Refused: `no_key`, `own_money`, `by_two`, `no_such_move`, `insufficient`, `no_such_place`.
    """
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("fund").get(pk=claim.pk)
        if claim.state == ClaimState.PAID:
            require(policies.may_keep_books(by))
            return claim
        require(policies.may_pay_claim(by, claim))
        assert claim.amount is not None
        fund = claim.fund
        posted = post(
            by=by,
            cooperative=fund.cooperative_id,
            effective=today(),
            key=f"claim:{claim.pk}",
            source=f"finance.claim:{claim.pk}",
            description=as_written(_("%(fund)s, %(number)s"), fund=fund.name, number=claim.number),
            legs=[
                Leg(fund.ledger_id, claim.amount),
                Leg(place(fund.cooperative_id, where, fund.currency), -claim.amount),
            ],
            decision=claim.decision_id,
        )
        claim.paid_by, claim.paid_at, claim.place, claim.entry_id = by, now(), where, posted.id
        claim.state = ClaimState.PAID
        claim.save(update_fields=["paid_by", "paid_at", "place", "entry", "state"])
        audit.record(by=by, verb="finance.pay_claim", thing=claim, private=True)
    return claim
