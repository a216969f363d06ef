"""The desk's pages: what the buttons do, what a blind count shows, what stays typed, in how many queries."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import BankLine, CashBag, Node, Period, SurplusDistribution
from tests.factories import federation as f
from tests.finance.conftest import Books, days_ago
from tests.finance.test_bank import bring, file_of, moved
from tests.finance.test_closings import FIRST, MONTH, decided
from tests.finance.test_custody import drawer, drop
from tests.finance.test_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(books: Books) -> Person:
    return f.holder(Role.FINANCE)


@pytest.fixture
def desk(keeper: Person) -> Client:
    return client_of(keeper)


def url(name: str, *args: object) -> str:
    return reverse(f"finance:{name}", args=args)


def test_a_bag_from_its_page_to_the_vault(books: Books, keeper: Person, desk: Client) -> None:
    other = client_of(f.holder(Role.TILL))
    till = drawer(books)
    code = books.cooperative.code
    wrong = desk.post(url("open_bag", code), {"kind": "drop", "currency": "VES", "label": "P-77", "key": "k"})
    assert wrong.status_code == 422
    assert "P-77" in wrong.content.decode()
    facts = {"kind": "drop", "currency": "VES", "label": "P-77", "key": "k", "source": str(till.pk)}
    answer = desk.post(url("open_bag", code), facts)
    bag = CashBag.objects.get()
    assert answer.url == url("tally_bag", bag.pk)
    page = desk.get(answer.url).content.decode()
    assert "1.000" not in page
    assert desk.post(url("tally_bag", bag.pk), {"piece_100": "x", "turn": "leaving-1"}).status_code == 422
    assert desk.post(url("tally_bag", bag.pk), {"piece_100": "3", "turn": "leaving-1"}).status_code == 302
    # Who has counted is sent back to the bag; nobody reads what they counted.
    assert desk.get(url("tally_bag", bag.pk)).url == url("bag", bag.pk)
    for client in (desk, other):
        assert "300,00" not in client.get(url("bag", bag.pk)).content.decode()
    counting = other.get(url("tally_bag", bag.pk)).content.decode()
    assert "300,00" not in counting
    assert 'value="3"' not in counting
    other.post(url("tally_bag", bag.pk), {"piece_100": "3", "turn": "leaving-1"})
    late = desk.post(url("tally_bag", bag.pk), {"piece_100": "3", "turn": "leaving-1"})
    assert late.status_code == 422
    for client in (desk, other):
        client.post(url("tally_bag", bag.pk), {"piece_100": "2", "turn": "arriving-1"})
    bag.refresh_from_db()
    assert (bag.state, bag.sent, bag.received) == ("closed", 300, 200)
    assert desk.post(url("explain_bag", bag.pk), {"explanation": "Faltó un billete"}).status_code == 302
    assert "Faltó un billete" in other.get(url("bag", bag.pk)).content.decode()


def test_the_second_person_finds_the_bag_waiting(books: Books, keeper: Person) -> None:
    other = f.holder(Role.TILL)
    bag = drop(books, other)
    services.tally_bag(by=other, bag=bag, pieces={"100": 1})
    words = "Contar la bolsa P-1"
    assert words in client_of(keeper).get("/").content.decode()
    for who in (other, f.worker(), f.member()):
        assert words not in client_of(who).get("/").content.decode()


def test_the_chart_is_edited_and_what_is_used_stays(books: Books, desk: Client) -> None:
    page = url("chart", books.cooperative.code)
    wrong = desk.post(page, {"code": "7.1", "name": "Peajes"})
    assert wrong.status_code == 422
    assert "Peajes" in wrong.content.decode()
    for name in ("Subsidio del Estado", "Subvención"):
        assert desk.post(page, {"code": "4.1.7.01", "name": name}).status_code == 422
    assert desk.post(page, {"code": "5.2.1..4", "name": "Peajes"}).status_code == 422
    assert desk.post(page, {"code": "5.2.1.04", "name": "Peajes"}).status_code == 302
    assert desk.post(page, {"code": "5.2.1.04", "name": "Otra"}).status_code == 422
    node = Node.objects.get(code="5.2.1.04")
    assert node.kind == "expense"
    assert desk.post(url("rename_node", node.pk), {"name": "Peajes y gasoil"}).status_code == 302
    assert desk.post(url("rename_node", node.pk), {"name": "Subsidios"}).status_code == 422
    books.account("5.2.1.04")
    assert desk.post(url("remove_node", node.pk)).status_code == 409
    sales = Node.objects.get(cooperative=books.cooperative, code=chart.DONATIONS)
    assert desk.post(url("remove_node", sales.pk)).status_code == 409
    desk.post(page, {"code": "5.2.1.05", "name": "Hielo"})
    assert desk.post(url("remove_node", Node.objects.get(code="5.2.1.05").pk)).status_code == 302
    assert not Node.objects.filter(code="5.2.1.05").exists()
    assert client_of(f.worker()).post(page, {"code": "5.2.1.06", "name": "x"}).status_code == 403


def test_a_file_of_the_bank_is_brought_and_matched_with_one_click(
    books: Books, keeper: Person, desk: Client
) -> None:
    account = books.account(chart.BANK, hot=True)
    posted = moved(books, 10, days_ago(1), "Pago 778899")
    content = file_of(
        (days_ago(1), "778899", "10,00"), (days_ago(1), "com", "-2,00"), (days_ago(1), "com", "-2,00")
    )
    page = url("bring_bank_file", account.pk)
    wrong = desk.post(page, {"layout": "two-columns", "file": SimpleUploadedFile("x.csv", content)})
    assert wrong.status_code == 422
    told = desk.post(
        page, {"layout": "signed", "file": SimpleUploadedFile("x.csv", content)}, follow=True
    ).content.decode()
    assert "Pago 778899" in told
    assert "4: " in told
    paid, charge = BankLine.objects.order_by("-amount")
    for odd in ("", "x", "1-x", f"{10**30}-1"):
        assert desk.post(url("match_line", paid.pk), {"leg": odd}).status_code == 404
    assert desk.post(url("match_line", paid.pk)).status_code == 409
    assert desk.post(url("match_line", paid.pk), {"leg": f"{posted.id}-1"}).status_code == 302
    assert desk.post(url("post_charge", charge.pk)).status_code == 302
    assert not BankLine.objects.filter(state="open").exists()
    matched = desk.get(url("bank_account", account.pk) + "?ver=conciliadas").content.decode()
    assert "778899" in matched
    assert desk.post(url("undo_match", paid.pk)).status_code == 302
    assert desk.post(url("match_certain", account.pk)).status_code == 302
    assert not BankLine.objects.filter(state="open").exists()


def test_a_month_a_surplus_and_a_new_bolivar_from_their_pages(
    books: Books, keeper: Person, desk: Client
) -> None:
    books.move(
        books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True), 1000, effective=MONTH
    )
    month, code = Period.objects.get(), books.cooperative.code
    page = desk.get(url("close_period", month.pk))
    assert page.status_code == 200
    assert desk.post(url("close_period", month.pk), {"note": ""}).status_code == 422
    assert desk.post(url("close_period", month.pk), {"note": "Sin revisar"}).status_code == 302
    decision = decided(keeper)
    rule = {"node_code": chart.RESERVES, "percent": "9", "since": str(FIRST), "decision": decision.pk}
    assert desk.post(url("surplus_rule", code), rule).status_code == 422
    assert desk.post(url("surplus_rule", code), rule | {"percent": "12,5"}).status_code == 302
    share = {"starts": str(FIRST), "ends": str(MONTH), "decision": decision.pk}
    assert desk.post(url("surplus", code), share).status_code == 302
    assert SurplusDistribution.objects.get().parts == [[chart.RESERVES, "12.50", "125.00"]]
    told = desk.get(url("surplus", code)).content.decode()
    assert "125,00" in told
    reader = client_of(f.worker())
    assert reader.get(url("surplus", code)).status_code == 200
    assert reader.post(url("surplus", code), share).status_code == 403
    assert desk.post(url("reopen_period", month.pk), {"decision": decision.pk}).status_code == 302
    era = {
        "name": "Nuevo", "starts": str(today() + dt.timedelta(days=2)), "divisor": "1000",
        "source": "Gaceta", "decision": decision.pk,
    }  # fmt: skip
    where = desk.post(url("plan_era"), era).url
    number = where.rstrip("/").rsplit("/", 1)[1]
    assert desk.post(url("prove_era", number, code)).status_code == 302
    assert "1.125,00" in desk.get(where).content.decode()


def test_revaluing_from_its_page(books: Books, desk: Client) -> None:
    page = url("revalue", books.cooperative.code)
    assert desk.post(page, {"currency": "USD", "on": str(today())}).status_code == 422
    services.set_rate(by=None, on=today(), rate="240", source="BCV")
    assert desk.post(page, {"currency": "USD", "on": str(today())}).status_code == 302


def test_statements_are_read_and_taken_away(books: Books, desk: Client) -> None:
    account = books.account(chart.VAULT, hot=True)
    for day in (1, 2, 40):
        books.move(account, books.account(chart.SALES, hot=True), 100, effective=days_ago(day))
    page = url("account", account.pk)
    rows = b"".join(desk.get(f"{page}?bajar=csv&first={days_ago(5)}&last={today()}")).decode().splitlines()
    assert len(rows) == 4
    assert rows[1].endswith("100,00")
    assert rows[3].endswith("300,00")
    paper = desk.get(url("account_paper", account.pk))
    assert paper["Content-Type"] == "application/pdf"
    for odd in ("first=x", "first=2026-02-31", "first=2026-03-01&last=2026-01-01", "first=0001-01-01"):
        assert desk.get(f"{page}?{odd}").status_code == 200
    sheets = url("statements", books.cooperative.code)
    assert "300,00" in desk.get(sheets).content.decode() or today().day < 3
    assert desk.get(f"{sheets}?bajar=pdf").content[:5] == b"%PDF-"
    assert b"".join(desk.get(f"{sheets}?bajar=csv"))
    assert desk.get(url("network_statements")).status_code == 200


def test_a_member_takes_their_own_statement_and_nobody_elses(books: Books) -> None:
    member, other = f.member(), f.member()
    saving = books.account(chart.MEMBERS_SAVINGS, f"member:{member.pk}")
    books.move(books.account(chart.BANK, hot=True), saving, 10)
    own = client_of(member)
    assert "10,00" in own.get(url("mine")).content.decode()
    for page in (url("account", saving.pk), url("account_paper", saving.pk)):
        assert own.get(page).status_code == 200
        assert client_of(other).get(page).status_code == 404
        assert client_of(f.worker()).get(page).status_code == 404
    assert "10,00" not in client_of(other).get(url("mine")).content.decode()


def test_the_same_queries_for_two_bags_and_for_twenty(books: Books, keeper: Person, desk: Client) -> None:
    source, where = drawer(books), books.cooperative
    bring(books, keeper, (days_ago(1), "1", "1,00"), (days_ago(1), "2", "2,00"))
    account = books.account(chart.BANK, hot=True)

    def bags(first: int, last: int) -> None:
        for number in range(first, last):
            services.open_bag(
                by=keeper, cooperative=where, kind="drop", label=f"{number}", key=f"{number}", source=source
            )

    def queries() -> list[int]:
        found = []
        for page in (
            url("cash", where.code),
            url("bank_account", account.pk),
            url("bank"),
            url("chart", where.code),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(page).status_code == 200
            found.append(len(captured))
        return found

    bags(0, 2)
    desk.get("/")
    few = queries()
    bags(2, 22)
    bring(books, keeper, *[(days_ago(1), f"m{number}", f"{number + 3},00") for number in range(20)])
    assert queries() == few
    assert max(few) <= 16


# --- where each bolívar went ------------------------------------------------------------------------
def week_of(books: Books) -> None:
    """A hundred sold: sixty to a producer who leaves three to the fund, ten of transport, five spoilt."""
    day = days_ago(7)
    bank = books.account(chart.BANK, hot=True)
    books.move(bank, books.account(chart.SALES, "fair:1", "large", hot=True), 100, effective=day)
    owed = books.account(chart.PRODUCERS, "producer:1")
    books.move(books.account(chart.COST_OF_GOODS, product="large", hot=True), owed, 60, effective=day)
    books.move(owed, books.account(chart.FUND, product="produce", hot=True), 3, effective=day)
    books.move(books.account(chart.TRANSPORT, hot=True), bank, 10, effective=day)
    books.move(books.account(chart.WASTE, hot=True), bank, 5, effective=day)
    books.move(bank, books.account(chart.FUND, product="loans", hot=True), 50, effective=day)


def test_every_bolivar_of_a_span_is_somewhere(books: Books) -> None:
    week_of(books)
    found = selectors.went(days_ago(9), days_ago(6))
    assert {share.key: share.amount for share in found.shares} == {
        "producers": 57, "work": 0, "services": 10, "funds": 3, "losses": 5,
    }  # fmt: skip
    assert (found.came, found.stays) == (100, 25)
    assert found.stays + sum(share.amount for share in found.shares) == found.came
    services.close_day(cooperative=books.cooperative, day=days_ago(5))
    assert selectors.went(days_ago(9), days_ago(6)) == found
    assert selectors.went(days_ago(5), today()).came == 0


def test_every_member_reads_it_and_workers_go_down_to_the_entries(books: Books, keeper: Person) -> None:
    week_of(books)
    member, stranger = client_of(f.member()), client_of(f.person())
    assert stranger.get(url("went")).status_code == 404
    text = member.get(url("went")).content.decode()
    assert "57,00" in text
    assert url("went_entries") not in text
    for odd in ("?semana=x", "?semana=2026-W99", "?mes=2026-13", "?mes=9999-01", f"?mes={days_ago(7):%Y-%m}"):
        assert member.get(url("went") + odd).status_code == 200
    assert member.get(url("went_entries")).status_code == 404
    worker = client_of(f.worker())
    assert url("went_entries") in worker.get(url("went")).content.decode()
    asked = f"?first={days_ago(9)}&last={today()}&cuenta={chart.TRANSPORT}"
    saving = books.account(chart.MEMBERS_SAVINGS, f"member:{keeper.pk}")
    books.move(
        books.account(chart.TRANSPORT, hot=True), saving, 4, effective=days_ago(7), description="Privado"
    )
    listed: Any = worker.get(url("went_entries") + asked).content.decode()
    assert listed.count("/finanzas/asientos/") == 1
    assert "Privado" not in listed
    assert "Privado" in client_of(keeper).get(url("went_entries") + asked).content.decode()


def test_a_week_that_gave_more_than_came_in_has_no_point_in_the_line(books: Books) -> None:
    week_of(books)
    transport = books.account(chart.TRANSPORT, hot=True)
    books.move(transport, books.account(chart.BANK, hot=True), 40, effective=days_ago(14))
    books.move(
        books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True), 1, effective=days_ago(14)
    )
    told = client_of(f.member()).get(url("went")).context
    (_producers, _work, services_) = told["series"]
    by_week = dict(zip(told["labels"], services_.values, strict=True))
    assert by_week[f"{Week.of(days_ago(7)).monday:%d/%m}"] == 10
    assert by_week[f"{Week.of(days_ago(14)).monday:%d/%m}"] is None


def test_weeks_are_asked_for_together(books: Books, desk: Client) -> None:
    week_of(books)
    desk.get("/")
    with CaptureQueriesContext(connection) as few:
        desk.get(url("went"))
    for number in range(20):
        books.move(
            books.account(chart.BANK, hot=True), books.account(chart.SALES, f"fair:{number + 2}", hot=True), 1
        )
    desk.get("/")
    with CaptureQueriesContext(connection) as many:
        desk.get(url("went"))
    assert len(many) == len(few) <= 9
