"""Every page that a menu or a list leads to, in light and dark, on a phone and on a desk: WCAG AA."""

import gzip
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from playwright.sync_api import expect

from assemblies.states import Hearing
from federation.models import Role
from federation.services import ask_break_glass, memory
from federation.services.acts import confirm
from finance.services import open_books
from rotation.services import time_off
from tests.architecture import matrix_books, matrix_money
from tests.browser.conftest import DESK, PHONE
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import journal as j
from tests.factories import proposals as pr
from tests.factories import rotation as r

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_LOOKS = {"type": "rule", "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]}
"""Those that depend on colours and sizes: what asks about the words of a page has been asked by then."""
FIRST_LOAD = 120 * 1024


def rotation_pages(keeper: Any) -> list[str]:
    """The roster: one's turn, the year, why, the wall, and what the planning reads."""
    f.key(keeper, Role.ROTATION)
    posts = [r.post(12), r.post(12), r.post(2, skills=(r.skill("Caja"),))]  # room for everybody
    crew = r.crew(5)
    known = r.knows(crew[0], posts[2].skills.get())
    this, coming = r.begun(), r.published()
    own = this.turns.get(person=keeper)
    asked = time_off.ask_time_off(
        by=crew[1], kind="rest", first_day=r.week(8).monday, last_day=r.week(8).sunday, key="page"
    )
    at = "/rotacion"
    return [
        f"{at}/",
        f"{at}/mi-ano/",
        f"{at}/turnos/{own.pk}/",
        f"{at}/turnos/{coming.turns.first().pk}/",
        f"{at}/turnos/{own.pk}/y-si/",
        f"{at}/tiempo-libre/",
        f"{at}/tiempo-libre/pedir/",
        f"{at}/tiempo-libre/{asked.pk}/",
        f"{at}/tiempo-libre/{asked.pk}/responder/",
        f"{at}/semanas/{this.week}/",
        f"{at}/semanas/{this.week}/?ver=personas",
        f"{at}/semanas/{this.week}/lista/{posts[0].pk}/",
        f"{at}/semanas/{r.week(9)}/",
        f"{at}/equidad/",
        f"{at}/quien-con-quien/",
        f"{at}/puestos/",
        f"{at}/puestos/{posts[2].pk}/",
        f"{at}/puestos/{posts[2].pk}/cambiar/",
        f"{at}/saberes/",
        f"{at}/saberes/{known.skill_id}/",
        f"{at}/saberes/{known.skill_id}/sabe/",
        f"{at}/saberes/archivo/",
        f"{at}/pesos/",
        f"{at}/pesos/nuevos/",
    ]


@pytest.fixture
def house() -> tuple[Any, list[str]]:
    """A federation with something of everything, and the pages to look at."""
    keeper = f.holder(Role.REGISTER, document="V11222333")
    f.key(keeper, Role.JOBS)
    f.key(keeper, Role.BRIGADE)
    f.key(keeper, Role.FINANCE)
    open_books(cooperative=f.primary(), by=None)
    f.key(keeper, Role.TILL, "fair:1", scope_label="Caja 12 · Centro", source="turn", source_ref="T-8")
    decision = a.decision(keeper, Hearing.CRITICISED, title="La miniferia queda en Bs 92,00 el kilo")
    a.decision(keeper)
    topic = a.topic(keeper, body="Falta agua desde el martes.")
    other = f.worker()
    mandate = f.key(other, Role.BUYING, source="decision", source_ref=decision.number)
    story = j.story(keeper)
    j.photo(story)
    memory.link_story(by=keeper, entry=story, who=other, linked=True)
    delivery = j.delivery(keeper)
    third = f.worker()
    act = ask_break_glass(by=third, role=Role.RECEIVING, reason="Llegó el camión")
    confirm(by=other, act=act)
    act = ask_break_glass(by=other, role=Role.WEEK, reason="No hay quien coordine")
    at = "/reuniones/decisiones"
    proposal = pr.proposal(keeper, "testing", affects=[pr.space()])
    objection = pr.say(proposal, "objection", other, would_answer="Que haya transporte.")
    pr.reword(proposal, third, answers=[objection])
    pr.say(proposal, "reservation", keeper)
    circulating = pr.proposal(keeper, "testing", affects=[pr.space()])
    pr.claim(circulating)
    ready = pr.proposal(keeper, "testing")
    criterion, held = pr.criterion(keeper, "under_review"), pr.criterion(keeper)
    action = pr.action(keeper)
    to = "/reuniones/propuestas"
    return keeper, [
        *rotation_pages(keeper),
        "/",
        "/mas/",
        "/trabajos/",
        "/cuenta/",
        "/cuenta/clave/",
        "/cuenta/entradas/",
        "/cuenta/pin/",
        "/cuenta/segundo-paso/",
        "/cuenta/segundo-paso/preparar/",
        "/gente/",
        "/gente/?q=nadie",
        f"/gente/{other.pk}/",
        "/gente/cooperativas/",
        "/gente/cooperativas/central/",
        "/gente/llaves/",
        "/gente/llaves/dar/",
        f"/gente/llaves/{mandate.pk}/terminar/",
        "/gente/llaves/que-abren/",
        "/gente/llaves/emergencia/",
        f"/gente/{other.pk}/llaves/",
        f"/gente/{other.pk}/entrada/",
        "/gente/de-a-dos/",
        f"/gente/de-a-dos/{act.pk}/",
        "/gente/cambios/",
        "/gente/cambios/?lo=mio",
        "/gente/memoria/",
        "/gente/memoria/contar/",
        f"/gente/memoria/{story.pk}/",
        f"/gente/memoria/{story.pk}/corregir/",
        f"/gente/memoria/{story.pk}/foto/",
        f"/gente/memoria/{story.pk}/nombrar/",
        f"/gente/memoria/{story.pk}/retirar/",
        "/gente/brigadas/",
        "/gente/brigadas/hogares/",
        "/gente/brigadas/hogares/nuevo/",
        f"/gente/brigadas/hogares/{delivery.home_id}/",
        f"/gente/brigadas/hogares/{delivery.home_id}/terminar/",
        "/gente/brigadas/rondas/nueva/",
        f"/gente/brigadas/rondas/{delivery.round_id}/",
        f"/gente/brigadas/rondas/{delivery.round_id}/reparto/",
        f"/gente/brigadas/entregas/{delivery.pk}/no-hecha/",
        f"{at}/",
        f"{at}/contar/",
        f"{at}/{decision.pk}/",
        f"{at}/{decision.pk}/respuesta/",
        "/reuniones/temas/",
        f"/reuniones/temas/{topic.pk}/",
        f"{to}/",
        f"{to}/nueva/?tema={topic.pk}",
        f"{to}/{proposal.pk}/",
        f"{to}/{proposal.pk}/redactar/",
        f"{to}/{ready.pk}/consenso/",
        f"{to}/{ready.pk}/aparte/",
        f"{to}/{proposal.pk}/preguntar/",
        f"{to}/{proposal.pk}/afecta/",
        f"{to}/{circulating.pk}/",
        f"{to}/circulacion/{circulating.circulations.get().pk}/",
        f"{to}/objeciones/{objection.pk}/",
        "/reuniones/criterios/",
        "/reuniones/criterios/?q=limpieza",
        "/reuniones/criterios/nuevo/",
        f"/reuniones/criterios/{criterion.pk}/",
        f"/reuniones/criterios/{criterion.pk}/renovar/",
        f"/reuniones/criterios/{held.pk}/revisar/",
        "/reuniones/por-hacer/",
        "/reuniones/por-hacer/nueva/",
        f"/reuniones/por-hacer/{action.pk}/terminar/",
        f"/reuniones/por-hacer/{action.pk}/pasar/",
        *matrix_books.addresses(keeper),
        *matrix_money.addresses(keeper, f.primary()),
        "/nada/",
    ]


def problems(page: Any, rules: Any = RULES) -> list[str]:
    """What axe finds, one line each."""
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})", rules
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def look_at(page: Any, url: str) -> list[str]:
    """Open a page and see what is wrong with it, as large and as bright as the browser is now."""
    answer = page.goto(url)
    page.evaluate(AXE.read_text())
    expected = 404 if url == "/nada/" else 200
    return ([] if answer.status == expected else [f"{url}: {answer.status}"]) + seen(page, url)


def seen(page: Any, name: str, rules: Any = RULES) -> list[str]:
    """What is wrong with the page that is open: axe's rules, its width, targets too small for a finger."""
    wrong = problems(page, rules)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        wrong.append(f"{width} px wide")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')]
        .filter(e => e.checkVisibility() && !e.closest('p, .under, .skip, .notice, dd, legend'))
        .filter(e => getComputedStyle(e).position !== 'absolute' && !e.matches('.form-check-input, .skip'))
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, r]) => r.width > 1 && r.height < 44 && !e.matches('a.line-title, .key-what a'))
        .map(([e, r]) => e.outerHTML.slice(0, 80) + ' ' + r.height)"""
    )
    return [f"{name}: {problem}" for problem in wrong + [f"small target {target}" for target in small]]


def look_both_ways(page: Any, url: str) -> list[str]:
    """A page on a phone in the dark, and the same one, without another load, on a desk by day."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    wrong = look_at(page, url)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    return wrong + seen(page, f"{url} on a desk", OF_LOOKS)


@pytest.mark.parametrize("half", [0, 1], ids=["one half", "the other"])
def test_every_page_can_be_read_by_everyone(open_page, house, half):
    keeper, urls = house
    page = open_page(keeper)
    wrong = [problem for url in urls[half::2] for problem in look_both_ways(page, url)]
    assert wrong == []
    refused = [said for said in page.complaints if "404" not in said]
    assert refused == [], "nothing that the content policy forbids, nothing broken"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_door_can_be_read_by_everyone(open_page, dark):
    page = open_page(dark=dark)
    assert look_at(page, "/entrar/") == []
    page.fill("[name=document]", "V1")
    page.fill("[name=password]", "no")
    page.click(".door-form button")
    page.wait_for_selector(".notice-harm")
    page.evaluate(AXE.read_text())
    assert problems(page) == []
    assert "no van juntos" in page.inner_text(".notice-harm")
    assert page.evaluate("document.activeElement.className").startswith("notice"), (
        "the reader starts at the error"
    )


SHOWN_ONCE = [
    ("/gente/{other}/entrada/", {}, "[name=do][value=code]"),
    ("/cuenta/segundo-paso/preparar/", {"current": f.PASSWORD}, "main form .btn-primary"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_shown_once_can_be_read_by_everyone(open_page, house, dark):
    """The paper with a code, and the picture for the phone: answers to a form, with no address."""
    keeper, _urls = house
    page = open_page(keeper, dark=dark)
    other = f.worker()
    for address, typed, button in SHOWN_ONCE:
        page.goto(address.format(other=other.pk))
        for name, value in typed.items():
            page.fill(f"[name={name}]", value)
        page.click(button)
        page.wait_for_selector(".qr svg")
        page.evaluate(AXE.read_text())
        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.complaints == []


def test_the_code_of_a_printed_picture_is_written_in_and_leaves_the_address(open_page):
    page = open_page()
    page.goto("/activar/#7KQMW3PXABCD")
    assert page.input_value("[name=code]") == "7KQM-W3PX-ABCD"
    assert page.url.endswith("/activar/")
    assert look_at(page, "/activar/") == []


def test_the_first_load_is_light(open_page, house):
    keeper, _urls = house
    page = open_page(keeper)
    bodies: dict[str, int] = {}

    def keep(response):
        if response.request.resource_type in {"document", "stylesheet", "script", "manifest", "image"}:
            bodies[response.url] = len(gzip.compress(response.body(), 6))

    page.on("response", keep)
    page.goto("/gente/llaves/", wait_until="networkidle")
    assert len(bodies) >= 5
    assert sum(bodies.values()) < FIRST_LOAD, bodies
    assert all(url.startswith(page.url.split("/gente")[0]) for url in bodies), "nothing from elsewhere"


def test_focus_is_seen_and_the_content_is_one_step_away(open_page, house):
    keeper, _urls = house
    page = open_page(keeper, size=DESK)
    page.goto("/gente/llaves/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert (outline, width >= 2) == ("solid", True), page.evaluate("document.activeElement.outerHTML")


def test_the_theme_changes_at_once_and_is_remembered(open_page, house):
    keeper, _urls = house
    page = open_page(keeper, size=DESK)
    page.goto("/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click(".account > summary")
    page.click('.account-sheet button[value="dark"]')
    assert page.evaluate(paper) != light
    page.keyboard.press("Escape")
    assert not page.is_visible(".account-sheet")
    dark = page.evaluate(paper)
    page.reload()
    assert page.evaluate(paper) == dark


def test_the_state_of_the_line_is_always_told(open_page, house):
    keeper, _urls = house
    page = open_page(keeper)
    page.goto("/")
    assert page.inner_text("#line") == "en línea"
    page.context.set_offline(True)
    page.wait_for_function("() => document.querySelector('#line').innerText === 'sin línea'")
    page.context.set_offline(False)
    page.wait_for_function("() => document.querySelector('#line').innerText === 'en línea'")


def test_a_list_is_searched_as_one_types(open_page, house):
    keeper, _urls = house
    f.worker(given_names="Yelitza", family_names="Freitez")
    page = open_page(keeper)
    page.goto("/gente/")
    page.locator("#q").press_sequentially("freit")
    page.wait_for_function("() => document.querySelectorAll('#results li').length === 1")
    assert "Freitez, Yelitza" in page.inner_text("#results")
    assert page.url.endswith("?q=freit")
    assert page.evaluate("document.activeElement.id") == "q", "nothing is lost while typing"
    assert page.complaints == []


def test_without_javascript_one_enters_works_and_leaves(open_page, house):
    page = open_page(js=False)
    page.goto("/reuniones/temas/")
    page.fill("[name=document]", "v-11.222.333")
    page.fill("[name=password]", f.PASSWORD)
    page.click(".door-form button")
    page.wait_for_url("**/reuniones/temas/")
    page.fill("[name=title]", "El camión de los jueves")
    page.click(".bring button")
    expect(page.locator("main")).to_contain_text("El camión de los jueves")
    page.goto("/mas/")
    page.click('main button[value="dark"]')
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.click('main button[value="en"]')
    expect(page.locator("main")).to_contain_text("My account")
    page.click("main form[action='/salir/'] button")
    page.wait_for_url("**/entrar/")


def test_tabs_on_a_phone_and_a_row_on_a_desk(open_page, house):
    keeper, _urls = house
    phone, desk = open_page(keeper), open_page(keeper, size=DESK)
    for page in (phone, desk):
        page.goto("/gente/")
    assert phone.is_visible(".tabs")
    assert not phone.is_visible(".desk-nav")
    assert desk.is_visible(".desk-nav")
    assert not desk.is_visible(".tabs")


def test_what_is_printed_leaves_the_house_outside(open_page, house):
    keeper, _urls = house
    page = open_page(keeper, size=DESK)
    page.goto("/gente/llaves/")
    page.emulate_media(media="print")
    for part in (".topbar", ".row-nav", ".search"):
        assert not page.is_visible(part)
    assert page.is_visible("main h1")
