"""Cooperatives, their stays, contacts, certificates, members and programs: services and pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from cecosesola.ui import panels
from federation.models import ApiClient, Cooperative, Person, Role, TwoPersonAct
from federation.services import acts, certificates, clients, cooperatives, members
from federation.services.reaching import as_dialled
from finance import chart
from finance import services as books
from markets.states import Stage
from tests.factories import assemblies as a
from tests.factories import coops as c
from tests.factories import federation as f
from tests.factories import markets as m

pytestmark = pytest.mark.django_db
TOLD = {
    "code": "nueva",
    "name": "La Nueva",
    "kind": "mixed",
    "sectors": ["food", "trade"],
    "rif": "J-08500000-3",
}


def code_of(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.refusal.code


def test_a_cooperative_is_entered_joins_leaves_and_comes_back(enter):
    keeper, number = f.holder(Role.REGISTER), a.decision(title="Que entre La Nueva").number
    inside = enter(keeper)
    sent = TOLD | {"runs": ["markets"], "uses": ["fund"], "directions": "Al lado del río"}
    assert inside.post(reverse("federation:new_cooperative"), sent).status_code == 302
    made = Cooperative.objects.get(code="nueva")
    assert (made.rif, made.sectors, made.joined_on) == ("J085000003", ["food", "trade"], None)
    assert {(one.service, one.how) for one in made.services.all()} == {("markets", "runs"), ("fund", "uses")}
    joins, leaves = (reverse(f"federation:cooperative_{way}", args=["nueva"]) for way in ("joins", "leaves"))
    assert inside.post(joins, {"on": "2020-03-01", "decision": number}).status_code == 302
    assert inside.post(joins, {"on": "2021-03-01", "decision": number}).status_code == 422
    gone = {"on": "2022-01-01", "decision": number, "reason": "Se mudaron"}
    assert inside.post(leaves, gone).status_code == 302
    assert inside.post(leaves, gone).status_code == 422
    early = inside.post(joins, {"on": "2021-12-31", "decision": number, "reason": "Volvieron"})
    assert early.status_code == 422
    assert "Volvieron" in early.content.decode()
    assert inside.post(joins, {"on": "2024-01-01", "decision": number}).status_code == 302
    made.refresh_from_db()
    assert (str(made.joined_on), made.left_on, made.stays.count()) == ("2024-01-01", None, 2)
    body = enter(f.worker()).get(reverse("federation:cooperative", args=["nueva"])).content.decode()
    for words in ("Se mudaron", "Que entre La Nueva", "Al lado del río", "ferias de alimentos"):
        assert words in body
    assert "Escribir que sale" not in body


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rif": "J-08500000-4"}, "not_a_rif"),
        ({"rif": "X-1"}, "not_a_rif"),
        ({"rif": "J٠٨٥٠٠٠٠٠٣"}, "not_a_rif"),
        ({"code": "una"}, "code_taken"),
        ({"name": "La Una"}, "name_taken"),
        ({}, "rif_taken"),
    ],
)
def test_a_cooperative_that_cannot_be_is_refused(change, code):
    keeper = f.holder(Role.REGISTER)
    f.cooperative(code="una", name="La Una", rif="J085000003")
    given = TOLD | {"rif": ""} | change if change else TOLD
    assert code_of(lambda: cooperatives.register_cooperative(by=keeper, **given)) == code


def test_only_whoever_keeps_the_register_writes():
    coop, decision = f.cooperative(), a.decision().number
    for by in (f.worker(), f.person(), f.holder(Role.FINANCE)):
        calls = [
            lambda by=by: cooperatives.register_cooperative(by=by, **TOLD),
            lambda by=by: cooperatives.change_cooperative(by=by, cooperative=coop, name="Otra"),
            lambda by=by: cooperatives.change_address(by=by, cooperative=coop, parish="Otra"),
            lambda by=by: cooperatives.add_contact(by=by, cooperative=coop, name="x", task="y"),
            lambda by=by: cooperatives.set_contacts(by=by, cooperative=coop, contacts=[]),
            lambda by=by: cooperatives.record_joining(by=by, cooperative=coop, on=today(), decision=decision),
            lambda by=by: c.certificate(by),
            lambda by=by: clients.ask_client(
                by=by, cooperative=coop, name="x", scopes=["network:read"], days=1, reason="x"
            ),
        ]
        assert [code_of(call) for call in calls] == ["no_key"] * len(calls)


def test_joining_cites_a_decision_that_exists_and_a_sensible_day():
    keeper, coop, number = f.holder(Role.REGISTER), f.cooperative(), a.decision().number
    call = lambda **given: cooperatives.record_joining(  # noqa: E731
        by=keeper, cooperative=coop, **({"on": today(), "decision": number} | given)
    )
    assert code_of(lambda: call(decision="D-9999")) == "no_decision"
    assert code_of(lambda: call(on=dt.date(1, 1, 1))) == "odd_day"
    assert code_of(lambda: call(on=dt.date(9999, 1, 1))) == "odd_day"
    call()
    leave = lambda on: cooperatives.record_leaving(  # noqa: E731
        by=keeper, cooperative=coop, on=on, decision=number, reason="x"
    )
    assert code_of(lambda: leave(today())) == "left_before_joining"
    f.primary()
    primary = f.primary()
    cooperatives.record_joining(by=keeper, cooperative=primary, on=dt.date(2000, 1, 1), decision=number)
    with pytest.raises(Refused, match="primaria"):
        cooperatives.record_leaving(by=keeper, cooperative=primary, on=today(), decision=number, reason="x")


def test_what_changes_is_told_and_phones_are_not(enter):
    keeper, coop = f.holder(Role.REGISTER), f.cooperative(name="La Vieja")
    inside = enter(keeper)
    url = reverse("federation:change_cooperative", args=[coop.code])
    form = inside.get(url).context["form"]
    assert form.initial["name"] == "La Vieja"
    assert inside.post(url, {"name": "La Vieja", "kind": "worker", "parish": "Unión"}).status_code == 302
    event = AuditEvent.objects.get(verb="federation.change_cooperative")
    assert (event.old, event.new) == ({"parish": ""}, {"parish": "Unión"})
    assert inside.post(url, {"name": "La Vieja", "kind": "worker", "parish": "Unión"}).status_code == 302
    assert AuditEvent.objects.filter(verb="federation.change_cooperative").count() == 1
    add = reverse("federation:new_contact", args=[coop.code])
    wrong = inside.post(add, {"name": "Rosa Peña", "task": "Pedidos", "phone": "12"})
    assert wrong.status_code == 422
    assert "Rosa Peña" in wrong.content.decode()
    assert (
        inside.post(add, {"name": "Rosa Peña", "task": "Pedidos", "phone": "0414 7654321"}).status_code == 302
    )
    assert inside.post(add, {"name": "Rosa Peña", "task": "Pedidos"}).status_code == 422
    page = reverse("federation:cooperative", args=[coop.code])
    assert "+584147654321" in enter(f.worker()).get(page).content.decode()
    contact = coop.contacts.get()
    remove = reverse("federation:remove_contact", args=[contact.pk])
    assert enter(f.worker()).post(remove).status_code == 403
    assert inside.get(remove).status_code == 405
    assert inside.post(remove).status_code == 302
    assert not coop.contacts.exists()
    told = str(list(AuditEvent.objects.filter(verb="federation.set_contacts").values()))
    assert "Rosa" not in told
    assert "7654321" not in told


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("0414-123.45.67", "+584141234567"), ("+57 310 1234567", "+573101234567"), ("", ""), ("  ", "")],
)
def test_phones_are_kept_as_any_phone_dials_them(written, dialled):
    assert as_dialled(written) == dialled


def test_the_list_is_in_spanish_order_and_found_without_accents(enter):
    for name in ("Zulia", "Ñaraulí", "Nube", "Álamo", "Bojó"):
        f.cooperative(name=name, sectors=["health"] if name == "Bojó" else ["trade"])
    inside = enter(f.worker())
    names = lambda **query: [row.name for row in inside.get("/gente/cooperativas/", query).context["page"]]  # noqa: E731
    assert names() == ["Álamo", "Bojó", "Cooperativa Central", "Nube", "Ñaraulí", "Zulia"]
    assert names(q="narauli") == ["Ñaraulí"]
    assert names(q="ÁLA") == ["Álamo"]
    assert names(rubro="health") == ["Bojó"]
    assert names(tipo="producer") == []
    assert names(rubro="x") == names()


def test_the_list_goes_on_where_it_stopped(enter):
    for number in range(70):
        f.cooperative(name=f"{'Á' if number % 2 else 'a'}lamo {number:02d}")
    inside = enter(f.worker())
    page = inside.get("/gente/cooperativas/").context["page"]
    rest = inside.get(page.next).context["page"]
    names = [row.name for row in [*page, *rest]]
    assert len(names) == len(set(names)) == Cooperative.objects.count()


# --- certificates -------------------------------------------------------------------------------


def test_certificates_are_exact_numbered_once_and_cancelled_with_a_reason(enter):
    keeper, coop, someone = f.holder(Role.REGISTER), f.cooperative(), f.worker()
    inside, url = enter(keeper), reverse("federation:new_certificate")
    sent = {
        "number": "ca-0001",
        "issuer": f.primary().pk,
        "issued_on": today(),
        "amount": "1.250,50",
        "currency": "USD",
        "cooperative": coop.pk,
    }
    assert inside.post(url, sent).status_code == 302
    made = coop.certificates.get()
    assert (made.number, made.amount) == ("CA-0001", Decimal("1250.50"))
    again = inside.post(url, sent)
    assert again.status_code == 422
    assert "Ya hay un certificado con este número" in again.content.decode()
    assert inside.post(url, sent | {"number": "2", "person": someone.document}).status_code == 422
    assert inside.post(url, sent | {"number": "2", "amount": "0"}).status_code == 422
    cancel = reverse("federation:cancel_certificate", args=[made.pk])
    assert inside.post(cancel, {"on": today(), "reason": "Se rompió"}).status_code == 302
    assert inside.post(cancel, {"on": today(), "reason": "otra vez"}).status_code == 422
    body = enter(f.worker()).get(reverse("federation:cooperative", args=[coop.code])).content.decode()
    assert "Se rompió" in body


def test_a_persons_certificates_are_theirs_and_the_registers_and_the_finance_desks(enter):
    keeper, owner = f.holder(Role.REGISTER), f.worker()
    made = c.certificate(keeper, person=owner, number="PRIV-1")
    seen = lambda who: "PRIV-1" in enter(who).get(reverse("federation:certificates")).content.decode()  # noqa: E731
    assert [seen(who) for who in (owner, keeper, f.holder(Role.FINANCE), f.worker(), f.person())] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert "PRIV-1" not in enter(f.worker()).get("/gente/cambios/").content.decode()
    assert AuditEvent.objects.get(verb="federation.issue_certificate").private
    certificates.cancel_certificate(
        by=keeper, certificate=made, on=today(), reason="Se retiró por enfermedad"
    )
    assert "enfermedad" not in str(list(AuditEvent.objects.values_list("new", flat=True)))


# --- members ------------------------------------------------------------------------------------


def test_somebody_enters_and_leaves_and_why_stays_private(enter):
    keeper, coop = f.holder(Role.REGISTER), f.cooperative()
    f.person(document="V4321000", given_names="Carmen", family_names="Gil")
    known = {"document": "V-4.321.000", "given_names": "Carmen", "family_names": "Gil", "kind": "consumer"}
    sent = {"person": "V-4.321.000", "kind": "consumer", "since": "2024-01-08"}
    inside = enter(keeper)
    assert inside.post(reverse("federation:new_member", args=[coop.code]), sent).status_code == 302
    membership = coop.memberships.get()
    url = reverse("federation:member_leaves", args=[membership.pk])
    gone = {"on": today(), "leaving": "health", "words": "Por la rodilla"}
    assert inside.post(url, gone).status_code == 302
    membership.refresh_from_db()
    assert (membership.period.upper, membership.leaving, membership.leaving_words) == (
        today(),
        "health",
        "Por la rodilla",
    )
    assert inside.post(url, gone).status_code == 422
    body = enter(f.worker()).get(reverse("federation:person", args=[membership.person_id])).content.decode()
    assert "rodilla" not in body
    told = str(list(AuditEvent.objects.values("old", "new", "label")))
    assert "rodilla" not in told
    assert "health" not in told
    back = members.enter_member(by=keeper, cooperative=coop, since=today(), **known)
    assert coop.memberships.count() == 2
    with pytest.raises(Refused):
        members.enter_member(by=keeper, cooperative=coop, since=today(), **known)
    assert back.person.memberships.count() == 2
    assert members.change_area(by=keeper, membership=back, area=c.area("salud")).area.name == "salud"


# --- what the rooms above tell ------------------------------------------------------------------


def test_the_rooms_above_tell_of_a_cooperative(enter):
    walk = m.walk(Stage.SETTLE)
    walk.drive.settle()
    coop = walk.organised.cooperative
    told = panels.of("federation.cooperative", f.worker(), coop)
    assert "Lo que trae a las ferias" in [panel.title for panel in told]
    figures = {str(figure.label): figure.text for figure in told[0].figures}
    assert set(figures) == {
        "Entregado",
        "Liquidaciones de lo traído",
        "Al fondo de apoyo mutuo",
        "A sus productores",
    }
    assert walk.organised.name in [row.title for row in told[0].rows]
    assert panels.of("federation.cooperative", f.person(), coop) == []
    page = enter(f.worker()).get(reverse("federation:cooperative", args=[coop.code])).content.decode()
    assert "Al fondo de apoyo mutuo" in page


def test_the_books_tell_what_a_cooperative_owes_and_is_owed(enter):
    primary, coop, desk = f.primary(), f.cooperative(), f.holder(Role.FINANCE)
    for one in (primary, coop):
        books.open_books(cooperative=one, by=None)
    mine = books.account(cooperative=coop, node=chart.DUE_TO, party=f"cooperative:{primary.pk}")
    theirs = books.account(cooperative=primary, node=chart.DUE_FROM, party=f"cooperative:{coop.pk}")
    till = books.account(cooperative=coop, node=chart.TILL)
    sales = books.account(cooperative=primary, node=chart.SALES)
    for cooperative, legs in ((coop, [(till, 100), (mine, -100)]), (primary, [(theirs, 100), (sales, -100)])):
        books.post(
            by=desk,
            cooperative=cooperative,
            effective=today(),
            key=f"k{cooperative.pk}",
            source="tests.thing:1",
            description="Prueba",
            legs=[books.Leg(account, Decimal(amount)) for account, amount in legs],
        )
    (panel,) = panels.of("federation.cooperative", desk, coop)
    assert [(row.under, row.text) for row in panel.rows] == [
        (f"en los libros de {primary}", "Bs 100,00"),
        (f"en sus propios libros, con {primary}", "Bs 100,00"),
    ]


@pytest.mark.parametrize("name", ["cooperatives", "certificates", "clients", "cooperative"])
def test_queries_do_not_grow_with_rows(enter, name):
    keeper, home = f.holder(Role.REGISTER), f.cooperative(joined_on="2000-01-01")
    url = reverse(f"federation:{name}", args=[home.code] if name == "cooperative" else [])
    inside = enter(keeper)

    def more(count):
        for number in range(count):
            c.certificate(keeper, cooperative=home)
            c.client(home)
            f.cooperative(joined_on="2010-01-01")
            f.member(at=home)
            cooperatives.add_contact(
                by=keeper, cooperative=home, name=f"Ana {f.person().pk}", task=str(number)
            )

    more(2)
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        assert inside.get(url).status_code == 200
    more(18)
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few) <= 22, [query["sql"] for query in many.captured_queries]


# --- programs -----------------------------------------------------------------------------------


def test_a_program_is_let_in_by_two_and_its_secret_is_shown_once(enter):
    keeper, second, coop = f.holder(Role.REGISTER), f.holder(Role.JOBS), f.cooperative()
    asked = {"name": "Pedidos", "scopes": ["network:read", "members:read"], "days": "30", "reason": "Pedir"}
    answer = enter(keeper).post(reverse("federation:ask_client", args=[coop.code]), asked)
    assert answer.status_code == 302
    act = TwoPersonAct.objects.get()
    assert not ApiClient.objects.exists()
    page = reverse("federation:act", args=[act.pk])
    assert "leer quiénes son de su cooperativa" in enter(second).get(page).content.decode()
    assert enter(keeper).post(page, {"do": "confirm"}).status_code == 403
    assert enter(second).post(page, {"do": "confirm"}).status_code == 302
    client = ApiClient.objects.get()
    assert (client.cooperative, client.scopes) == (coop, ["network:read", "members:read"])
    assert (client.asked_by, client.confirmed_by) == (keeper, second)
    assert client.is_usable(None) is False
    url = reverse("federation:client", args=[client.pk])
    assert enter(f.worker()).post(url, {"do": "secret"}).status_code == 403
    inside = enter(keeper)
    shown = inside.post(url, {"do": "secret"})
    secret = shown.context["secret"]
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert secret not in inside.get(url).content.decode()
    client.refresh_from_db()
    assert secret not in client.client_secret
    assert secret not in str(list(AuditEvent.objects.values())) + str(list(TwoPersonAct.objects.values()))
    assert c.Caller(c.token(client, secret))("GET", "network/cooperatives/").status_code == 200
    assert inside.post(url, {"do": "revoke", "reason": ""}).status_code == 422
    assert inside.post(url, {"do": "revoke", "reason": "Ya no"}).status_code == 302
    assert inside.post(url, {"do": "secret"}).status_code == 409
    assert "Ya no" in inside.get(url).content.decode()


@pytest.mark.parametrize(
    ("given", "code"),
    [({"scopes": []}, "no_scopes"), ({"scopes": ["all"]}, "no_scopes"), ({"days": 367}, "unbounded_client")],
)
def test_a_program_is_bounded(given, code):
    asked = {"name": "x", "scopes": ["network:read"], "days": 30, "reason": "x"} | given
    call = lambda: clients.ask_client(by=f.holder(Role.REGISTER), cooperative=f.cooperative(), **asked)  # noqa: E731
    assert code_of(call) == code


def test_old_tokens_are_taken_out():
    from oauth2_provider.models import AccessToken

    made, secret = c.client()
    c.token(made, secret)
    assert clients.forget_old_tokens() == 0
    AccessToken.objects.update(expires=now() - dt.timedelta(days=1))
    assert clients.forget_old_tokens() == 1


def test_whoever_declines_leaves_no_client():
    keeper = f.holder(Role.REGISTER)
    act = clients.ask_client(
        by=keeper, cooperative=f.cooperative(), name="x", scopes=["network:read"], days=30, reason="x"
    )
    acts.decline(by=f.holder(Role.REGISTER), act=act, answer="No")
    assert not ApiClient.objects.exists()
    assert Person.objects.filter(pk=keeper.pk).exists()
