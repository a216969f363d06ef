"""Funds as people look at them: what they hold and give, whom they cover, what was asked of them."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, format_money
from cecosesola.ui import pdf
from cecosesola.ui.waiting import Waiting
from federation.selectors import Person, member_since
from finance.models import BenefitFund, BenefitRule, Claim, DuesPlan, Enrolment
from finance.policies.access import may_keep_books
from finance.selectors.balances import balances
from finance.states import ClaimState

SMALL = 5
"""What was given to fewer people than this is not told."""
GIVEN = (ClaimState.VALUED, ClaimState.PAID)


def rule_on(fund: BenefitFund, day: dt.date) -> BenefitRule | None:
    """The rule in force on a day."""
    rules = BenefitRule.objects.filter(fund=fund, since__lte=day).select_related("decision")
    return rules.order_by("-since").first()


def covered_since(fund: BenefitFund, person: Person, day: dt.date) -> dt.date | None:
    """Since when a fund covers somebody who is covered on a day, or None.

    A fund with plans of dues covers who is in one; one without covers every member of the network.
    """
    if DuesPlan.objects.filter(fund=fund).exists():
        found = Enrolment.objects.filter(plan__fund=fund, person=person, since__lte=day)
        standing = found.filter(Q(until=None) | Q(until__gte=day)).order_by("since").first()
        return standing.since if standing else None
    return member_since(person, day)


def given_since(fund: BenefitFund, person: Person, after: dt.date, until: dt.date) -> Decimal:
    """What was valued for a person about what happened after one day and until another."""
    found = Claim.objects.filter(
        fund=fund, person=person, state__in=GIVEN, happened_on__gt=after, happened_on__lte=until
    )
    return found.aggregate(total=Sum("amount"))["total"] or ZERO


class Stands(NamedTuple):
    """A fund, its rule today, what it holds, and what it gave this year: None where it is few people's."""

    fund: BenefitFund
    rule: BenefitRule | None
    holds: Decimal
    given: Decimal | None
    people: int


def funds() -> list[Stands]:
    """Every fund, in a constant number of queries."""
    found = list(BenefitFund.objects.select_related("cooperative").order_by("name", "pk"))
    rules: dict[int, BenefitRule] = {}
    for rule in BenefitRule.objects.filter(since__lte=today()).select_related("decision").order_by("since"):
        rules[rule.fund_id] = rule
    held = balances([one.ledger_id for one in found])
    year = Claim.objects.filter(state=ClaimState.PAID, paid_at__date__gte=today() - dt.timedelta(days=365))
    sums = {
        row["fund"]: row
        for row in year.order_by()
        .values("fund")
        .annotate(total=Sum("amount"), people=Count("person", distinct=True))
    }
    return [
        Stands(
            one,
            rules.get(one.pk),
            held.get(one.ledger_id, ZERO),
            sums[one.pk]["total"] if one.pk in sums and sums[one.pk]["people"] >= SMALL else None,
            sums[one.pk]["people"] if one.pk in sums else 0,
        )
        for one in found
    ]


def fund(pk: int) -> BenefitFund | None:
    return BenefitFund.objects.select_related("cooperative").filter(pk=pk).first()


def rules_of(found: BenefitFund) -> list[BenefitRule]:
    return list(BenefitRule.objects.filter(fund=found).select_related("decision").order_by("-since")[:30])


def _whole() -> QuerySet[Claim]:
    return Claim.objects.select_related(
        "fund__cooperative", "person", "told_by", "heard_by", "valued_by", "paid_by", "decision", "rule"
    )


def claim(pk: int) -> Claim | None:
    return _whole().filter(pk=pk).first()


def claims_of(person: Person) -> list[Claim]:
    return list(_whole().filter(person=person).order_by("-pk")[:100])


def open_claims() -> list[Claim]:
    """What waits for the desk, the oldest first."""
    waiting = (ClaimState.TOLD, ClaimState.HEARD, ClaimState.VALUED)
    return list(_whole().filter(state__in=waiting).order_by("pk")[:200])


def open_funds_for(person: Person) -> list[BenefitFund]:
    """The funds that cover somebody today and have a rule."""
    day = today()
    planned = Exists(DuesPlan.objects.filter(fund=OuterRef("pk")))
    inside = Enrolment.objects.filter(plan__fund=OuterRef("pk"), person=person, since__lte=day)
    ruled = BenefitFund.objects.filter(is_open=True, rules__since__lte=day).distinct().order_by("name")
    found = ruled.annotate(planned=planned, inside=Exists(inside.filter(Q(until=None) | Q(until__gte=day))))
    belongs = member_since(person, day) is not None
    return [one for one in found if (one.inside if one.planned else belongs)]


def waiting_for(person: Person) -> list[Waiting]:
    """What the finance turn has to hear, value or pay of others."""
    if may_keep_books(person) is not None:
        return []
    waiting = Claim.objects.filter(state__in=[ClaimState.TOLD, ClaimState.HEARD, ClaimState.VALUED])
    count = waiting.exclude(person=person).count()
    if not count:
        return []
    words = ngettext("%(n)d claim to a fund", "%(n)d claims to funds", count) % {"n": count}
    return [Waiting(words, reverse("finance:funds_desk"))]


def claim_pdf(found: Claim) -> bytes:
    """What was told, heard, decided and paid, on paper."""
    currency = found.fund.currency
    facts = [
        (_("Fund"), found.fund.name),
        (_("Who"), found.person.get_full_name()),
        (_("When"), f"{found.happened_on:%d/%m/%Y}"),
        (_("What it costs"), format_money(found.asked, currency)),
        (_("State"), found.get_state_display()),
    ]
    if found.amount is not None and found.decision is not None:
        facts += [
            (_("What the fund gives"), format_money(found.amount, currency)),
            (_("Decision"), found.decision.number),
        ]
    if found.paid_at is not None:
        facts.append((_("Paid"), f"{localtime(found.paid_at):%d/%m/%Y}"))
    source = [
        *pdf.A4,
        pdf.heading(1, f"{found.fund.name} · {found.number}"),
        pdf.facts(facts),
        pdf.heading(2, _("What happened")),
        pdf.line(found.what),
    ]
    if found.said:
        source += [pdf.heading(2, _("What was said")), pdf.line(found.said)]
    return pdf.compiled(source)
