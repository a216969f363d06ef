"""What every page shares: menu, theme, refusals, forms and lists."""

import json
import re
from decimal import Decimal

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from cecosesola.kernel.access import LOGIN, NO_KEY, NOT_FOUND
from cecosesola.kernel.errors import Refusal, Refused, refuse
from cecosesola.ui import guard, menu, paging, refusals, waiting
from cecosesola.ui.fields import KilosInputField, MomentField, MoneyInputField
from cecosesola.ui.forms import HouseForm, attempt
from cecosesola.ui.middleware import RefusalMiddleware
from federation.models import Person, Role
from tests.factories import federation as f


class Form(HouseForm):
    name = forms.CharField(label="Nombre")
    kilos = KilosInputField(label="Kilos", required=False)


# --- menu ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_rooms_with_pages_that_one_may_open_appear(enter):
    assert "Gente" in enter(f.worker()).get("/").content.decode()
    stranger = enter(f.person()).get("/").content.decode()
    assert "Rotación" not in stranger
    assert "Actas" not in stranger
    assert "Todavía no estás en ninguna cooperativa" in stranger


def _menu(path, person, monkeypatch, rooms):
    monkeypatch.setattr(menu, "_ROOMS", {})
    monkeypatch.setattr(menu, "_TOOLS", {})
    for room in rooms:
        menu.register(room)
    request = RequestFactory().get(path)
    request.user, request.resolver_match = person, resolve(path)
    return menu.of(request)


def test_a_room_knows_where_one_stands(monkeypatch):
    person = Person(pk=1)
    people = menu.Room(
        "federation",
        "Gente",
        "users",
        70,
        [menu.Entry("Personas", "federation:people"), menu.Entry("Llaves", "federation:keys")],
    )
    hidden = menu.Room(
        "assemblies", "Reuniones", "x", 20, [menu.Entry("X", "assemblies:topics", visible=lambda p: False)]
    )
    unbuilt = menu.Room("health", "Salud", "x", 50, [menu.Entry("X", "health:nowhere")])
    seen = _menu("/gente/llaves/", person, monkeypatch, [people, hidden, unbuilt])
    assert [(tab.label, tab.current) for tab in seen.tabs[1:]] == [("Gente", True)]
    assert [(page.label, page.current) for page in seen.row] == [("Personas", False), ("Llaves", True)]
    assert [tab.label for tab in seen.more] == ["Gente"]
    assert seen.in_more
    at_home = _menu("/", person, monkeypatch, [people])
    assert at_home.tabs[0].current
    assert at_home.row == []


def test_registering_twice_adds_only_what_is_new(monkeypatch):
    monkeypatch.setattr(menu, "_ROOMS", {})
    one, two = menu.Entry("A", "home"), menu.Entry("B", "more")
    menu.register(menu.Room("x", "X", "x", 1, [one]))
    menu.register(menu.Room("x", "X", "x", 1, [one, two]))
    assert menu.rooms()[0].entries == [one, two]


# --- theme and frame ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_theme_is_remembered_and_drawn_by_the_server(client):
    assert 'data-bs-theme="auto"' in client.get("/entrar/").content.decode()
    answer = client.post("/tema/", {"theme": "dark", "next": "/entrar/"})
    assert answer.url == "/entrar/"
    assert 'data-bs-theme="dark"' in client.get("/entrar/").content.decode()
    client.post("/tema/", {"theme": "<script>"})
    assert 'data-bs-theme="dark"' in client.get("/entrar/").content.decode()
    assert client.post("/tema/", {"theme": "light", "next": "https://example.org"}).url == "/"
    assert client.get("/tema/").status_code == 405


@pytest.mark.django_db
def test_no_page_needs_what_the_content_policy_forbids(enter):
    inside = enter(f.holder(Role.REGISTER))
    for url in ["/", "/mas/", "/trabajos/", "/cuenta/", "/gente/", "/gente/llaves/dar/", "/gente/cambios/"]:
        answer = inside.get(url)
        body = answer.content.decode()
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", body), url
        for script in re.findall(r"<script[^>]*>", body):
            assert "src=" in script
            assert "defer" in script or 'type="module"' in script


# --- refusals -----------------------------------------------------------------------------------


def _refuse(path="/x/", refusal=NO_KEY, user=None, **headers):
    request = RequestFactory().get(path, headers=headers)
    request.user = user or Person(pk=1, given_names="Ana")
    request.csp_nonce = ""
    request.resolver_match = resolve("/mas/")
    request.session = {}
    request._messages = []

    def view(request):
        raise Refused(refusal)

    return RefusalMiddleware(lambda request: HttpResponse()).process_exception(request, Refused(refusal))


def test_a_program_gets_a_problem():
    answer = _refuse("/api/v1/x", Refusal("too_late", "Tarde", 409, {"day": "Hoy no"}))
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["errors"] == {"day": "Hoy no"}


def test_htmx_gets_a_notice_in_its_place():
    answer = _refuse(refusal=Refusal("late", "Ya pasó la hora."), HX_Request="true")
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#notices"
    assert "Ya pasó la hora." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_whoever_is_out_is_sent_to_log_in():
    assert _refuse("/gente/?q=a", LOGIN).url == "/entrar/?next=%2Fgente%2F%3Fq%3Da"
    fragment = _refuse(refusal=LOGIN, HX_Request="true", HX_Current_URL="http://testserver/gente/")
    assert fragment["HX-Redirect"] == "/entrar/?next=http%3A%2F%2Ftestserver%2Fgente%2F"


def test_a_view_never_meets_a_nul_and_everything_else_as_it_was_sent():
    request = RequestFactory().post("/", {"reason": "no\x00 cuadra", "leg": ["1", "\x002"], "page": "3"})
    view = guard.public(lambda request: HttpResponse())
    assert RefusalMiddleware(lambda r: HttpResponse()).process_view(request, view, (), {}) is None
    assert dict(request.POST.lists()) == {"reason": ["no cuadra"], "leg": ["1", "2"], "page": ["3"]}


def test_other_errors_are_not_swallowed():
    request = RequestFactory().get("/")
    assert RefusalMiddleware(lambda r: HttpResponse()).process_exception(request, ValueError()) is None


@pytest.mark.django_db
def test_a_refusal_is_a_page_that_says_what_to_do(enter):
    answer = enter(f.worker()).get(
        "/gente/llaves/dar/", headers={"referer": "http://testserver/gente/llaves/"}
    )
    body = answer.content.decode()
    assert answer.status_code == 403
    assert "Nada ha cambiado." in body
    assert "http://testserver/gente/llaves/" in body


@pytest.mark.django_db
def test_pages_for_what_is_missing_broken_or_stale(client, enter):
    missing = client.get("/nada/")
    assert missing.status_code == 404
    assert "Aquí no hay nada" in missing.content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert "Envíalo otra vez" in strict.post("/entrar/", {}).content.decode()
    from cecosesola.ui.views import broken

    answer = broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Algo se rompió" in answer.content.decode()


def test_safe_paths_stay_in_the_house():
    request = RequestFactory().get("/")
    assert refusals.safe_path(request, "/gente/") == "/gente/"
    assert refusals.safe_path(request, "https://example.org/") == "/"
    assert refusals.safe_path(request, None, "/x/") == "/x/"


# --- guard --------------------------------------------------------------------------------------


def test_a_guard_asks_its_policy_after_the_door():
    seen = []

    @guard.guarded(lambda person: seen.append(person) or None)
    def view(request):
        return HttpResponse("ok")

    request = RequestFactory().get("/")
    request.user = Person(pk=1)
    assert view(request).content == b"ok"
    assert seen == [request.user]
    assert guard.declared(view)

    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    with pytest.raises(Refused) as refused:
        view(request)
    assert refused.value.refusal is LOGIN


# --- forms --------------------------------------------------------------------------------------


def test_a_service_that_refuses_leaves_what_was_typed():
    form = Form({"name": "Ana", "kilos": "6,350"})

    def service(*, name, kilos, by):
        assert (name, kilos, by) == ("Ana", Decimal("6.350"), "yo")
        raise refuse("late", "Ya pasó la hora.", name="Otro día")

    assert attempt(form, service, by="yo") is None
    assert form.errors == {"name": ["Otro día"], "__all__": ["Ya pasó la hora."]}
    assert 'value="6,350"' in str(form["kilos"])


def test_a_field_that_the_form_does_not_have_is_told_on_top():
    form = Form({"name": "Ana"})
    attempt(form, lambda **given: (_ for _ in ()).throw(refuse("x", "No", other="dónde")))
    assert form.non_field_errors() == ["No"]


def test_a_service_that_answers_gives_its_answer():
    assert attempt(Form({"name": "Ana"}), lambda **given: given["name"]) == "Ana"
    assert attempt(Form({"name": ""}), lambda **given: "never") is None


@pytest.mark.parametrize(("typed", "value"), [("1.890,50", "1890.50"), ("1890,5", "1890.5"), ("7", "7")])
def test_figures_are_read_as_people_write_them(typed, value):
    assert MoneyInputField().clean(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["abc", "1,234", "NaN", "1e400"])
def test_figures_that_are_not_money_are_refused(typed):
    with pytest.raises(forms.ValidationError):
        MoneyInputField().clean(typed)


def test_figures_are_shown_as_people_write_them():
    class Weigh(HouseForm):
        gross = KilosInputField(label="Bruto", initial=Decimal("1118240.5"))

    drawn = str(Weigh()["gross"])
    assert 'value="1.118.240,500"' in drawn
    assert 'inputmode="decimal"' in drawn


def test_an_hour_is_of_caracas():
    class When(HouseForm):
        at = MomentField(label="A las")

    form = When({"at": "2026-11-27T06:00"})
    assert form.is_valid()
    assert form.cleaned_data["at"].utcoffset().total_seconds() == -4 * 3600
    import datetime as dt

    shown = str(When(initial={"at": dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)})["at"])
    assert 'value="2026-11-27T06:00"' in shown


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("by", [("family_names", "id"), ("-family_names", "-id"), ("-family_names", "id")])
def test_pages_by_key_pass_every_row_once(by):
    for number in range(25):
        f.person(family_names=f"Apellido {number % 4}")
    seen, url = [], "/x/?q=a"
    for _ in range(10):
        page = paging.page(RequestFactory().get(url), Person.objects.all(), by=by, size=7)
        seen += [person.pk for person in page]
        if not page.next:
            break
        assert "q=a" in page.next
        url = page.next
    assert len(seen) == len(set(seen)) == 25
    assert seen == list(Person.objects.order_by(*by).values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ["x", "bm9wZQ", "W10", "WyJhIiwgImIiXQ", "W3t9LCAxXQ", "a" * 900])
def test_a_broken_mark_starts_from_the_beginning(mark):
    someone = f.person()
    page = paging.page(
        RequestFactory().get("/x/", {"desde": mark}), Person.objects.all(), by=("-created_at", "-id")
    )
    assert page.rows == [someone]


# --- waiting ------------------------------------------------------------------------------------


def test_each_room_tells_what_waits(monkeypatch):
    for name in ("_WAITING", "_TURNS", "_NEWS"):
        monkeypatch.setattr(waiting, name, {})

    @waiting.register
    def papers(person):
        return [waiting.Waiting("Leer el acta", "/x/", "hoy")]

    @waiting.register_turns
    def turns(person):
        return [waiting.Turn("Tarde", place=2), waiting.Turn("Mañana", place=1)]

    waiting.register(papers)
    assert [item.title for item in waiting.waiting_for(None)] == ["Leer el acta"]
    assert [turn.title for turn in waiting.turns_of(None)] == ["Mañana", "Tarde"]
    assert waiting.news_for(None, None) == []
    assert NOT_FOUND.status == 404
    assert reverse("home") == "/"
