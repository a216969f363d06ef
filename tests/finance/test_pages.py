"""The books as pages: who sees what, in how many queries, and what the buttons do."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cecosesola.kernel.clock import today
from federation.models import Person, Role
from federation.services import admit
from finance import chart, selectors, services
from finance.models import Entry, Examination, FxRate, Period
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.finance.conftest import Books, days_ago
from tests.finance.test_books import give_key

pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def worker(books: Books) -> Client:
    admit(by=None, person=books.person, cooperative=books.cooperative, kind="worker", since=days_ago(30))
    return client_of(books.person)


@pytest.fixture
def stranger(books: Books) -> Client:
    return client_of(Person.objects.create_user("V3000", given_names="Luz", family_names="Ajena"))


@pytest.fixture
def member(books: Books) -> Person:
    person = Person.objects.create_user("V4000", given_names="Rosa", family_names="Socia")
    admit(by=None, person=person, cooperative=books.cooperative, kind="consumer", since=days_ago(30))
    return person


@pytest.fixture
def sold(books: Books) -> Entry:
    till, sales = books.account(party="session:1"), books.account(chart.SALES, hot=True)
    return selectors.entry(books.move(till, sales, "1890.50", effective=days_ago(1)).id)


def pages(books: Books, entry: Entry) -> list[str]:
    code = books.cooperative.code
    return [
        reverse("finance:books", args=[code]),
        reverse("finance:periods", args=[code]),
        reverse("finance:node", args=[code, chart.TILL, "VES"]),
        reverse("finance:account", args=[selectors.lines_of(entry)[0].account_id]),
        reverse("finance:entry", args=[entry.pk]),
        reverse("finance:rates"),
        reverse("finance:examination"),
    ]


def test_every_worker_reads_the_books(books: Books, sold: Entry, worker: Client) -> None:
    assert worker.get(reverse("finance:home")).url == reverse("finance:books", args=[books.cooperative.code])
    services.set_rate(by=None, on=today(), rate="243.1105", source="BCV")
    services.seal()
    services.examine(by=None)
    for page in pages(books, sold):
        answer = worker.get(page)
        assert answer.status_code == 200, page
    text = worker.get(pages(books, sold)[3]).content.decode()
    assert "1.890,50" in text


def test_nobody_else_does(books: Books, sold: Entry, stranger: Client) -> None:
    for page in [reverse("finance:home"), *pages(books, sold)]:
        assert stranger.get(page).status_code == 404, page
        assert Client().get(page).status_code in {302, 401}, page


def test_a_members_account_is_for_the_member_and_the_finance_turn(
    books: Books, worker: Client, member: Person
) -> None:
    saving = books.account(chart.MEMBERS_SAVINGS, f"member:{member.pk}")
    posted = books.move(books.account(chart.BANK), saving, 10, description="Ahorro de Rosa")
    private = [reverse("finance:account", args=[saving.pk]), reverse("finance:entry", args=[posted.id])]
    code = books.cooperative.code
    lists = [
        reverse("finance:node", args=[code, chart.MEMBERS_SAVINGS, "VES"]),
        reverse("finance:books", args=[code]),
    ]
    assert [worker.get(page).status_code for page in private] == [404, 404]
    assert not any(
        words in worker.get(page).content.decode() for page in lists for words in ("member:", "Rosa")
    )
    give_key(books, Role.FINANCE)
    assert [worker.get(page).status_code for page in private] == [200, 200]
    assert "member:" in worker.get(lists[0]).content.decode()
    own = client_of(member)
    assert own.get(private[0]).status_code == 200


def test_a_statement_leads_to_the_entries_that_its_owner_may_open(books: Books) -> None:
    owner, other = f.worker(), f.worker()
    mine, theirs = (books.account(chart.MEMBERS_SAVINGS, f"member:{one.pk}") for one in (owner, other))
    alone = books.move(books.account(chart.BANK), mine, 10, description="Ahorro")
    shared = books.move(theirs, mine, 5, description="De otra persona")
    addresses = [reverse("finance:entry", args=[entry.id]) for entry in (alone, shared)]
    statement = reverse("finance:account", args=[mine.pk])
    own = client_of(owner)
    shown = own.get(statement).content.decode()
    assert [f'"{address}"' in shown for address in addresses] == [True, False]
    assert [own.get(address).status_code for address in addresses] == [200, 404]
    assert "De otra persona" in shown
    f.key(owner, Role.FINANCE)
    shown = own.get(statement).content.decode()
    assert [f'"{address}"' in shown for address in addresses] == [True, True]


def test_pages_that_are_not_there(worker: Client, books: Books) -> None:
    for page in [
        reverse("finance:books", args=["nadie"]),
        reverse("finance:node", args=[books.cooperative.code, "9.9", "VES"]),
        reverse("finance:account", args=[10**9]),
        reverse("finance:entry", args=[10**9]),
    ]:
        assert worker.get(page).status_code == 404


def test_the_same_queries_for_few_rows_and_for_many(books: Books, sold: Entry, worker: Client) -> None:
    services.set_rate(by=None, on=today(), rate="243", source="BCV")
    services.examine(by=None)

    def count() -> dict[str, int]:
        counts = {}
        for page in pages(books, sold):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert worker.get(page).status_code == 200
            counts[page] = len(queries)
        return counts

    worker.get(pages(books, sold)[0])
    few = count()
    till = selectors.lines_of(sold)[0].account
    for number in range(60):
        books.move(till, books.account(chart.SALES, party=f"fair:{number}"), 1, effective=days_ago(number))
        books.move(books.account(party=f"session:{number + 10}"), till, 1)
        services.set_rate(by=None, on=days_ago(number), rate="243", source="BCV", currency="COP")
    assert count() == few
    assert max(few.values()) <= 12


def test_the_rate_is_entered_by_whoever_holds_the_key(books: Books, worker: Client) -> None:
    page = reverse("finance:rates")
    facts = {"on": str(today()), "currency": "USD", "rate": "243,1105", "source": "BCV", "decision": ""}
    assert worker.post(page, facts).status_code == 403
    assert not FxRate.objects.exists()
    give_key(books, Role.WEEK)
    assert worker.post(page, facts | {"rate": "0"}).status_code in {200, 422}
    assert not FxRate.objects.exists()
    decision = a.decision(books.person)
    assert worker.post(page, facts | {"decision": decision.pk}).status_code == 302
    assert FxRate.objects.get().decision == decision
    assert str(FxRate.objects.get().rate) == "243.11050000"
    assert FxRate.objects.get().recorded_by == books.person


def test_a_month_closes_from_its_page(books: Books, worker: Client) -> None:
    books.move(books.account(), books.account(chart.SALES), 1, effective=days_ago(62))
    period = Period.objects.get()
    close = reverse("finance:close_period", args=[period.pk])
    assert worker.post(close).status_code == 403
    give_key(books, Role.FINANCE)
    assert worker.get(close).status_code == 200
    assert worker.post(close, {"note": "Sin revisar"}).status_code == 302
    period.refresh_from_db()
    assert (period.state, period.closed_by) == ("closed", books.person)
    assert worker.post(close).status_code == 409


def test_an_entry_is_reversed_from_its_page(books: Books, sold: Entry, worker: Client) -> None:
    page = reverse("finance:reverse", args=[sold.pk])
    assert worker.get(page).status_code == 403
    give_key(books, Role.FINANCE)
    assert worker.get(page).status_code == 200
    answer = worker.post(page, {"reason": "Pesada dos veces"})
    reversal = selectors.reversal_of(sold)
    assert answer.url == reverse("finance:entry", args=[reversal.pk])
    assert worker.get(answer.url).status_code == 200
    assert worker.post(page, {"reason": "Otra vez"}).status_code == 409
    assert worker.get(reverse("finance:reverse", args=[reversal.pk])).status_code == 409


def test_the_examination_is_asked_from_its_page(books: Books, worker: Client) -> None:
    ask = reverse("finance:examine")
    assert worker.post(ask).status_code == 403
    give_key(books, Role.FINANCE)
    assert worker.post(ask, follow=True).status_code == 200
    assert Examination.objects.get().asked_by == books.person


@pytest.mark.parametrize(
    "pick", [lambda books, entry, page=page: pages(books, entry)[page] for page in range(7)]
)
def test_pages_speak_english_too(books: Books, sold: Entry, worker: Client, pick: Callable) -> None:
    answer = worker.get(pick(books, sold), headers={"accept-language": "en"})
    assert answer.status_code == 200
