"""Bank files of every layout, read, brought once, matched once."""

import contextlib
import datetime as dt
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.bank_layouts import BY_KEY, LAYOUTS
from finance.models import BankFile, BankLine, BankMatch, Entry
from finance.selectors import bank
from finance.services.bank_files import Unreadable, figure, read_file
from tests.factories import federation as f
from tests.finance.conftest import Books, assert_sound, at_once, days_ago
from tests.finance.test_posting import refusal

DAY = dt.date(2026, 3, 5)
FILES: dict[str, str] = {
    "two-columns": (
        "BANCO DE PRUEBA;;;;\nCuenta 0100;;;;\n"
        "Fecha;Referencia;Descripción;Cargo;Abono\n"
        "05/03/2026;000123;PAGO;1.250,50;\n05/03/2026;000124;DEPÓSITO;;2.000,00\nTotal;;;1.250,50;2.000,00\n"
    ),
    "signed": (
        "Fecha;Referencia;Concepto;Monto\n05/03/2026;000123;PAGO;-1.250,50\n05/03/2026;000124;DEPOSITO;2000,00\n"
    ),
    "marked": (
        "fecha,referencia,descripcion,monto,tipo\n"
        '05-03-2026,000123,PAGO,"1,250.50",D\n05/03/2026,000124,DEPOSITO,2000.00,C\n'
    ),
    "international": (
        "Date,Reference,Description,Amount\n2026-03-05,000123,PAGO,-1250.50\n2026-03-05,000124,DEPOSITO,2000\n"
    ),
    "pago-movil": (
        "Fecha;Referencia;Banco emisor;Monto\n05/03/2026;000123;0102;-Bs. 1.250,50\n"
        "05/03/2026;000124;0105;Bs 2.000,00\n"
    ),
}


def test_every_layout_has_its_file() -> None:
    assert set(FILES) == {layout.key for layout in LAYOUTS}


@pytest.mark.parametrize("key", sorted(FILES))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_layout_says_the_same_two_movements(key: str, encoding: str) -> None:
    lines, refused = read_file(FILES[key].encode(encoding), BY_KEY[key])
    assert [(line.on, line.reference, line.amount) for line in lines] == [
        (DAY, "000123", Decimal("-1250.50")),
        (DAY, "000124", Decimal("2000.00")),
    ]
    assert refused == []


def test_lines_that_cannot_be_read_are_said_with_their_number() -> None:
    head = "Fecha;Referencia;Descripción;Cargo;Abono\n"
    body = "31/02/2026;1;x;1,00;\n05/03/2026;;x;1,00;\n05/03/2026;2;x;1,005;\n05/03/2026;3;x;;\n"
    body += "05/03/2026;4;x;1,00;\n"
    lines, refused = read_file((head + body).encode(), BY_KEY["two-columns"])
    assert [line.reference for line in lines] == ["4"]
    assert [place for place, _why in refused] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02", b"nada", b"Fecha;Monto\n", b"\xff\xfe;;\n", b"x" * 200_000]
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_file(content, BY_KEY["two-columns"])


@given(st.binary(max_size=400), st.sampled_from(sorted(FILES)))
def test_no_bytes_break_the_reader(content: bytes, key: str) -> None:
    with contextlib.suppress(Refused):
        read_file(content, BY_KEY[key])


@given(st.text(max_size=30))
def test_no_words_break_a_figure(words: str) -> None:
    for decimal in ",.":
        with contextlib.suppress(Unreadable):
            assert figure(words, decimal).as_tuple().exponent >= -2


@pytest.fixture
def keeper(db: None) -> Person:
    return f.holder(Role.FINANCE)


def file_of(*rows: tuple[dt.date, str, str]) -> bytes:
    lines = [f"{day:%d/%m/%Y};{reference};algo;{amount}" for day, reference, amount in rows]
    return "\n".join(["Fecha;Referencia;Concepto;Monto", *lines]).encode()


def bring(books: Books, by: Person, *rows: tuple[dt.date, str, str], name: str = "x.csv") -> BankFile:
    return services.bring_bank_file(
        by=by,
        account=books.account(chart.BANK, hot=True),
        layout="signed",
        file_name=name,
        content=file_of(*rows),
    )


def moved(books: Books, amount: object, day: dt.date, description: str = "Prueba") -> services.Posted:
    bank_account, sales = books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True)
    return books.move(bank_account, sales, amount, effective=day, description=description)


@pytest.mark.django_db
def test_a_file_is_brought_once_and_lines_that_overlap_once(books: Books, keeper: Person) -> None:
    rows = [(days_ago(3), "1", "10,00"), (days_ago(2), "2", "20,00")]
    first = bring(books, keeper, *rows)
    assert (first.lines, first.known, first.refused) == (2, 0, [])
    with refusal("brought_already"):
        bring(books, keeper, *rows)
    more = bring(books, keeper, *rows, (days_ago(1), "2", "20,00"), (days_ago(1), "2", "20,00"))
    assert (more.lines, more.known, [place for place, _why in more.refused]) == (1, 2, [5])
    assert BankLine.objects.count() == 3


@pytest.mark.django_db
def test_who_brings_and_where(books: Books, keeper: Person) -> None:
    with refusal("no_key"):
        bring(books, books.person, (today(), "1", "1,00"))
    bringing: Any = partial(
        services.bring_bank_file, by=keeper, file_name="x", content=file_of((today(), "1", "1,00"))
    )
    with refusal("not_a_bank"):
        bringing(account=books.account(chart.SALES), layout="signed")
    with refusal("no_layout"):
        bringing(account=books.account(chart.BANK), layout="otro")
    with refusal("empty_file"):
        services.bring_bank_file(
            by=keeper, account=books.account(chart.BANK), layout="signed", file_name="x", content=b""
        )


@pytest.mark.django_db
def test_one_click_matches_and_takes_back(books: Books, keeper: Person) -> None:
    posted, other = moved(books, 10, days_ago(4)), moved(books, 10, days_ago(3), "Pago 778899")
    moved(books, 10, days_ago(30))
    bring(books, keeper, (days_ago(3), "00778899", "10,00"), (days_ago(3), "5", "11,00"))
    line, lonely = BankLine.objects.order_by("pk")
    options = bank.candidates([line, lonely])
    assert [option.leg.entry_id for option in options[line.pk]] == [other.id, posted.id]
    assert [option.named for option in options[line.pk]] == [True, False]
    assert options[lonely.pk] == []
    with refusal("other_amount"):
        services.match_line(by=keeper, line=lonely, legs=[(other.id, 1)])
    with refusal("no_such_leg"):
        services.match_line(by=keeper, line=line, legs=[(other.id, 2)])
    services.match_line(by=keeper, line=line, legs=[(other.id, 1)])
    line.refresh_from_db()
    assert line.state == "matched"
    assert [leg.entry_id for leg in bank.only_ours(line.account)[0]] == []
    second = bring(books, keeper, (days_ago(3), "9", "10,00"))
    twin = second.bank_lines.get()
    assert [option.leg.entry_id for option in bank.candidates([twin])[twin.pk]] == [posted.id]
    with refusal("leg_taken"):
        services.match_line(by=keeper, line=twin, legs=[(other.id, 1)])
    services.undo_match(by=keeper, line=line)
    services.match_line(by=keeper, line=twin, legs=[(other.id, 1)])
    assert BankMatch.objects.filter(undone_at=None).count() == 1
    with refusal("no_such_move"):
        services.undo_match(by=keeper, line=line)


@pytest.mark.django_db
def test_several_movements_make_one_line(books: Books, keeper: Person) -> None:
    parts = [moved(books, amount, days_ago(2)) for amount in (10, 20, 5)]
    bring(books, keeper, (days_ago(1), "lote", "35,00"))
    line = BankLine.objects.get()
    services.match_line(by=keeper, line=line, legs=[(posted.id, 1) for posted in parts] * 2)
    assert sum(match.amount for match in line.matches.all()) == 35


@pytest.mark.django_db
def test_only_what_is_certain_is_matched_by_itself(books: Books, keeper: Person) -> None:
    moved(books, 10, days_ago(2))
    moved(books, 20, days_ago(2))
    moved(books, 20, days_ago(2))
    moved(books, 30, days_ago(2))
    bring(
        books,
        keeper,
        (days_ago(2), "a", "10,00"),
        (days_ago(2), "b", "20,00"),
        (days_ago(2), "c", "30,00"),
        (days_ago(2), "d", "30,00"),
    )
    account = books.account(chart.BANK, hot=True)
    assert services.match_certain(by=keeper, account=account) == 1
    assert services.match_certain(by=keeper, account=account) == 0
    assert [line.reference for line in bank.matched_lines(account)] == ["a"]
    assert bank.only_ours(account)[1] == 3


@pytest.mark.django_db
def test_a_charge_of_the_bank_is_posted_and_matched(books: Books, keeper: Person) -> None:
    bring(books, keeper, (days_ago(2), "com", "-1,50"), (days_ago(2), "in", "1,00"))
    out, came = BankLine.objects.order_by("amount")
    services.post_charge(by=keeper, line=out)
    assert selectors.balance(books.account(chart.BANK_CHARGES, hot=True)) == Decimal("1.50")
    assert Entry.objects.get().effective == days_ago(2)
    with refusal("no_such_move"):
        services.post_charge(by=keeper, line=out)
    with refusal("money_in"):
        services.post_charge(by=keeper, line=came)
    assert_sound()


@pytest.mark.django_db
def test_lines_are_told_by_how_long_they_wait(books: Books, keeper: Person) -> None:
    ages = (0, 3, 4, 7, 8, 30, 31, 200)
    bring(books, keeper, *[(days_ago(age), f"r{age}", "-5,00" if age % 2 else "5,00") for age in ages])
    told = bank.ageing(books.account(chart.BANK, hot=True))
    assert [(age.lines, age.amount) for age in told] == [(2, 10)] * 4


@pytest.mark.django_db
def test_the_same_queries_for_two_lines_and_for_twenty(books: Books, keeper: Person) -> None:
    def queries() -> int:
        lines = list(BankLine.objects.all())
        with CaptureQueriesContext(connection) as captured:
            bank.candidates(lines)
        return len(captured)

    bring(books, keeper, (days_ago(1), "1", "1,00"), (days_ago(1), "2", "2,00"))
    few = queries()
    for number in range(20):
        moved(books, number + 3, days_ago(1))
    bring(books, keeper, *[(days_ago(1), f"m{number}", f"{number + 3},00") for number in range(20)])
    assert queries() == few == 1


@pytest.mark.django_db(transaction=True)
def test_eight_hands_bring_one_file_once(committed: Books) -> None:
    keeper = f.holder(Role.FINANCE)
    committed.account(chart.BANK, hot=True)
    rows = [(days_ago(1), str(number), f"{number + 1},00") for number in range(40)]
    answers = at_once(*[partial(bring, committed, keeper, *rows)] * 8)
    assert Counter(answer if isinstance(answer, str) else "won" for answer in answers)["won"] == 1
    assert BankLine.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_eight_hands_match_one_movement_once(committed: Books) -> None:
    keeper = f.holder(Role.FINANCE)
    posted = moved(committed, 10, days_ago(1))
    bring(committed, keeper, *[(days_ago(1), f"r{number}", "10,00") for number in range(4)])
    lines = list(BankLine.objects.all())
    match = [partial(services.match_line, by=keeper, line=line, legs=[(posted.id, 1)]) for line in lines]
    answers = at_once(*match, *match)
    assert sum(not isinstance(answer, str) for answer in answers) == 1
    assert set(filter(lambda answer: isinstance(answer, str), answers)) <= {"leg_taken", "no_such_move"}
    assert BankMatch.objects.count() == 1
    assert BankLine.objects.filter(state="matched").count() == 1
