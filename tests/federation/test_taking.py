"""Lists as files: what a reader sees and no more, harmless in a spreadsheet; people's data by two people."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cecosesola.kernel import clock
from cecosesola.kernel.clock import now
from cecosesola.kernel.models import AuditEvent
from cecosesola.ui import export
from federation.models import Person, Role, TwoPersonAct
from federation.services import acts, taking
from tests.factories import federation as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return f.holder(Role.REGISTER), f.holder(Role.REGISTER)


def lines(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def sheet(answer):
    content = b"".join(answer.streaming_content)
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_people_as_they_are_listed_and_found(enter):
    reader = f.worker(given_names="Zoila", family_names="Última")
    f.worker(given_names="Ana", family_names="Álvarez", document="V20111222", phones=["+584147654321"])
    inside = enter(reader)
    rows = lines(inside.get("/gente/?bajar=csv"))
    assert rows[0] == ["Número", "Apellidos", "Nombres", "Cooperativas hoy"]
    assert rows[1] == ["V20111222", "Álvarez", "Ana", "Cooperativa Central"]
    assert len(rows) == 3
    answer = inside.get("/gente/?q=alva&bajar=xlsx")
    assert answer["Content-Disposition"].startswith('attachment; filename="personas-')
    assert sheet(answer)[1:] == [["V20111222", "Álvarez", "Ana", "Cooperativa Central"]]
    assert "4147654321" not in str(rows)
    assert enter(f.member()).get("/gente/?bajar=csv").status_code == 404
    assert inside.get("/gente/?bajar=pdf").status_code == 200


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/gente/cooperativas/", "Cooperativa Central"),
        ("/gente/cooperativas/central/", "Colmenárez"),
        ("/gente/llaves/", "Colmenárez"),
        ("/gente/cambios/", "dio una llave"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_list_goes_along(enter, address, words, kind):
    f.key(f.worker(), Role.TILL)
    inside = enter(f.worker())
    assert 'class="menu-sheet"' in inside.get(address).content.decode()
    answer = inside.get(f"{address}?bajar={kind}")
    assert answer.status_code == 200
    assert words in str(lines(answer) if kind == "csv" else sheet(answer))
    assert "no-store" in answer["Cache-Control"]


BAD = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", BAD)
def test_a_name_never_becomes_a_command(enter, text):
    Person.objects.filter(pk=f.worker().pk).update(family_names=text)
    inside = enter(f.worker())
    for row in (lines(inside.get("/gente/?bajar=csv"))[1:], sheet(inside.get("/gente/?bajar=xlsx"))[1:]):
        cells = [cell for one in row for cell in one if cell and "1" in str(cell) and "=" in str(cell)]
        assert all(str(cell).startswith("'") for cell in cells)
        assert any(str(one[1]).startswith("'") for one in row)


@given(st.text())
def test_no_text_begins_as_a_formula(text):
    kept = export.harmless(text)
    assert not str(kept).lstrip(" ").startswith(export.RUNS)


def test_figures_and_days_stay_what_they_are():
    from decimal import Decimal

    assert [export.harmless(value) for value in (None, -3, Decimal("-1.5"), dt.date(2026, 1, 2))] == [
        "",
        -3,
        Decimal("-1.5"),
        dt.date(2026, 1, 2),
    ]
    columns = [export.Column("a", lambda row: row)]
    rows = [Decimal("-1.5"), dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)]
    assert lines(export.answer("csv", "x", columns, rows))[1:] == [
        ["-1,5"],
        ["02/01/2026"],
        ["02/01/2026 08:00"],
    ]
    assert sheet(export.answer("xlsx", "x", columns, rows))[1:] == [
        [-1.5],
        [dt.datetime(2026, 1, 2)],  # noqa: DTZ001
        [dt.datetime(2026, 1, 2, 8)],  # noqa: DTZ001 - a workbook knows no zones
    ]


def test_a_long_list_is_read_in_stretches(enter, monkeypatch, django_assert_num_queries):
    from federation.views import people

    monkeypatch.setattr(people, "STRETCH", 7)
    for _ in range(20):
        f.worker()
    rows = lines(enter(f.worker()).get("/gente/?bajar=csv"))
    assert len(rows) == 22


# --- people's data --------------------------------------------------------------------------------


def asking(**extra):
    return {"words": "", "cooperative": "", "kind": "csv", "reason": "Llamar por la asamblea"} | extra


def test_a_few_peoples_data_go_out_with_a_trace(two, enter):
    f.worker(
        given_names="Ana", family_names="Gil", document="V20111222", phones=["+584147654321"],
        birth_date=dt.date(1990, 5, 17), email="a@b.org",
    )  # fmt: skip
    rows = lines(enter(two[0]).post("/gente/llevar/", asking(words="gil")))
    assert rows[1][:6] == ["V20111222", "Gil", "Ana", "17/05/1990", "0414-7654321", "a@b.org"]
    event = AuditEvent.objects.get(verb="federation.take_out")
    assert event.new == {"people": 1, "reason": "Llamar por la asamblea"}
    assert enter(two[0]).post("/gente/llevar/", asking(reason="")).status_code == 422


def test_many_take_two_people_and_last_a_day(two, enter, monkeypatch):
    monkeypatch.setattr(taking, "MANY", 2)
    for number in range(3):
        f.worker(family_names=f"Gil {number}", phones=[f"+58414765432{number}"])
    inside = enter(two[0])
    asked = inside.post("/gente/llevar/", asking(words="gil"))
    assert asked.url.startswith("/gente/de-a-dos/")
    act = TwoPersonAct.objects.get()
    file = f"/gente/llevar/{act.pk}/"
    assert inside.post(file).status_code == 409, "nobody has confirmed it"
    assert enter(two[1]).post(asked.url, {"do": "confirm"}).status_code == 302
    assert file in inside.get("/gente/llevar/").content.decode()
    assert len(lines(inside.post(file))) == 4
    assert enter(two[1]).post(file).status_code == 404
    assert inside.get(file).status_code == 405
    assert AuditEvent.objects.get(verb="federation.take_out").new["second"] == two[1].pk
    with clock.at(now() + dt.timedelta(hours=25)):
        assert inside.post(file).status_code in {403, 409}
        assert file not in inside.get("/gente/llevar/").content.decode()


def test_whoever_lost_the_key_takes_nothing(two, enter, monkeypatch):
    monkeypatch.setattr(taking, "MANY", 0)
    keeper = two[0]
    act = taking.ask_take(by=keeper, words="", cooperative=None, kind="csv", reason="x")
    acts.confirm(by=two[1], act=act)
    from federation import services

    services.end_mandate(by=None, mandate=keeper.mandates.get(), reason="x")
    assert enter(keeper).post(f"/gente/llevar/{act.pk}/").status_code == 403
