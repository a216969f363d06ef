"""Sharing out what a span of closed months left over."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import CENT, ZERO, Currency, to_decimal
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Node, Period, SurplusDistribution, SurplusRule
from finance.selectors.sheets import statements_of
from finance.services.books import account as ledger_account
from finance.services.calls import call
from finance.services.posting import Leg, post
from finance.states import PeriodState

LEAST = {
    chart.RESERVES: Decimal(10),
    chart.EDUCATION_FUND: Decimal(10),
    chart.SOCIAL_PROTECTION_FUND: Decimal(10),
}
"""The law's least parts, in percent (Ley Especial de Asociaciones Cooperativas, article 54)."""


class Part(NamedTuple):
    """Where a part of a surplus goes: the code and percent of its rule, and the amount."""

    code: str
    percent: Decimal
    amount: Decimal


def parts_of(surplus: Decimal, rules: dict[str, Decimal]) -> list[Part]:
    """Each rule's part, rounded half up to the céntimo. Together never more than the surplus."""
    parts, left = [], surplus
    for code, percent in sorted(rules.items()):
        amount = min(left, (surplus * percent / 100).quantize(CENT, ROUND_HALF_UP))
        left -= amount
        if amount:
            parts.append(Part(code, percent, amount))
    return parts


def rules_on(day: dt.date) -> dict[str, Decimal]:
    """The percent in force on a day, by where it goes."""
    found: dict[str, Decimal] = {}
    for rule in SurplusRule.objects.filter(since__lte=day).order_by("node_code", "since"):
        found[rule.node_code] = rule.percent
    return {code: percent for code, percent in found.items() if percent}


def set_surplus_rule(
    *, by: Person, node_code: str, percent: Decimal, since: dt.date, decision: Decision
) -> SurplusRule:
    """Say which part of a surplus goes where from a day on, by a decision.

    Raises Refused: `no_key`, `no_decision`, `below_the_law`, `too_much`, `not_a_fund`, `said_already`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    percent = to_decimal(percent)
    if not Node.objects.filter(code=node_code).exists() or node_code[:2] not in {"2.", "3."}:
        raise refuse("not_a_fund", _("A part goes to a reserve or a fund."), node_code=_("Choose another."))
    if percent < LEAST.get(node_code, ZERO):
        raise refuse(
            "below_the_law",
            _("The law asks for %(least)s %% at least.") % {"least": LEAST[node_code]},
            percent=_("Write more."),
        )
    with transaction.atomic():
        # Whoever sets another part at this moment waits, so that together they stay within the whole.
        call("SELECT pg_advisory_xact_lock(41968, 54)", ())
        if sum((rules_on(since) | {node_code: percent}).values()) > 100:
            raise refuse("too_much", _("The parts would be more than the whole."), percent=_("Write less."))
        try:
            with transaction.atomic():
                rule = SurplusRule.objects.create(
                    node_code=node_code, percent=percent, since=since, decision=decision, recorded_by=by
                )
        except IntegrityError as error:
            raise refuse("said_already", _("That part was already said for that day."), status=409) from error
        audit.record(
            by=by,
            verb="finance.set_surplus_rule",
            thing=rule,
            new={"to": node_code, "percent": percent, "since": since, "decision": decision.number},
        )
    return rule


def surplus_of(cooperative: Cooperative, starts: dt.date, ends: dt.date) -> Decimal:
    """What came in less what it cost between two days, in bolívares."""
    sheets = statements_of([cooperative], since=starts, until=ends, private=True).sheets
    return next((sheet.result or ZERO for sheet in sheets if sheet.currency == Currency.VES), ZERO)


def share_surplus(
    *, by: Person, cooperative: Cooperative, starts: dt.date, ends: dt.date, decision: Decision
) -> SurplusDistribution:
    """Post the parts of a surplus of closed months to their reserves and funds; the rest stays unshared.

    Raises Refused: `no_key`, `no_decision`, `not_months`, `still_open`, `no_surplus`, `no_rules`,
    `shared_already`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    if starts.day != 1 or ends < starts or (ends + dt.timedelta(days=1)).day != 1:
        raise refuse(
            "not_months", _("A surplus is of whole months."), ends=_("Choose the last day of a month.")
        )
    with transaction.atomic():
        call("SELECT ledger_gate(%s, true)", (cooperative.pk,))
        if SurplusDistribution.objects.filter(
            cooperative=cooperative, during__overlap=(starts, ends + dt.timedelta(days=1))
        ).exists():
            raise refuse("shared_already", _("One of these months was shared out already."), status=409)
        months = Period.objects.filter(cooperative=cooperative, starts__gte=starts, ends__lte=ends)
        if months.exclude(state=PeriodState.CLOSED).exists() or ends >= today():
            raise refuse("still_open", _("Close these months first."), status=409)
        surplus = surplus_of(cooperative, starts, ends)
        if surplus <= 0:
            raise refuse("no_surplus", _("These months left nothing over."), status=409)
        parts = parts_of(surplus, rules_on(ends))
        if not parts:
            raise refuse("no_rules", _("No parts were in force on the last day. Say them first."), status=409)
        row = _post_and_keep(by, cooperative, starts, ends, decision, surplus, parts)
        audit.record(
            by=by,
            verb="finance.share_surplus",
            thing=row,
            new={
                "surplus": surplus,
                "decision": decision.number,
                "parts": {p.code: str(p.amount) for p in parts},
            },
        )
    return row


def _post_and_keep(
    by: Person,
    cooperative: Cooperative,
    starts: dt.date,
    ends: dt.date,
    decision: Decision,
    surplus: Decimal,
    parts: list[Part],
) -> SurplusDistribution:
    shared = sum((part.amount for part in parts), ZERO)
    legs = [Leg(ledger_account(cooperative=cooperative, node=chart.SURPLUS, product="shared"), shared)]
    legs += [
        Leg(ledger_account(cooperative=cooperative, node=part.code, product="surplus"), -part.amount)
        for part in parts
    ]
    entry = post(
        by=by,
        cooperative=cooperative,
        effective=today(),
        key=f"surplus:{cooperative.pk}:{starts}:{ends}",
        source=f"federation.cooperative:{cooperative.pk}",
        description=as_written(
            _("Surplus of %(first)s to %(last)s"), first=f"{starts:%m/%Y}", last=f"{ends:%m/%Y}"
        ),
        legs=legs,
        decision=decision,
    )
    return SurplusDistribution.objects.create(
        cooperative=cooperative,
        during=(starts, ends + dt.timedelta(days=1)),
        surplus=surplus,
        parts=[[part.code, str(part.percent), str(part.amount)] for part in parts],
        decision=decision,
        entry_id=entry.id,
        shared_by=by,
    )
