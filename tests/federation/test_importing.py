"""Files into the register: read whatever they are, told line by line, written once, resumed after a stop."""

import datetime as dt
import io
import zipfile
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from stdnum.ve import rif

from cecosesola.kernel import clock, jobs
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Area, Cooperative, Import, ImportRow, Membership, Person, Role, TwoPersonAct
from federation.services import acts
from federation.services.importing import flow, people, reading
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
HEAD = "Cédula;Nombres;Apellidos;Fecha de nacimiento;Teléfono;Correo;Cooperativa;Tipo;Ingreso;Área"
ANA = (
    "V-20.111.222;Ana María;Pérez Gil;17/05/1990;0414-7654321;ana@ejemplo.org;{coop};consumidora;05/01/2015;"
)


@pytest.fixture
def two():
    return f.holder(Role.REGISTER), f.holder(Role.REGISTER)


def table(*lines, head=HEAD):
    return "\n".join([head, *lines]).encode()


def brought(by, content, kind="people", name="gente.csv"):
    made = flow.bring(by=by, kind=kind, file_name=name, content=content)
    flow.go_on(made.pk)
    made.refresh_from_db()
    return made


def fates(made):
    return [(row.line, row.fate, [p["code"] for p in row.problems]) for row in made.rows.order_by("line")]


def write(two, made):
    acts.confirm(by=two[1], act=flow.ask_to_write(by=two[0], brought=made, reason="De la asamblea"))
    flow.go_on(made.pk)
    made.refresh_from_db()
    return made


# --- reading --------------------------------------------------------------------------------------


def cells(content):
    return [row for _line, row in reading.rows(content)]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_sign_encoding_and_line_end(sign, encoding, end):
    text = end.join([sign.join(["Cédula", "Año"]), sign.join(["V1", f'"a{sign}b ñ"']), "", sign * 2, "x"])
    assert cells(text.encode(encoding)) == [["Cédula", "Año"], ["V1", " ".join(f"a{sign}b ñ".split())], ["x"]]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_workbook_gives_days_figures_and_never_a_formula():
    content = workbook(
        ["Cédula", "Nacimiento", "x"],
        [20111222.0, dt.datetime(1990, 5, 17), "=1+1"],  # noqa: DTZ001
        [],
        [None, True],
    )
    assert cells(content) == [["Cédula", "Nacimiento", "x"], ["20111222", "1990-05-17"]]


def test_lines_keep_the_numbers_that_the_file_gives_them():
    assert [line for line, _row in reading.rows(b'\n\na;b\n\n"c\nd";e\nf;g')] == [3, 5, 7]


def bomb(size):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return made.getvalue()


def lying():
    """A workbook whose parts declare a document type of their own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(
            "[Content_Types].xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        )
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04 not a zip", "not_a_workbook"),
        (bomb(10), "not_a_workbook"),
        (bomb(reading.MOST_UNPACKED + 1), "file_swells"),
        (lying(), "not_a_workbook"),
        (b"x" * (reading.MOST_BYTES + 1), "file_too_big"),
        (b'a;"' + b"x" * 200_000, "not_a_table"),
        (b"a\n" * (reading.MOST_LINES + 2), "too_many_lines"),
    ],
)
def test_what_is_no_table_is_refused(content, code):
    with pytest.raises(Refused) as refused:
        list(reading.rows(content))
    assert refused.value.refusal.code == code


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_table_or_refused(content):
    for prefix in (b"", b"PK\x03\x04"):
        try:
            for line, row in reading.rows(prefix + content):
                assert line > 0
                assert any(row)
                assert all("\x00" not in cell for cell in row)
        except Refused as refused:
            said = str(refused)
            assert said


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='";\ufeff'), max_size=20)


@given(
    st.lists(
        st.lists(TEXT.map(lambda t: " ".join(t.split())), min_size=2, max_size=5), min_size=1, max_size=8
    )
)
@settings(max_examples=100, deadline=None)
def test_what_a_spreadsheet_saved_is_what_is_read(rows):
    import csv

    rows = [["cabeza", "otra;cabeza"], *rows]
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(rows)
    assert cells(made.getvalue().encode()) == [row for row in rows if any(row)]


@given(content=st.lists(st.lists(st.text(max_size=30), max_size=11), max_size=6), head=st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_file_of_people_breaks_anything(two, content, head):
    """Whatever the cells hold, each line ends with a fate, and a refusal says why."""
    import csv

    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(content)
    data = ((HEAD + "\n") if head else "").encode() + made.getvalue().encode("utf-8", "replace")
    try:
        found = brought(two[0], data)
    except Refused:
        return
    if found.state == "broken":
        assert found.trouble
        return
    for row in found.rows.all():
        assert row.fate in ImportRow.Fate.values
        assert (row.fate == "refused") == bool(row.problems)


# --- columns --------------------------------------------------------------------------------------


def test_columns_in_english_in_any_order_and_others_left_out(two):
    content = table("x,Gil,Ana,E84000111,1990-05-17,", head="Notes,Surname,First name,ID,Date of birth,Phone")
    made = brought(two[0], content)
    assert fates(made) == [(2, "new", [])]
    assert made.rows.get().cells == {
        "document": "E84000111",
        "given_names": "Ana",
        "family_names": "Gil",
        "birth_date": "1990-05-17",
    }


def test_a_letter_of_its_own_and_two_phones(two):
    head = "Nac;Cedula;Nombre;Apellido;Teléfono 1;Teléfono 2;F. Nac."
    made = brought(two[0], table("E;84000111;Ana;Gil;4147654321;0212-5551234;32000", head=head))
    assert made.rows.get().cells | {} == {
        "document": "E84000111",
        "given_names": "Ana",
        "family_names": "Gil",
        "phones": ["+584147654321", "+582125551234"],
        "birth_date": "1987-08-11",
    }


def test_without_its_columns_it_is_refused_at_once(two, enter):
    with pytest.raises(Refused, match="apellidos"):
        brought(two[0], table("1;2", head="Cédula;Nombres"))
    file = SimpleUploadedFile("x.csv", b"Cedula;Nombres\n1;2")
    answer = enter(two[0]).post("/gente/traer/", {"kind": "people", "file": file})
    assert answer.status_code == 422
    assert "faltan estas: apellidos" in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("X1;Ana;Gil", "bad_document"),
        (";Ana;Gil", "no_number"),
        ("N000999;Ana;Gil", "unknown_number"),
        ("V20111222;;Gil", "missing"),
        ("V20111222;...;Gil", "bad_name"),
        ("V20111222;" + "a" * 81 + ";Gil", "too_long"),
        ("V20111222;Ana;Gil;31/02/1990", "bad_date"),
        ("V20111222;Ana;Gil;01/01/1700", "bad_birth"),
        ("V20111222;Ana;Gil;;12", "bad_phone"),
        ("V20111222;Ana;Gil;;;nada", "bad_email"),
        ("V20111222;Ana;Gil;;;;no-hay", "no_cooperative"),
        ("V20111222;Ana;Gil;;;;;jefe", "bad_kind"),
        ("V20111222;Ana;Gil;;;;;;ayer", "bad_date"),
    ],
)
def test_each_refusal_says_its_line_and_reason(two, enter, line, code):
    made = brought(two[0], table("V9999999;Otra;Persona", line))
    assert fates(made)[0][1] == "new"
    assert fates(made)[1] == (3, "refused", [code])
    body = enter(two[0]).get(f"/gente/traer/{made.pk}/?suerte=refused").content.decode()
    assert "línea 3" in body
    words = str(flow.columns.PROBLEMS[code]).split("%")[0].strip()
    assert words in body.replace("&#x27;", "'")


def test_a_line_twice_in_the_file_is_refused_the_second_time(two):
    made = brought(
        two[0], table("V1234567;Ana;Gil", "V-1.234.567;Ana;Gil", ";Eva;Gil;1/1/1990", ";Eva;Gil;1/1/1990")
    )
    assert fates(made) == [
        (2, "new", []),
        (3, "refused", ["repeated"]),
        (4, "new", []),
        (5, "refused", ["repeated"]),
    ]
    assert made.rows.get(line=5).problems[0]["text"] == "4"


# --- fates and writing ----------------------------------------------------------------------------


def test_new_people_come_with_phone_and_membership_once_two_have_agreed(two):
    coop = f.cooperative(code="coop-x")
    made = brought(two[0], table(ANA.format(coop="COOP-X"), ";Luis;Sin Papeles;1/2/1980;;;Cooperativa;;;"))
    assert fates(made) == [(2, "new", []), (3, "refused", ["no_cooperative"])]
    assert not Person.objects.filter(document="V20111222").exists(), "a dry run writes nothing"
    write(two, made)
    assert (made.state, made.counts) == ("applied", {"new": 1, "refused": 1})
    ana = Person.objects.get(document="V20111222")
    assert (str(ana), ana.birth_date, ana.email) == (
        "Ana María Pérez Gil",
        dt.date(1990, 5, 17),
        "ana@ejemplo.org",
    )
    assert [(p.number, p.preferred) for p in ana.phones.all()] == [("+584147654321", True)]
    membership = ana.memberships.get()
    assert (membership.cooperative, membership.kind) == (coop, "consumer")
    assert (membership.period.lower, membership.period.upper) == (dt.date(2015, 1, 5), None)
    assert not ana.has_usable_password()
    verbs = AuditEvent.objects.filter(object_type="federation.import").values_list("verb", flat=True)
    assert {"federation.import_file", "federation.import_done"} <= set(verbs)


def test_the_same_file_again_adds_nothing(two):
    f.cooperative(code="coop-x")
    content = table(ANA.format(coop="coop-x"), ";Luis;Sin Papeles;1/2/1980;;;coop-x;;;")
    write(two, brought(two[0], content))
    before = Person.objects.count(), Membership.objects.count()
    again = brought(two[0], content)
    assert [fate for _line, fate, _why in fates(again)] == ["same", "same"]
    write(two, again)
    assert (Person.objects.count(), Membership.objects.count()) == before
    assert Person.objects.get(family_names="Sin Papeles").document.startswith("N")


def test_what_changes_is_told_field_by_field_and_then_written(two, enter):
    coop = f.cooperative(code="coop-x")
    Area.objects.get_or_create(name="ferias")
    ana = f.member("consumer", at=coop, document="V20111222", given_names="Ana", family_names="Pérez Gil")
    made = brought(two[0], table(ANA.format(coop="coop-x").replace(";;", ";") + "ferias"))
    row = made.rows.get()
    assert (row.fate, row.thing_id) == ("changed", ana.pk)
    assert row.changes == {
        "given_names": ["Ana", "Ana María"],
        "birth_date": [None, "1990-05-17"],
        "email": ["", "ana@ejemplo.org"],
        "phones": ["", "+584147654321"],
        "area": ["", "ferias"],
    }
    body = enter(two[0]).get(f"/gente/traer/{made.pk}/").content.decode()
    assert "<del>Ana</del> → <ins>Ana María</ins>" in body
    assert "0414-7654321" in body
    write(two, made)
    ana.refresh_from_db()
    assert (ana.given_names, ana.birth_date, ana.email) == (
        "Ana María",
        dt.date(1990, 5, 17),
        "ana@ejemplo.org",
    )
    assert str(ana.memberships.get().area) == "ferias"


def test_empty_cells_take_nothing_away(two):
    ana = f.person(
        document="V20111222", given_names="Ana", family_names="Gil", email="a@b.org", phones=["+584147654321"]
    )
    assert fates(brought(two[0], table("V20111222;Ana;Gil;;;;;;;"))) == [(2, "same", [])]
    made = brought(two[0], table("V20111222;Ana;Gil;;0424-1112233;;;;;"))
    write(two, made)
    assert [p.number for p in ana.phones.order_by("-preferred")] == ["+584147654321", "+584241112233"]


def test_another_kind_of_member_is_put_right_by_hand(two):
    coop = f.cooperative(code="coop-x")
    f.member("worker", at=coop, document="V20111222")
    made = brought(two[0], table("V20111222;Ana;Gil;;;;coop-x;consumidora;;"))
    assert fates(made) == [(2, "refused", ["other_kind"])]


def test_a_number_of_a_double_changes_whom_it_is_now(two):
    gone, stays = f.person(document="V20111222"), f.person(given_names="Ana", family_names="Gil")
    Person.objects.filter(pk=gone.pk).update(merged_into=stays, is_active=False)
    made = brought(two[0], table("V20111222;Ana;Gil;;;a@b.org;;;;"))
    assert made.rows.get().thing_id == stays.pk
    write(two, made)
    stays.refresh_from_db()
    assert stays.email == "a@b.org"


def test_what_moved_on_meanwhile_is_refused_rather_than_written_over(two):
    f.person(document="V20111222", given_names="Ana", family_names="Gil")
    made = brought(two[0], table("V20111222;Ana María;Gil", "V7000000;Eva;Gil", "V7000001;Luz;Gil"))
    Person.objects.filter(document="V20111222").update(given_names="Anita")
    f.person(document="V7000000", given_names="Otra", family_names="Persona")
    write(two, made)
    assert fates(made) == [(2, "refused", ["moved_on"]), (3, "refused", ["moved_on"]), (4, "new", [])]
    assert Person.objects.get(document="V20111222").given_names == "Anita"
    assert Person.objects.get(document="V7000000").given_names == "Otra"


def test_writing_people_takes_two(two, enter):
    made = brought(two[0], table("V20111222;Ana;Gil"))
    inside, url = enter(two[0]), f"/gente/traer/{made.pk}/"
    assert inside.post(url, {"reason": ""}).status_code == 422
    asked = inside.post(url, {"reason": "De la asamblea"})
    assert asked.status_code == 302
    assert inside.post(asked.url, {"do": "confirm"}).status_code == 403
    assert "Espera a una segunda persona" in inside.get(url).content.decode()
    assert not Person.objects.filter(document="V20111222").exists()
    assert enter(two[1]).post(asked.url, {"do": "confirm"}).status_code == 302
    flow.go_on(made.pk)
    assert Person.objects.filter(document="V20111222").exists()


def test_without_the_register_there_is_no_file(enter, two):
    made = brought(two[0], table("V20111222;Ana;Gil"))
    for address in ("/gente/traer/", f"/gente/traer/{made.pk}/", "/gente/llevar/"):
        assert enter(f.worker()).get(address).status_code == 403
        assert enter(f.worker()).post(address).status_code == 403


def test_left_aside_nothing_of_it_is_kept(two, enter):
    made = brought(two[0], table("V20111222;Ana;Gil"))
    assert enter(two[0]).post(f"/gente/traer/{made.pk}/dejar/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.content, made.rows.count()) == ("left", None, 0)
    assert enter(two[0]).post(f"/gente/traer/{made.pk}/dejar/").status_code == 409


# --- stops ----------------------------------------------------------------------------------------


def many(count, first=5_000_000):
    return table(*[f"V{first + n};Ana {'abcdefghij'[n % 10]};Gil" for n in range(count)])


def test_a_stop_while_reading_loses_one_stretch_at_most(two, monkeypatch):
    monkeypatch.setattr(flow, "STRETCH", 10)
    made = flow.bring(by=two[0], kind="people", file_name="x.csv", content=many(35))
    kept, calls = flow._keep, []

    def cut(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return kept(*args)

    monkeypatch.setattr(flow, "_keep", cut)
    with pytest.raises(KeyboardInterrupt):
        flow.go_on(made.pk)
    made.refresh_from_db()
    assert (made.state, made.read_lines, made.rows.count()) == ("reading", 21, 20)
    assert flow.go_on(made.pk) == "ready"
    made.refresh_from_db()
    assert (made.rows.count(), made.counts, made.content) == (35, {"new": 35}, None)


def test_a_stop_while_writing_goes_on_and_adds_nothing_twice(two, monkeypatch):
    monkeypatch.setattr(flow, "STRETCH", 10)
    made = brought(two[0], many(35))
    flow.start_writing(by=two[0], brought=made)
    wrote, calls = people._PHONES, []

    def cut(brought, first, last):
        calls.append((first, last))
        people_write(brought, first, last)
        if len(calls) == 3:
            raise KeyboardInterrupt

    people_write = people.write
    kinds = dict(flow.KINDS)
    kinds[Import.Kind.PEOPLE] = flow.Kind(flow.columns.PEOPLE, people.judge, cut, by_two=True)
    monkeypatch.setattr(flow, "KINDS", kinds)
    assert wrote
    with pytest.raises(KeyboardInterrupt):
        flow.go_on(made.pk)
    made.refresh_from_db()
    assert (made.state, made.applied_lines) == ("applying", 21)
    assert Person.objects.filter(document__startswith="V50000").count() == 20
    assert flow.go_on(made.pk) == "applied"
    assert Person.objects.filter(document__startswith="V50000").count() == 35
    assert calls == [(1, 11), (12, 21), (22, 31), (22, 31), (32, 36)]


def test_the_minute_wakes_what_stopped(two, sent, django_capture_on_commit_callbacks):
    made = flow.bring(by=two[0], kind="people", file_name="x.csv", content=many(3))
    with django_capture_on_commit_callbacks(execute=True):
        assert flow.wake() == 0, "it has only just moved"
    with clock.at(now() + dt.timedelta(minutes=2)), django_capture_on_commit_callbacks(execute=True):
        assert jobs.run_step("federation.wake_imports")
    assert sent == [("federation.go_on_import", (made.pk,))]


def test_a_large_file_is_left_to_the_job_processes(
    two, enter, monkeypatch, sent, django_capture_on_commit_callbacks
):
    from federation.views import files

    monkeypatch.setattr(files, "SMALL", 10)
    file = SimpleUploadedFile("x.csv", many(5))
    with django_capture_on_commit_callbacks(execute=True):
        answer = enter(two[0]).post("/gente/traer/", {"kind": "people", "file": file})
    made = Import.objects.get()
    assert (answer.url, sent) == (f"/gente/traer/{made.pk}/", [("federation.go_on_import", (made.pk,))])
    body = enter(two[0]).get(answer.url).content.decode()
    assert 'http-equiv="refresh"' in body
    assert 'hx-trigger="every 2s"' in body
    flow.go_on(made.pk)
    body = enter(two[0]).get(answer.url).content.decode()
    assert "every 2s" not in body
    assert "Pedir a una segunda persona" in body


def test_a_file_that_breaks_half_way_says_so(two):
    content = table("V20111222;Ana;Gil") + b'\nV1;"' + b"x" * 200_000
    made = brought(two[0], content)
    assert (made.state, made.content, made.rows.count()) == ("broken", None, 0)
    assert "comillas" in made.trouble


def test_words_are_removed_a_month_after(two):
    made = write(two, brought(two[0], table("V20111222;Ana;Gil")))
    stale = brought(two[0], table("V20111333;Eva;Gil"))
    flow.empty_old()
    assert made.rows.get().cells
    with clock.at(now() + dt.timedelta(days=31)):
        assert flow.empty_old() == 1
    made.refresh_from_db()
    stale.refresh_from_db()
    assert (made.emptied, made.rows.get().cells, made.rows.get().fate) == (True, {}, "new")
    assert (stale.state, stale.rows.count()) == ("left", 0)


# --- cooperatives ---------------------------------------------------------------------------------

CHECK = rif.calc_check_digit("J08500000")
COOPS = "Código;Nombre;Tipo;RIF;Ingreso"


def test_cooperatives_come_in_by_whoever_keeps_the_register(two, enter):
    f.cooperative(code="vieja", name="La Vieja", kind="consumer")
    f.cooperative(code="otra", name="La Otra", kind="consumer")
    f.cooperative(code="ausente", name="La Ausente", kind="consumer")
    content = table(
        "vieja;La Vieja;mixta;;17/12/1967",
        f"nueva;La Nueva;De producción;J-08500000-{CHECK};",
        "otra;La Otra;consumo;;",
        "robada;La Ausente;consumo;;",
        "Mal Código;X;consumo;;",
        "tres;Tres;cosa;;",
        head=COOPS,
    )
    made = brought(two[0], content, kind="cooperatives")
    found = fates(made)
    assert [fate for _line, fate, _why in found] == [
        "changed",
        "new",
        "same",
        "refused",
        "refused",
        "refused",
    ]
    assert [why for _line, _fate, why in found][3:] == [["taken"], ["bad_code"], ["bad_kind"]]
    answer = enter(two[0]).post(f"/gente/traer/{made.pk}/", {})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.state == "applied"
    assert not TwoPersonAct.objects.exists()
    old = Cooperative.objects.get(code="vieja")
    assert (old.kind, old.joined_on) == ("mixed", dt.date(1967, 12, 17))
    assert Cooperative.objects.get(code="nueva").rif == f"J08500000{CHECK}"
    again = brought(two[0], content, kind="cooperatives")
    assert Counter(fate for _line, fate, _why in fates(again)) == {"same": 3, "refused": 3}


# --- pages ----------------------------------------------------------------------------------------


def test_the_fates_are_paged_filtered_and_taken_away(two, enter):
    made = brought(two[0], many(60) + b"\nX1;Malo;Malo\n=1+1;Malo;Malo")
    inside, url = enter(two[0]), f"/gente/traer/{made.pk}/"
    page = inside.get(url).context["page"]
    assert len(page) == 50
    assert len(inside.get(page.next).context["page"]) == 12
    assert len(inside.get(f"{url}?suerte=refused").context["page"]) == 2
    taken = b"".join(inside.get(f"{url}?suerte=refused&bajar=csv").streaming_content).decode()
    assert taken.count("rechazada") == 2
    assert "'=1+1" in taken
    assert inside.get("/gente/traer/").status_code == 200
    with CaptureQueriesContext(connection) as queries:
        inside.get(url)
    assert len(queries) <= 12
    assert inside.get("/gente/traer/999999/").status_code == 404


@pytest.mark.parametrize("name", ["x.csv", "../../etc/passwd", "=cmd.csv", "a" * 300 + ".csv", "x\u202e.csv"])
def test_any_name_of_a_file_is_only_a_name(two, enter, name):
    file = SimpleUploadedFile("x", many(1))
    file._name = name
    made = flow.bring(by=two[0], kind="people", file_name=name, content=many(1))
    assert len(made.file_name) <= 160
    assert enter(two[0]).get("/gente/traer/").status_code == 200


def test_a_file_of_many_people_is_judged_in_a_few_statements(two):
    made = flow.bring(by=two[0], kind="people", file_name="x.csv", content=many(300))
    with CaptureQueriesContext(connection) as queries:
        flow.go_on(made.pk)
    assert len(queries) < 40
    assert Counter(made.rows.values_list("fate", flat=True)) == {"new": 300}
