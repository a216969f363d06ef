"""Savings, loans, the anticipo, dues and funds as pages: what is typed stays, what is sent counts once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cecosesola.kernel.clock import now, today
from federation.models import Cooperative, Person, Role
from finance import selectors, services
from finance.models import Claim, DuesReceipt, Gift, GroupPlace, Loan, PayRun, SavingsWithdrawal
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import loans as ln
from tests.factories import pay as p
from tests.factories import savings as s
from tests.factories import together as t
from tests.finance.conftest import Books
from tests.finance.test_pages import client_of

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def keeper(books: Books) -> Person:
    f.primary()
    return f.holder(Role.FINANCE)


@pytest.fixture
def desk(keeper: Person) -> Client:
    return client_of(keeper)


def url(name: str, *args: object) -> str:
    return reverse(f"finance:{name}", args=args)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_withdrawal_from_the_phone_to_the_desk(books: Books, keeper: Person, desk: Client) -> None:
    owner = f.member()
    saving = s.saving(keeper, s.product(keeper, books.cooperative), owner, 100)
    mine = client_of(owner)
    too_much = mine.post(url("ask_withdrawal", saving.pk), {"amount": "100,01", "key": "k"})
    assert too_much.status_code == 422
    assert 'value="100,01"' in too_much.content.decode()
    for _again in range(2):
        assert mine.post(url("ask_withdrawal", saving.pk), {"amount": "60", "key": "k"}).status_code == 302
    asked = SavingsWithdrawal.objects.get()
    assert "40,00" in text(mine, url("saving", saving.pk))
    assert desk.post(url("pay_withdrawal", asked.pk), {"where": "1.1.1.02"}).status_code == 302
    assert selectors.balance(saving.ledger_id) == 40
    stranger = client_of(f.member())
    assert stranger.get(url("saving", saving.pk)).status_code == 404
    assert client_of(f.worker()).get(url("saving", saving.pk)).status_code == 404


def test_a_loan_from_asking_to_paying(books: Books, keeper: Person, desk: Client) -> None:
    product, person = ln.product(keeper, books.cooperative), f.member()
    a.network_meeting()
    mine = client_of(person)
    facts = {"amount": "1200", "instalments": "4", "grace": "0", "purpose": "Nevera", "key": "k"}
    wrong = mine.post(url("ask_loan", product.pk), facts)
    assert wrong.status_code == 422
    assert "Nevera" in wrong.content.decode()
    assert mine.post(url("ask_loan", product.pk), facts | {"need": "No enfría."}).status_code == 302
    loan = Loan.objects.get()
    decision = a.decision(keeper)
    agreed = {"amount": "1200", "instalments": "4", "grace": "0", "decision": decision.pk}
    assert desk.post(url("agree_loan", loan.pk), agreed).status_code == 302
    drawn = {"amount": "1200", "where": "1.1.2.01", "key": "d"}
    assert desk.post(url("draw_loan", loan.pk), drawn).status_code == 302
    paid = {"amount": "100", "where": "1.1.1.02", "key": "p"}
    for _again in range(2):
        assert desk.post(url("pay_loan", loan.pk), paid).status_code == 302
    assert loan.payments.count() == 1
    assert "Nevera" in text(mine, url("my_loans"))
    assert client_of(f.worker()).get(url("loan", loan.pk)).status_code == 404


def test_a_week_of_anticipo_by_two(books: Books, keeper: Person, desk: Client) -> None:
    person = p.workers(books.cooperative, 1)[0]
    p.rate(keeper, books.cooperative, 1000)
    code, monday = books.cooperative.code, p.this_week().monday
    assert desk.post(url("draw_run", code), {"monday": monday.isoformat()}).status_code == 302
    run = PayRun.objects.get()
    refused = desk.post(url("post_run", run.pk))
    assert refused.status_code == 403
    other = client_of(f.holder(Role.FINANCE))
    assert other.post(url("post_run", run.pk)).status_code == 302
    line = run.lines.get()
    slip = url("pay_slip", line.pk)
    assert "1.000,00" in text(client_of(person), slip)
    assert client_of(f.worker()).get(slip).status_code == 404
    assert client_of(person).get(url("pay_slip_paper", line.pk)).content.startswith(b"%PDF")


def test_dues_from_an_affiliates_list(books: Books, keeper: Person, desk: Client) -> None:
    plan, affiliate = t.plan(keeper, books.cooperative, 10), f.cooperative()
    first, second = (t.enrolled(keeper, plan, through=affiliate) for _ in range(2))
    services.charge_due()
    address = url("receive_dues", plan.pk, affiliate.pk)
    lines = f"{first.person.document}\nV999 5\n{second.person.document} x\n{first.person.document} 3"
    wrong = desk.post(address, {"lines": lines, "where": "1.1.1.02", "key": "k"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert all(f"Línea {number}:" in page for number in (2, 3, 4))
    assert "V999 5" in page, "what was typed stays"
    sent = {"lines": f"{first.person.document.lower()} 12,50", "where": "1.1.1.02", "key": "k"}
    for _again in range(2):
        assert desk.post(address, sent).status_code == 302
    assert DuesReceipt.objects.get().amount == D("12.50")
    assert desk.post(address, {"lines": "", "where": "1.1.1.02", "key": "all"}).status_code == 302
    assert selectors.balance(second.ledger_id) == 0
    assert "2,50" in text(client_of(first.person), url("my_dues"))
    receipt = DuesReceipt.objects.order_by("pk")[0]
    assert desk.get(url("dues_receipt_paper", receipt.pk)).content.startswith(b"%PDF")


def test_few_families_debts_are_not_told(books: Books, keeper: Person, desk: Client) -> None:
    plan, few, many = t.plan(keeper, books.cooperative, 7), f.cooperative(), f.cooperative()
    for through, count in ((few, 4), (many, 5)):
        for _family in range(count):
            t.enrolled(keeper, plan, through=through)
    services.charge_due()
    page = text(client_of(f.worker()), url("dues_plan", plan.pk))
    assert "35,00" in page
    assert "28,00" not in page
    assert "28,00" in text(desk, url("dues_plan", plan.pk))


def test_a_claim_from_the_phone_until_it_is_paid(books: Books, keeper: Person, desk: Client) -> None:
    fund, person = t.fund(keeper, books.cooperative), f.member()
    mine, other = client_of(person), client_of(f.holder(Role.FINANCE))
    facts = {
        "fund": fund.pk,
        "what": "Una operación",
        "happened_on": today().isoformat(),
        "asked": "600",
        "key": "k",
    }
    ahead = facts | {"happened_on": (today() + dt.timedelta(days=2)).isoformat()}
    wrong = mine.post(url("tell_claim"), ahead)
    assert wrong.status_code == 422
    assert "Una operación" in wrong.content.decode()
    for _again in range(2):
        assert mine.post(url("tell_claim"), facts).status_code == 302
    claim = Claim.objects.get()
    assert desk.post(url("hear_claim", claim.pk), {"said": "Se oyó."}).status_code == 302
    over = desk.post(url("value_claim", claim.pk), {"amount": "501", "decision": a.decision(keeper).pk})
    assert over.status_code == 422 or over.status_code == 409
    assert "500,00" in over.content.decode(), "what is left of the ceiling is said"
    agreed = {"amount": "400", "decision": a.decision(keeper).pk}
    assert desk.post(url("value_claim", claim.pk), agreed).status_code == 302
    assert desk.post(url("pay_claim", claim.pk), {"where": "1.1.2.01"}).status_code == 403
    assert other.post(url("pay_claim", claim.pk), {"where": "1.1.2.01"}).status_code == 302
    assert "400,00" in text(mine, url("claim", claim.pk))
    assert mine.get(url("claim_paper", claim.pk)).content.startswith(b"%PDF")
    assert client_of(f.worker()).get(url("claim", claim.pk)).status_code == 404


def test_money_from_outside_is_refused_on_the_page(books: Books, keeper: Person, desk: Client) -> None:
    campaign, decision = t.campaign(keeper, books.cooperative), a.decision(keeper)
    services.set_own_money_rule(by=keeper, words="De lo nuestro", decision=decision)
    sent = {"source": "outside", "amount": "5000", "what": "Gobernación", "where": "1.1.2.01", "key": "k"}
    answer = desk.post(url("receive_gift", campaign.pk), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert decision.number in page
    assert "Gobernación" in page, "what was typed stays"
    assert not Gift.objects.exists()
    assert desk.post(url("receive_gift", campaign.pk), sent | {"source": "raffle"}).status_code == 302
    assert "5.000,00" in text(client_of(f.member()), url("campaign", campaign.pk))


def test_a_group_from_joining_to_its_turn(books: Books, keeper: Person, desk: Client) -> None:
    group = t.group(keeper, books.cooperative, 2, order="agreed")
    person = f.member()
    assert client_of(person).post(url("join_group", group.pk)).status_code == 302
    places = list(GroupPlace.objects.filter(group=group).order_by("pk"))
    twice = {f"turn_{one.pk}": "1" for one in places}
    assert desk.post(url("start_group", group.pk), twice).status_code == 422
    turns = {f"turn_{one.pk}": str(3 - place) for place, one in enumerate(places)}
    assert desk.post(url("start_group", group.pk), turns).status_code == 302
    for one in places:
        assert desk.post(url("receive_turn", one.pk, 1)).status_code == 302
    last = GroupPlace.objects.get(group=group, person=person)
    assert last.turn == 1
    assert desk.post(url("hand_turn_out", last.pk)).status_code == 302
    assert "300,00" in text(client_of(person), url("group", group.pk))
    assert client_of(f.member()).get(url("group", group.pk)).status_code == 404


def test_lists_ask_as_often_for_many_as_for_few(books: Books, keeper: Person, desk: Client) -> None:
    where = books.cooperative
    grow(keeper, where, 2)
    plan = t.plan(keeper, where)
    for _family in range(2):
        t.enrolled(keeper, plan)
    names = ("savings_desk", "loans_desk", "dues", "funds", "funds_desk", "campaigns", "groups")
    addresses = [url(name) for name in names] + [url("dues_plan", plan.pk), url("families", plan.pk, 0)]
    few = [queries(desk, address) for address in addresses]
    grow(keeper, where, 6)
    for _family in range(12):
        t.enrolled(keeper, plan)
    services.charge_due()
    assert [queries(desk, address) for address in addresses] == few


def grow(keeper: Person, where: Cooperative, count: int) -> None:
    for _one in range(count):
        saving = s.saving(keeper, s.product(keeper, where), amount=50)
        owner = saving.holders.get().person
        services.ask_withdrawal(by=owner, saving=saving, amount=D(5), key=f"w{saving.pk}-{now()}")
        ln.running(keeper, ln.product(keeper, where))
        ln.asked(ln.product(keeper, where))
        fund = t.fund(keeper, where)
        t.claim(fund)
        t.enrolled(keeper, t.plan(keeper, where, fund=fund))
        t.gift(keeper, t.campaign(keeper, where))
        t.started(keeper, where, 3)
    services.charge_due()
