"""Two rows of one person become one, by two people, and part again; and a person's data are removed."""

import datetime as dt

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation import policies, services
from federation.models import (
    Beginning,
    Contact,
    Household,
    HouseholdMember,
    LikelyDouble,
    LoginSession,
    Mandate,
    Membership,
    Merge,
    Person,
    Reflection,
    Role,
    SupportedHome,
    TwoPersonAct,
)
from federation.selectors import find_by_documents, live_mandates, standing_of
from federation.services import acts, merging, redacting
from federation.services.doubles import find_doubles
from federation.services.merging import MergePart
from tests.factories import coops
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
BORN = dt.date(1985, 3, 9)


@pytest.fixture
def two():
    """Two who keep the register."""
    return f.holder(Role.REGISTER), f.holder(Role.REGISTER)


def pair(**extra):
    survivor = f.person(given_names="Johana", family_names="González", document="N000777")
    merged = f.person(
        given_names="Yohana del Valle",
        family_names="Gonsales",
        document="V15222333",
        birth_date=BORN,
        email="y@ejemplo.org",
        phones=["+584147654321", "+584241112233"],
        **extra,
    )
    return survivor, merged


def join(two, survivor, merged, take=()):
    act = merging.ask_merge(by=two[0], survivor=survivor, merged=merged, take=take, reason="La misma cédula")
    acts.confirm(by=two[1], act=act)
    return Merge.objects.get(merged=merged, undone_at=None)


def part(two, merge):
    acts.confirm(by=two[1], act=merging.ask_part(by=two[0], merge=merge, reason="Eran dos"))


def everything(*people):
    """All that a merge may move, to compare before and after."""
    numbers = [person.pk for person in people]
    return [
        list(Person.objects.filter(pk__in=numbers).order_by("pk").values()),
        list(
            Membership.objects.filter(person__in=numbers)
            .order_by("pk")
            .values("pk", "person", "cooperative", "kind", "area", "period")
        ),
        list(Mandate.objects.filter(person__in=numbers).order_by("pk").values()),
        sorted(
            (phone.person_id, phone.number, phone.preferred)
            for person in people
            for phone in person.phones.all()
        ),
        sorted(
            (home.household_id, home.person_id, home.role, str(home.period))
            for home in HouseholdMember.objects.filter(person__in=numbers)
        ),
    ]


def full_pair():
    """Two rows with some of everything: apart, and at the same place at the same time."""
    survivor, merged = pair()
    both, only = f.cooperative(), f.cooperative()
    for someone in (survivor, merged):
        services.admit(by=None, person=someone, cooperative=both, kind="consumer", since=dt.date(2020, 1, 6))
    services.admit(by=None, person=merged, cooperative=only, kind="worker", since=dt.date(2021, 1, 6))
    f.key(survivor, Role.TILL)
    f.key(merged, Role.TILL)
    f.key(merged, Role.BUYING)
    home = Household.objects.create(address="Calle 5")
    since = DateRange(today() - dt.timedelta(days=90), None)
    HouseholdMember.objects.create(household=home, person=merged, period=since)
    return survivor, merged, both, only


def test_what_is_of_the_double_is_of_the_one_who_stays(two):
    survivor, merged, both, only = full_pair()
    join(two, survivor, merged, take=["document", "birth_date", "email"])
    survivor.refresh_from_db()
    merged.refresh_from_db()
    assert (survivor.document, merged.document) == ("V15222333", "N000777")
    assert (survivor.given_names, survivor.birth_date, survivor.email) == ("Johana", BORN, "y@ejemplo.org")
    assert (merged.merged_into, merged.is_active) == (survivor, False)
    assert policies.Keys(survivor).member_of == {both.pk, only.pk}
    assert policies.Keys(survivor).worker_of == {only.pk}
    assert policies.Keys(survivor).live == {(Role.TILL, "network"), (Role.BUYING, "network")}
    assert [(p.number, p.preferred) for p in survivor.phones.order_by("-preferred")] == [
        ("+584147654321", True),
        ("+584241112233", False),
    ]
    assert HouseholdMember.objects.get().person == survivor
    assert not live_mandates().filter(person=merged).exists()
    found, unknown = find_by_documents(["V15222333", "N000777"])
    assert (found, unknown) == ([survivor], [])
    assert standing_of([merged.pk])[merged.pk] == survivor


def test_parting_puts_everything_back(two):
    survivor, merged, _both, _only = full_pair()
    before = everything(survivor, merged)
    merge = join(two, survivor, merged, take=list(merging.FIELDS))
    assert everything(survivor, merged) != before
    part(two, merge)
    after = everything(survivor, merged)
    assert after == before
    assert Merge.objects.get().undone_at is not None
    join(two, survivor, merged)


def test_what_was_put_right_after_joining_stays(two):
    survivor, merged = pair()
    merge = join(two, survivor, merged, take=["given_names", "email"])
    Person.objects.filter(pk=survivor.pk).update(given_names="Johanna")
    part(two, merge)
    survivor.refresh_from_db()
    assert (survivor.given_names, survivor.email) == ("Johanna", "")


def test_a_chain_of_doubles_leads_to_its_end_and_parts_from_there(two):
    first, second = pair()
    third = f.person()
    inner = join(two, second, first)
    outer = join(two, third, second)
    assert standing_of([first.pk])[first.pk] == third
    with pytest.raises(Refused):
        part(two, inner)
    part(two, Merge.objects.get(pk=outer.pk))
    act = TwoPersonAct.objects.get(state="asked")
    acts.confirm(by=two[1], act=act)
    first.refresh_from_db()
    assert first.merged_into is None


def test_nobody_joins_themselves_nor_confirms_it(two):
    keeper, other = two
    someone = f.person()
    for survivor, merged in ((keeper, someone), (someone, keeper)):
        with pytest.raises(Refused, match="sobre ti"):
            merging.ask_merge(by=keeper, survivor=survivor, merged=merged, take=[], reason="x")
    act = merging.ask_merge(by=keeper, survivor=other, merged=someone, take=[], reason="x")
    with pytest.raises(Refused, match="sobre ti"):
        acts.confirm(by=other, act=act)
    with pytest.raises(Refused):
        acts.confirm(by=keeper, act=act)
    with pytest.raises(Refused):
        acts.confirm(by=f.worker(), act=act)


def test_a_double_cannot_log_in_and_gets_nothing_more(two, client):
    survivor, merged = pair()
    merged.set_password(f.PASSWORD)
    merged.save()
    join(two, survivor, merged)
    assert client.post("/entrar/", {"document": merged.document, "password": f.PASSWORD}).status_code == 422
    with pytest.raises(Refused, match="ya no es una persona"):
        f.key(merged, Role.TILL)
    with pytest.raises(Refused, match="ya no es una persona"):
        services.admit(by=None, person=merged, cooperative=f.primary(), kind="worker", since=today())


def test_a_room_above_moves_its_own(two, monkeypatch):
    told = []
    kept = dict(merging._PARTS)
    monkeypatch.setattr(merging, "_PARTS", kept)
    merging.register_merge(
        MergePart(
            "above",
            "Libros",
            lambda survivor, merged: told.append("move") or [merged.pk],
            lambda survivor, merged, moved: told.append(moved),
            lambda survivor, merged: "dos cuentas",
        )
    )
    survivor, merged = pair()
    act = merging.ask_merge(by=two[0], survivor=survivor, merged=merged, take=[], reason="x")
    from federation.policies.acts import act_kind

    assert ("Libros", "dos cuentas") in act_kind(act.kind).details(act)
    acts.confirm(by=two[1], act=act)
    part(two, Merge.objects.get())
    assert told == ["move", [merged.pk]]


def test_members_are_counted_once(two, enter):
    survivor, merged, both, _only = full_pair()
    address = reverse("federation:cooperative", args=[both.code])
    assert len(enter(two[0]).get(address).context["page"]) == 2
    join(two, survivor, merged)
    answer = enter(two[0]).get(address)
    assert [member.person for member in answer.context["page"]] == [survivor]
    assert answer.context["by_kind"] == {"consumer": 1}


def test_the_pages_lead_from_a_person_to_the_second_one(two, enter):
    survivor, merged = pair()
    inside = enter(two[0])
    assert "Está dos veces" in inside.get(f"/gente/{survivor.pk}/").content.decode()
    first = f"/gente/{survivor.pk}/juntar/"
    assert inside.post(first, {"other": survivor.document}).status_code == 422
    assert inside.post(first, {"other": "nadie"}).status_code == 422
    page = inside.post(first, {"other": merged.document}).url
    assert page == f"/gente/{survivor.pk}/juntar/{merged.pk}/"
    body = inside.get(page).content.decode()
    assert "Gonsales" in body
    assert "0414" not in body
    assert inside.post(page, {"reason": "", "document": "other"}).status_code == 422
    act = inside.post(page, {"reason": "Misma persona", "document": "other", "given_names": "stays"})
    assert act.status_code == 302
    shown = enter(two[1]).get(act.url).content.decode()
    assert "V15222333" in shown
    assert enter(two[1]).post(act.url, {"do": "confirm"}).status_code == 302
    survivor.refresh_from_db()
    assert survivor.document == "V15222333"
    gone = inside.get(f"/gente/{merged.pk}/").content.decode()
    assert "Esta fila es ahora" in gone
    merge = Merge.objects.get()
    separate = f"/gente/separar/{merge.pk}/"
    assert separate in gone
    asked = inside.post(separate, {"reason": "Eran dos"})
    assert enter(two[1]).post(asked.url, {"do": "confirm"}).status_code == 302
    merged.refresh_from_db()
    assert merged.stands
    assert inside.get(separate).status_code == 404
    assert inside.get(f"/gente/{survivor.pk}/juntar/{survivor.pk}/").status_code == 404


# --- the list of pairs ----------------------------------------------------------------------------


def double(given, family, **extra):
    return f.person(given_names=given, family_names=family, **extra)


def test_pairs_are_found_by_birth_by_phone_and_by_number():
    a = double("Johana", "González", birth_date=BORN)
    b = double("Yohana", "Gonsales", birth_date=BORN)
    c = double("Luis", "Rojas Peña", phones=["+584147654321"])
    d = double("Luis A", "Rojas Peña", phones=["+584147654321"])
    e = double("Rosa", "Mendoza", document="V12345678")
    g = double("Rosa", "Mendosa", document="V12345687")
    double("Pedro", "Gil", birth_date=BORN, phones=["+584147654321"])  # the same day and phone, another name
    double("Rosa", "Mendoza", document="V99345678", birth_date=BORN)
    assert find_doubles() == 3
    pairs = LikelyDouble.objects.order_by("pk").values_list("one", "other", "why")
    assert sorted(pairs) == sorted([(a.pk, b.pk, "birth"), (c.pk, d.pk, "phone"), (e.pk, g.pk, "number")])
    assert find_doubles() == 0
    Person.objects.filter(pk=b.pk).update(birth_date=dt.date(1999, 1, 1))
    find_doubles()
    assert not LikelyDouble.objects.filter(one=a).exists(), "what no longer looks alike goes"


def test_told_apart_stays_so(two, enter):
    double("Johana", "González", birth_date=BORN)
    double("Yohana", "Gonsales", birth_date=BORN)
    find_doubles()
    inside = enter(two[0])
    found = LikelyDouble.objects.get()
    assert "Gonsales" in inside.get("/gente/repetidas/").content.decode()
    url = f"/gente/repetidas/{found.pk}/"
    assert inside.get(url).status_code == 200
    assert inside.post(url, {"reason": ""}).status_code == 422
    assert inside.post(url, {"reason": "Son gemelas"}).status_code == 302
    assert inside.post(url, {"reason": "Otra vez"}).status_code == 404
    assert find_doubles() == 0
    assert "Gonsales" not in inside.get("/gente/repetidas/").content.decode()
    assert "Son gemelas" in inside.get("/gente/repetidas/?ver=aparte").content.decode()
    assert AuditEvent.objects.get(verb="federation.tell_apart").private


def test_the_list_of_pairs_costs_the_same_for_many(two, enter):
    def more(count):
        for number in range(count):
            double(f"Johana {'abcdefghijklmnopqrstuv'[number]}", "González", birth_date=BORN)
        find_doubles()

    more(2)
    inside = enter(two[0])
    inside.get("/gente/repetidas/")
    with CaptureQueriesContext(connection) as few:
        inside.get("/gente/repetidas/")
    more(20)
    with CaptureQueriesContext(connection) as many:
        inside.get("/gente/repetidas/")
    assert len(many) == len(few) <= 12


# --- forgetting -----------------------------------------------------------------------------------


@pytest.fixture
def leaver(two):
    """Somebody who was here, did things, and left; with a double."""
    someone = f.person(
        given_names="Yajaira",
        family_names="Urdaneta Quero",
        document="V7654321",
        birth_date=BORN,
        email="yaja@ejemplo.org",
        phones=["+584147654321"],
    )
    services.admit(by=None, person=someone, cooperative=f.primary(), kind="worker", since=dt.date(2020, 1, 6))
    f.key(someone, Role.REGISTER)
    services.register_person(
        by=someone, document="V3333333", given_names="Alguien", family_names="Anotado Ayer"
    )
    mandate = someone.mandates.get()
    services.end_mandate(by=two[0], mandate=mandate, reason="Se va")
    Membership.objects.filter(person=someone).update(period=DateRange(dt.date(2020, 1, 6), today()))
    home = Household.objects.create(address="Calle 5")
    HouseholdMember.objects.create(
        household=home, person=someone, period=DateRange(dt.date(2020, 1, 6), None)
    )
    known_elsewhere(someone)
    twin = f.person(given_names="Yajaira", family_names="Urdaneta", document="N000555")
    LikelyDouble.objects.create(one=someone, other=f.person(), why="birth", found_at=now())
    join(two, someone, twin)
    return someone


def known_elsewhere(someone):
    """What the room's other tables know of a person."""
    Membership.objects.filter(person=someone).update(leaving="other", leaving_words="Yajaira se muda")
    begun = coops.beginning(newcomer=someone)
    Beginning.objects.filter(pk=begun.pk).update(words="Yajaira es vecina mía")
    Reflection.objects.create(
        beginning=begun,
        author=begun.introduced_by,
        other=someone,
        words="A Yajaira le cuesta madrugar",
        written_at=now(),
    )
    Contact.objects.create(cooperative=f.cooperative(), name="Yajaira U.", task="Pedidos", person=someone)
    LoginSession.objects.create(
        person=someone,
        key_hash="0" * 64,
        device="Teléfono de Yajaira",
        started_at=now(),
        last_seen_at=now(),
    )
    SupportedHome.objects.create(
        contact=someone,
        zone="Tamaca",
        address="Calle 5",
        phone="+584147654321",
        adults=1,
        since=today(),
        review_on=today(),
        consent_on=today(),
        consent_told_to=begun.introduced_by,
    )


OLD_WORDS = ("Yajaira", "Urdaneta", "Quero", "7654321", "yaja@", "N000555", "Calle 5")


def forget(two, person):
    act = redacting.ask_redaction(by=two[0], person=person, reason="Lo pidió por escrito")
    return acts.confirm(by=two[1], act=act)


def test_nothing_of_the_data_is_left_in_the_register(two, leaver):
    before = Membership.objects.count(), Mandate.objects.count(), Person.objects.count()
    forget(two, leaver)
    assert (Membership.objects.count(), Mandate.objects.count(), Person.objects.count()) == before
    leaver.refresh_from_db()
    assert str(leaver) == f"Persona {leaver.pk}"
    assert leaver.document.startswith("N")
    assert not leaver.is_active
    assert not leaver.has_usable_password()
    twin = Person.objects.get(merged_into=leaver)
    assert str(twin) == f"Persona {twin.pk}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'federation\\_%'"
            " AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(line::text, ' ') FROM {table} line")
            words = cursor.fetchone()[0] or ""
            assert [old for old in OLD_WORDS if old in words] == [], table
    assert not Household.objects.exists()
    assert not LikelyDouble.objects.exists()


def test_no_trace_tells_the_old_name_and_the_act_holds_no_data(two, leaver, enter):
    forget(two, leaver)
    event = AuditEvent.objects.get(verb="federation.redact_person")
    assert (event.label, event.old) == (f"Persona {leaver.pk}", {})
    for act in TwoPersonAct.objects.all():
        assert not any(old in f"{act.label} {act.payload} {act.outcome}" for old in OLD_WORDS)
    reader = enter(f.worker())
    for address in ("/gente/cambios/", "/", "/gente/", f"/gente/{leaver.pk}/", "/gente/de-a-dos/"):
        body = reader.get(address).content.decode()
        assert not [old for old in OLD_WORDS if old in body], address
    assert f"Persona {leaver.pk}" in reader.get("/gente/cambios/").content.decode()
    taken = b"".join(reader.get("/gente/cambios/?bajar=csv").streaming_content).decode()
    assert not [old for old in OLD_WORDS if old in taken]
    assert reader.get("/gente/", {"q": "Yajaira"}).context["page"].rows == []


def test_it_cannot_be_taken_back_nor_done_twice(two, leaver):
    merge = Merge.objects.get(survivor=leaver)
    forget(two, leaver)
    merge.refresh_from_db()
    assert (merge.sealed, merge.moved) == (True, {})
    with pytest.raises(Refused, match="deshacer"):
        merging.ask_part(by=two[0], merge=merge, reason="x")
    leaver.refresh_from_db()
    with pytest.raises(Refused):
        redacting.ask_redaction(by=two[0], person=leaver, reason="x")


def test_whoever_is_still_in_is_not_forgotten(two, enter):
    someone = f.worker()
    with pytest.raises(Refused, match="Todavía está"):
        redacting.ask_redaction(by=two[0], person=someone, reason="x")
    answer = enter(two[0]).post(f"/gente/{someone.pk}/retirar-datos/", {"reason": "Lo pidió"})
    assert answer.status_code == 422
    assert "Lo pidió" in answer.content.decode()


def test_forgetting_takes_two_and_never_oneself(two, leaver, enter):
    inside = enter(two[0])
    asked = inside.post(f"/gente/{leaver.pk}/retirar-datos/", {"reason": "Lo pidió"})
    assert inside.post(asked.url, {"do": "confirm"}).status_code == 403
    leaver.refresh_from_db()
    assert leaver.redacted_at is None
    services.admit(by=None, person=leaver, cooperative=f.cooperative(), kind="consumer", since=today())
    assert enter(two[1]).post(asked.url, {"do": "confirm"}).status_code == 409, "meanwhile they came back"


def test_names_of_the_forgotten_cost_a_constant_number_of_queries(two, leaver, enter):
    forget(two, leaver)
    reader = enter(f.worker())
    reader.get("/gente/cambios/")
    with CaptureQueriesContext(connection) as few:
        reader.get("/gente/cambios/")
    for _ in range(20):
        f.key(f.worker(), Role.TILL)
    with CaptureQueriesContext(connection) as many:
        reader.get("/gente/cambios/")
    assert len(many) == len(few) <= 12


def test_a_search_by_the_old_name_finds_nobody_who_was_forgotten(two, leaver, enter):
    reader = enter(f.worker())

    def found():
        pages = (reader.get("/gente/cambios/", {box: "Yajaira"}) for box in ("quien", "que"))
        return [len(page.context["page"].rows) for page in pages]

    assert all(found())
    forget(two, leaver)
    assert found() == [0, 0]
