"""Every named rule of dues, funds, campaigns and savings groups is broken here once, around every service."""

from decimal import Decimal

import pytest

from federation.models import Role
from finance import models, services
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import together as t
from tests.finance.conftest import Books
from tests.promises import all_broken, like, promises_of

pytestmark = pytest.mark.django_db
DUES = (
    models.DuesPlan, models.DuesRate, models.Enrolment, models.DuesBatch, models.DuesCharge,
    models.DuesReceipt, models.DuesPaid,
)  # fmt: skip
FUNDS = (models.BenefitFund, models.BenefitRule, models.Contribution, models.Claim)
CAMPAIGNS = (models.OwnMoneyRule, models.Campaign, models.Gift)
PURCHASES = (models.PurchaseShare, models.NetworkPurchase, models.PurchasePayment)
GROUPS = (models.SavingsGroup, models.GroupPlace, models.GroupPayment)
IN_SQL = {"duescharge_as_its_batch", "duesreceipt_adds_up", "duespaid_within_its_receipt"}
"""What `finance/sql/dues.sql` promises beside the models."""
ENTRY = {"entry_id": "entry_id + 100000"}
LEDGER = {"ledger_id": "ledger_id + 100000"}


def test_promises_of_dues(books: Books) -> None:
    desk = f.holder(Role.FINANCE)
    plan = t.plan(desk, books.cooperative)
    family, other, gone = t.enrolled(desk, plan), t.enrolled(desk, plan), t.enrolled(desk, plan)
    services.charge_due()
    services.receive_dues(by=desk, plan=plan, paid={family.pk: 10}, key="one")
    services.end_enrolment(by=desk, enrolment=gone)
    promises = {
        "duesplan_name_once": like("finance_duesplan"),
        "duesplan_currency": like("finance_duesplan", name="'x'", currency="'XXX'"),
        "duesplan_every": like("finance_duesplan", name="'x'", every="'year'"),
        "duesplan_never_deleted": "DELETE FROM finance_duesplan",
        "duesplan_stays_itself": "UPDATE finance_duesplan SET every = 'month'",
        "duesrate_once_a_day": like("finance_duesrate"),
        "duesrate_above_zero": like("finance_duesrate", since="since + 1", amount="0"),
        "duesrate_stays": "UPDATE finance_duesrate SET amount = 1",
        "enrolment_once_at_a_time": like("finance_enrolment", **LEDGER),
        "enrolment_days": like(
            "finance_enrolment", **LEDGER, person_id=str(desk.pk), until="since - 1"
        ),
        "enrolment_never_deleted": "DELETE FROM finance_enrolment",
        "enrolment_stays_itself": f"UPDATE finance_enrolment SET since = since - 1 WHERE id = {other.pk}",
        "enrolment_ends_once": f"UPDATE finance_enrolment SET until = NULL WHERE id = {gone.pk}",
        "duesbatch_once": like("finance_duesbatch", **ENTRY),
        "duesbatch_of_somebody": like("finance_duesbatch", **ENTRY, part="9", families="0"),
        "duesbatch_stays": "UPDATE finance_duesbatch SET families = 9",
        "duescharge_once_a_time": like("finance_duescharge"),
        "duescharge_stays": "UPDATE finance_duescharge SET amount = 9",
        "duescharge_as_its_batch": like("finance_duescharge", starts="starts + 7", amount="amount + 1"),
        "duesreceipt_key_once": like("finance_duesreceipt", **ENTRY),
        "duesreceipt_above_zero": like("finance_duesreceipt", **ENTRY, key="'x'", amount="0"),
        "duesreceipt_adds_up": like(
            "finance_duesreceipt", key="'x'", entry_id="(SELECT min(id) FROM finance_entry)"
        ),
        "duesreceipt_stays": "UPDATE finance_duesreceipt SET amount = 9",
        "duespaid_once": like("finance_duespaid"),
        "duespaid_above_zero": like("finance_duespaid", enrolment_id=str(other.pk), amount="0"),
        "duespaid_within_its_receipt": like("finance_duespaid", enrolment_id=str(other.pk)),
        "duespaid_stays": "DELETE FROM finance_duespaid",
    }  # fmt: skip
    all_broken(promises)
    # An id is once already; with what it names beside it, charges can hold on to it.
    assert promises_of(*DUES) == {*promises, "duesbatch_whole"} - IN_SQL


def test_promises_of_funds(books: Books) -> None:
    desk, other = f.holder(Role.FINANCE), f.holder(Role.FINANCE)
    fund = t.fund(desk, books.cooperative)
    paid = services.pay_claim(by=other, claim=t.valued(desk, t.claim(fund)))
    told = t.claim(fund)
    fresh = {"key": "'x'", **ENTRY}
    promises = {
        "benefitfund_name_once": like("finance_benefitfund", **LEDGER),
        "benefitfund_never_deleted": "DELETE FROM finance_benefitfund",
        "benefitfund_stays_itself": "UPDATE finance_benefitfund SET currency = 'USD'",
        "benefitrule_once_a_day": like("finance_benefitrule"),
        "benefitrule_makes_sense": like("finance_benefitrule", since="since + 1", ceiling="0"),
        "benefitrule_stays": "UPDATE finance_benefitrule SET ceiling = 9",
        "contribution_key_once": like("finance_contribution", **ENTRY),
        "contribution_above_zero": like("finance_contribution", **fresh, amount="0"),
        "contribution_stays": "DELETE FROM finance_contribution",
        "claim_key_once": like("finance_claim", **ENTRY),
        "claim_state_known": like("finance_claim", **fresh, state="'odd'"),
        "claim_above_zero": like("finance_claim", **fresh, asked="0"),
        "claim_was_heard": like("finance_claim", **fresh, heard_at="NULL"),
        "claim_valued_by_decision": like("finance_claim", **fresh, decision_id="NULL"),
        "claim_paid_in_the_books": like("finance_claim", key="'x'", entry_id="NULL"),
        "claim_not_by_oneself": like("finance_claim", **fresh, heard_by_id="person_id"),
        "claim_paid_by_another": like("finance_claim", **fresh, paid_by_id="valued_by_id"),
        "claim_never_deleted": "DELETE FROM finance_claim",
        "claim_stays_itself": f"UPDATE finance_claim SET asked = 9 WHERE id = {told.pk}",
        "claim_paid_stays": f"UPDATE finance_claim SET said = 'otra' WHERE id = {paid.pk}",
    }
    all_broken(promises)
    assert promises_of(*FUNDS) == set(promises)


def test_promises_of_campaigns(books: Books) -> None:
    desk = f.holder(Role.FINANCE)
    campaign, closed = t.campaign(desk, books.cooperative), t.campaign(desk, books.cooperative)
    services.close_campaign(by=desk, campaign=closed)
    t.gift(desk, campaign)
    services.set_own_money_rule(by=desk, words="De lo nuestro.", decision=a.decision(desk))
    fresh = {"key": "'x'", **ENTRY}
    promises = {
        "ownmoneyrule_stays": "DELETE FROM finance_ownmoneyrule",
        "campaign_name_once": like("finance_campaign", **LEDGER),
        "campaign_has_a_goal": like("finance_campaign", **LEDGER, name="'x'", goal="0"),
        "campaign_days": like("finance_campaign", **LEDGER, name="'x'", ends="starts - 1"),
        "campaign_never_deleted": "DELETE FROM finance_campaign",
        "campaign_stays_itself": f"UPDATE finance_campaign SET goal = 9 WHERE id = {campaign.pk}",
        "campaign_closes_once": f"UPDATE finance_campaign SET closed_at = NULL WHERE id = {closed.pk}",
        "gift_key_once": like("finance_gift", **ENTRY),
        "gift_above_zero": like("finance_gift", **fresh, amount="0"),
        "gift_from_the_network": like("finance_gift", **fresh, source="'outside'"),
        "gift_shows_somebody": like("finance_gift", **fresh, shows_name="true"),
        "gift_stays": "UPDATE finance_gift SET amount = 9",
    }
    all_broken(promises)
    assert promises_of(*CAMPAIGNS) == set(promises)


def test_promises_of_purchases(books: Books) -> None:
    desk = f.holder(Role.FINANCE)
    made = t.bought(desk, books.cooperative)
    services.receive_purchase_payment(
        by=desk, cooperative=books.cooperative, buyer=made.buyer, amount=Decimal(5), key="one"
    )
    fresh = {"key": "'x'", **ENTRY}
    promises = {
        "purchaseshare_is_a_part": like("finance_purchaseshare", since="since + 1", percent="101"),
        "purchaseshare_stays": "UPDATE finance_purchaseshare SET percent = 9",
        "networkpurchase_key_once": like("finance_networkpurchase", **ENTRY),
        "networkpurchase_above_zero": like("finance_networkpurchase", **fresh, amount="0"),
        "networkpurchase_for_another": like("finance_networkpurchase", **fresh, buyer_id="cooperative_id"),
        "networkpurchase_stays": "UPDATE finance_networkpurchase SET amount = 9",
        "purchasepayment_key_once": like("finance_purchasepayment", **ENTRY),
        "purchasepayment_above_zero": like("finance_purchasepayment", **fresh, amount="0"),
        "purchasepayment_stays": "DELETE FROM finance_purchasepayment",
    }
    all_broken(promises)
    assert promises_of(*PURCHASES) == set(promises)


def test_promises_of_groups(books: Books) -> None:
    desk = f.holder(Role.FINANCE)
    group = t.started(desk, books.cooperative, 3)
    places = list(group.places.order_by("turn"))
    for one in places:
        services.receive_turn(by=desk, place_of=one, turn=1)
    services.hand_turn_out(by=desk, place_of=places[0])
    another = {"person_id": str(desk.pk), "turn": "9"}
    promises = {
        "savingsgroup_name_once": like("finance_savingsgroup", **LEDGER),
        "savingsgroup_above_zero": like("finance_savingsgroup", **LEDGER, name="'x'", amount="0"),
        "savingsgroup_state_known": like("finance_savingsgroup", **LEDGER, name="'x'", state="'odd'"),
        "savingsgroup_drawn_in_sight": like("finance_savingsgroup", **LEDGER, name="'x'", seed="''"),
        "savingsgroup_never_deleted": "DELETE FROM finance_savingsgroup",
        "savingsgroup_stays_itself": "UPDATE finance_savingsgroup SET amount = 9",
        "groupplace_once": like("finance_groupplace", turn="9"),
        "groupplace_a_turn_once": like("finance_groupplace", person_id=str(desk.pk)),
        "groupplace_has_its_day": like("finance_groupplace", **another, due="NULL"),
        "groupplace_received_something": (
            f"UPDATE finance_groupplace SET received = 9 WHERE id = {places[1].pk}"
        ),
        "groupplace_stays": f"DELETE FROM finance_groupplace WHERE id = {places[1].pk}",
        "groupplace_turn_stays": f"UPDATE finance_groupplace SET turn = 9 WHERE id = {places[1].pk}",
        "groupplace_receives_once": f"UPDATE finance_groupplace SET received = 9 WHERE id = {places[0].pk}",
        "grouppayment_once_a_turn": like("finance_grouppayment", **ENTRY),
        "grouppayment_of_a_turn": like("finance_grouppayment", **ENTRY, turn="0"),
        "grouppayment_stays": "DELETE FROM finance_grouppayment",
    }
    all_broken(promises)
    assert promises_of(*GROUPS) == set(promises)
