"""Campaigns inside the network, and refusing money from outside with the decision that says so."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused, refuse, require
from cecosesola.kernel.money import Currency
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Campaign, Gift, OwnMoneyRule
from finance.services.books import account as ledger_account
from finance.services.places import place
from finance.services.posting import Leg, post
from finance.states import Source


def set_own_money_rule(*, by: Person, words: str, decision: Decision) -> OwnMoneyRule:
    """Say which decision keeps outside money out. Raises Refused: `no_key`, `no_words`, `no_decision`."""
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    if not words.strip():
        raise refuse("no_words", _("Write it in its own words."), words=_("Write it."))
    with transaction.atomic():
        rule = OwnMoneyRule.objects.create(words=words.strip()[:300], decision=decision, recorded_by=by)
        audit.record(by=by, verb="finance.set_own_money_rule", thing=rule, new={"decision": decision.number})
    return rule


def outside_refusal(field: str = "source") -> Refused:
    """Why a subsidy from outside is not written down, and which decision says so."""
    rule = OwnMoneyRule.objects.select_related("decision").order_by("-pk").first()
    words = _("The network lives from its own work and takes no subsidy from outside.")
    if rule is None:
        return refuse("outside_subsidy", words, status=422, **{field: _("Choose another.")})
    cited = _("%(words)s «%(rule)s» (%(decision)s)") % {
        "words": words,
        "rule": rule.words,
        "decision": rule.decision.number,
    }
    return refuse("outside_subsidy", cited, status=422, **{field: _("Choose another.")})


def names_outside_money(words: str) -> bool:
    """Whether words speak of a subsidy. The chart's own constraint knows the same two."""
    return any(part in words.casefold() for part in ("subsid", "subvenci"))


def begin_campaign(
    *,
    by: Person,
    cooperative: Cooperative,
    name: str,
    purpose: str,
    goal: Decimal,
    ends: dt.date,
    decision: Decision,
    starts: dt.date | None = None,
    currency: str = Currency.VES,
) -> Campaign:
    """Begin gathering for something, by a decision.

    Raises Refused: `no_key`, `no_decision`, `no_name`, `no_words`, `not_above_zero`, `odd_days`,
    `offered_already`.
    """
    require(policies.may_keep_books(by))
    first, name = starts or today(), name.strip()[:80]
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    if not name:
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    if not purpose.strip():
        raise refuse("no_words", _("Write what it is for."), purpose=_("Write it."))
    if ends < first or ends > first + dt.timedelta(days=1100):
        raise refuse("odd_days", _("It ends after it begins, within three years."), ends=_("Check the day."))
    money = exact(goal, currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), goal=_("Above zero."))
    if Campaign.objects.filter(cooperative=cooperative, name=name).exists():
        raise refuse("offered_already", _("There is a campaign of that name."), status=409)
    try:
        with transaction.atomic():
            made = Campaign.objects.create(
                cooperative=cooperative,
                name=name,
                purpose=purpose.strip()[:2000],
                goal=money,
                currency=currency,
                starts=first,
                ends=ends,
                decision=decision,
                ledger=ledger_account(
                    cooperative=cooperative, node=chart.FUNDRAISING, product=name, currency=currency, hot=True
                ),
                begun_by=by,
            )
            audit.record(
                by=by,
                verb="finance.begin_campaign",
                thing=made,
                new={"goal": money, "decision": decision.number},
            )
    except IntegrityError as error:
        raise refuse("offered_already", _("There is a campaign of that name."), status=409) from error
    return made


def receive_gift(
    *,
    by: Person,
    campaign: Campaign,
    source: str,
    amount: Decimal,
    key: str,
    what: str = "",
    person: Person | None = None,
    shows_name: bool = False,
    where: str = chart.VAULT,
) -> Gift:
    """Write down what came in, and where from. The same key answers the same gift.

    A subsidy from outside is refused with the decision that set the rule.
    Raises Refused: `no_key`, `own_money`, `outside_subsidy`, `not_above_zero`, `too_fine`,
    `campaign_closed`, `key_reused`, `no_such_place`.
    """
    require(policies.may_receive_from(by, person))
    if source not in Source.values or names_outside_money(what):
        raise outside_refusal()
    money = exact(amount, campaign.currency)
    if money <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        known = Gift.objects.filter(key=key).first()
        if known is not None:
            if (known.campaign_id, known.amount, known.source) != (campaign.pk, money, source):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        if campaign.closed_at is not None or today() < campaign.starts:
            raise refuse("campaign_closed", _("This campaign takes nothing now."), status=409)
        posted = post(
            by=by,
            cooperative=campaign.cooperative_id,
            effective=today(),
            key=f"gift:{key}",
            source=f"finance.campaign:{campaign.pk}",
            description=as_written(_("For %(campaign)s"), campaign=campaign.name),
            legs=[
                Leg(place(campaign.cooperative_id, where, campaign.currency), money),
                Leg(campaign.ledger_id, -money),
            ],
        )
        gift = Gift.objects.create(
            campaign=campaign,
            source=source,
            person=person,
            shows_name=shows_name and person is not None,
            what=what.strip()[:120],
            amount=money,
            on=today(),
            place=where,
            entry_id=posted.id,
            key=key,
            received_by=by,
        )
        audit.record(by=by, verb="finance.receive_gift", thing=campaign, new={"amount": money}, private=True)
    return gift


def close_campaign(*, by: Person, campaign: Campaign) -> Campaign:
    """Stop gathering. A second time changes nothing. Raises Refused `no_key`."""
    require(policies.may_keep_books(by))
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if campaign.closed_at is None:
            campaign.closed_at = now()
            campaign.save(update_fields=["closed_at"])
            audit.record(by=by, verb="finance.close_campaign", thing=campaign)
    return campaign
