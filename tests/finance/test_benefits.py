"""Funds: told, heard, valued within the ceiling, paid by another; campaigns; nothing from outside."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import Claim, Gift, Node
from finance.selectors import benefits, campaigns
from finance.states import OUTSIDE, ClaimState, Source
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import together as t
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


@pytest.fixture
def other(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def test_told_heard_valued_and_paid_by_another(books: Books, desk: Person, other: Person) -> None:
    fund = t.fund(desk, books.cooperative)
    claim = t.valued(desk, t.claim(fund, asked=200), 150)
    with refusal("by_two"):
        services.pay_claim(by=desk, claim=claim)
    paid = services.pay_claim(by=other, claim=claim, where=chart.BANK)
    assert (paid.state, paid.amount) == (ClaimState.PAID, 150)
    assert services.pay_claim(by=other, claim=claim).entry_id == paid.entry_id
    assert selectors.balance(fund.ledger_id) == 850
    assert paid.entry is not None
    assert paid.entry.decision_id == paid.decision_id
    assert_sound()


def test_a_fund_gives_no_more_than_it_holds(books: Books, desk: Person, other: Person) -> None:
    fund = t.fund(desk, books.cooperative, holds=100)
    claim = t.valued(desk, t.claim(fund), 150)
    with refusal("insufficient"):
        services.pay_claim(by=other, claim=claim)
    assert Claim.objects.get().state == ClaimState.VALUED


def test_the_ceiling_is_a_persons_in_so_many_months(books: Books, desk: Person) -> None:
    fund, person = t.fund(desk, books.cooperative, ceiling=D(300), months=6), f.member()
    before = today() - dt.timedelta(days=240)
    t.valued(desk, t.claim(fund, person, happened_on=before, asked=250), 250)
    t.valued(desk, t.claim(fund, person), 200)
    last = t.heard(desk, t.claim(fund, person))
    with refusal("over_ceiling"):
        services.value_claim(by=desk, claim=last, amount=D(101), decision=a.decision(desk))
    services.value_claim(by=desk, claim=last, amount=D(100), decision=a.decision(desk))
    t.valued(desk, t.claim(fund), 200)


def test_waiting_days_count_from_when_somebody_came_in(books: Books, desk: Person) -> None:
    fund = t.fund(desk, books.cooperative, waiting_days=30)
    newcomer, old = f.person(), f.member()
    with refusal("not_found"):
        t.claim(fund, newcomer)
    since = today() - dt.timedelta(days=20)
    from federation.services import admit

    admit(by=None, person=newcomer, cooperative=books.cooperative, kind="consumer", since=since)
    with refusal("waiting"):
        t.claim(fund, newcomer)
    t.claim(fund, old)
    assert benefits.open_funds_for(old) == [fund]


def test_a_fund_with_dues_covers_who_is_in_its_plan(books: Books, desk: Person) -> None:
    fund = t.fund(desk, books.cooperative, waiting_days=10)
    plan, inside = t.plan(desk, books.cooperative, fund=fund), f.member()
    t.enrolled(desk, plan, inside, weeks=4)
    late = t.enrolled(desk, plan).person
    with refusal("not_covered"):
        t.claim(fund)
    with refusal("waiting"):
        t.claim(fund, late)
    with refusal("waiting"):
        t.claim(fund, inside, happened_on=today() - dt.timedelta(weeks=4))
    t.claim(fund, inside)


def test_without_a_rule_nothing_is_asked(books: Books, desk: Person) -> None:
    fund = services.open_fund(by=desk, cooperative=books.cooperative, name="Nuevo", purpose=chart.HEALTH_FUND)
    with refusal("no_rule"):
        t.claim(fund)


def test_nobody_works_their_own(books: Books, desk: Person, other: Person) -> None:
    fund = t.fund(desk, books.cooperative)
    claim = t.claim(fund, desk)
    with refusal("own_money"):
        services.hear_claim(by=desk, claim=claim, said="Sí")
    t.valued(other, claim)
    with refusal("own_money"):
        services.pay_claim(by=desk, claim=claim)
    with refusal("not_found"):
        services.undo_claim(by=f.member(), claim=claim)
    with refusal("own_money"):
        services.contribute(by=desk, fund=fund, amount=D(1), person=desk, key="x")


def test_not_this_time_and_taken_back(books: Books, desk: Person) -> None:
    fund, person = t.fund(desk, books.cooperative), f.member()
    no = services.decline_claim(by=desk, claim=t.heard(desk, t.claim(fund)), said="Lo cubre otro fondo.")
    assert no.state == ClaimState.DECLINED
    back = services.undo_claim(by=person, claim=t.claim(fund, person))
    assert back.state == ClaimState.UNDONE
    for claim in (no, back):
        with refusal("no_such_move"):
            services.value_claim(by=desk, claim=claim, amount=D(1), decision=a.decision(desk))
    with refusal("no_words"):
        services.hear_claim(by=desk, claim=t.claim(fund), said=" ")


def test_the_same_key_is_the_same_claim(books: Books, desk: Person) -> None:
    fund, person = t.fund(desk, books.cooperative), f.member()
    first = t.claim(fund, person, key="k")
    assert t.claim(fund, person, key="k") == first
    with refusal("key_reused"):
        t.claim(fund, person, asked=201, key="k")


@pytest.mark.django_db(transaction=True)
def test_two_claims_of_one_person_valued_at_once_keep_the_ceiling(committed: Books) -> None:
    desk, other = f.holder(Role.FINANCE), f.holder(Role.FINANCE)
    fund, person = t.fund(desk, committed.cooperative, ceiling=D(300)), f.member()
    claims = [t.heard(desk, t.claim(fund, person)) for _ in range(4)]
    decision = a.decision(desk)
    done = at_once(
        *(
            partial(services.value_claim, by=desk, claim=one, amount=D(150), decision=decision)
            for one in claims
        )
    )
    assert sorted(one for one in done if isinstance(one, str)) == ["over_ceiling"] * 2
    good = next(one for one in done if not isinstance(one, str))
    paid = at_once(*[partial(services.pay_claim, by=other, claim=good)] * 4)
    assert len({one.entry_id for one in paid}) == 1
    assert selectors.balance(fund.ledger_id) == 850
    assert_sound()


def test_what_few_people_received_is_not_told(books: Books, desk: Person, other: Person) -> None:
    fund = t.fund(desk, books.cooperative)
    for _person in range(4):
        services.pay_claim(by=other, claim=t.valued(desk, t.claim(fund), 100))
    assert [(one.given, one.people) for one in benefits.funds()] == [(None, 4)]
    services.pay_claim(by=other, claim=t.valued(desk, t.claim(fund), 100))
    assert [(one.given, one.holds) for one in benefits.funds()] == [(500, 500)]


def test_a_campaign_by_source_with_its_givers_privacy(books: Books, desk: Person) -> None:
    campaign = t.campaign(desk, books.cooperative, 1000)
    giver, shown = f.member(), f.member()
    for _gift in range(5):
        t.gift(desk, campaign, 50, Source.RAFFLE)
    t.gift(desk, campaign, 100, Source.POCKET, person=giver)
    t.gift(desk, campaign, 20, Source.POCKET, person=shown, shows_name=True)
    found = campaigns.campaign(campaign.pk)
    assert found is not None
    assert (found.total, found.percent, found.gifts) == (370, 37, 7)
    assert campaigns.by_source(campaign) == [
        (str(Source.POCKET.label), None),
        (str(Source.RAFFLE.label), None),
    ], "with one hidden the other would tell it"
    for _gift in range(5):
        t.gift(desk, campaign, 10, Source.FOOD)
    assert dict(campaigns.by_source(campaign))[str(Source.RAFFLE.label)] in {None, D(250)}
    assert campaigns.named_givers(campaign) == [shown.get_full_name()]
    assert campaigns.given_by(giver, campaign) == 100
    assert selectors.balance(campaign.ledger_id) == 420
    assert_sound()


def test_money_from_outside_is_refused_with_the_decision_that_says_so(books: Books, desk: Person) -> None:
    campaign, decision = t.campaign(desk, books.cooperative), a.decision(desk)
    with refusal("outside_subsidy"):
        t.gift(desk, campaign, source=OUTSIDE)
    services.set_own_money_rule(by=desk, words="Vivimos de lo nuestro", decision=decision)
    with pytest.raises(Refused) as caught:
        t.gift(desk, campaign, source=OUTSIDE)
    assert decision.number in str(caught.value.refusal.message)
    assert "Vivimos de lo nuestro" in str(caught.value.refusal.message)
    with refusal("outside_subsidy"):
        t.gift(desk, campaign, what="Subvención de la gobernación")
    with pytest.raises(Refused) as caught:
        services.add_node(by=desk, cooperative=books.cooperative, code="4.1.4.02", name="Subsidio")
    assert decision.number in str(caught.value.refusal.message)
    assert not Gift.objects.exists()
    assert not Node.objects.filter(code="4.1.4.02").exists()


def test_a_campaign_ends(books: Books, desk: Person) -> None:
    campaign = t.campaign(desk, books.cooperative)
    first = t.gift(desk, campaign, key="g")
    assert t.gift(desk, campaign, key="g") == first
    with refusal("key_reused"):
        t.gift(desk, campaign, 51, key="g")
    services.close_campaign(by=desk, campaign=campaign)
    assert services.close_campaign(by=desk, campaign=campaign).closed_at
    with refusal("campaign_closed"):
        t.gift(desk, campaign)
