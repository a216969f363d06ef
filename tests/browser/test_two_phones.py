"""Two phones at one meeting, with a line that comes and goes: no word that somebody typed is lost."""

import pytest
from playwright.sync_api import expect

from assemblies.models import AsideWords, BlockRevision, MinuteBlock
from assemblies.selectors import minutes as read
from tests.browser.conftest import PHONE
from tests.factories import federation as f
from tests.factories import minutes as m

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two():
    return f.worker(given_names="Rosa"), f.worker(given_names="Miguel")


@pytest.fixture
def meeting(two):
    made = m.opened(*two)
    m.block(made, two[0], "Falta agua.", item=m.item(made))
    return made


def opened(open_page, person, meeting, **extra):
    page = open_page(person, size=PHONE, **extra)
    page.goto(f"/reuniones/{meeting.pk}/escribir/")
    expect(page.locator("html[data-opens-without-line]")).to_be_attached(timeout=20_000)
    return page


def write(page, text, kind="Anotar"):
    page.locator(".five label", has_text=kind).click()
    page.get_by_label("Con las palabras de la reunión").fill(text)
    page.get_by_role("button", name="Ponerlo en el acta").click()


def revise(page, old, text):
    block = page.locator(".block", has_text=old).first
    block.get_by_text("Decirlo de otra manera").click()
    block.get_by_label("Cómo debe leerse").fill(text)
    block.get_by_role("button", name="Así se lee").click()


def all_texts():
    return set(BlockRevision.objects.values_list("text", flat=True))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["Rosa first", "Miguel first"])
def test_two_phones_without_a_line_lose_no_word(open_page, two, meeting, order):
    phones = [opened(open_page, person, meeting) for person in two]
    block = meeting.blocks.get()
    typed = []
    for number, page in enumerate(phones):
        page.context.set_offline(True)
        mine = [f"Anotó {number}.", f"Le preocupa a {number}.", f"Falta agua, dice {number}."]
        write(page, mine[0])
        write(page, mine[1], kind="Preocupación")
        revise(page, "Falta agua.", mine[2])
        # And once more over what this same phone has not sent yet.
        revise(page, "Falta agua.", mine[2] + " Mucha.")
        expect(page.locator("#outbox-word")).to_contain_text("4")
        expect(page.get_by_text("guardado en este teléfono").first).to_be_visible()
        typed += [*mine, mine[2] + " Mucha."]
    assert all_texts() == {"Falta agua."}, "nothing has been sent"
    for number in order:
        phones[number].context.set_offline(False)
        expect(phones[number].locator("#outbox-word")).to_have_text("todo enviado", timeout=20_000)
    assert all_texts() == {"Falta agua.", *typed}
    assert BlockRevision.objects.count() == 9, "each once"
    assert MinuteBlock.objects.count() == 5
    assert not AsideWords.objects.exists()
    block.refresh_from_db()
    assert block.needs_joining
    stand = {one.text for one in read.open_texts(block.revisions.all())}
    assert stand == {f"Falta agua, dice {number}. Mucha." for number in (0, 1)}
    authors = {one.text: one.author for one in BlockRevision.objects.exclude(number=1)}
    for number in (0, 1):
        assert authors[f"Falta agua, dice {number}. Mucha."] == two[number]
    # Both phones see both texts, and one of them writes the wording of both.
    for page in phones:
        here = page.locator(f"[data-block='{block.client_id}']")
        for text in stand:
            expect(here.get_by_text(text, exact=True).first).to_be_visible(timeout=20_000)
        expect(here.get_by_text("por conciliar")).to_be_visible()
    here = phones[0].locator(f"[data-block='{block.client_id}']")
    here.get_by_text("Escribir la redacción de ambas").click()
    here.get_by_label("Cómo debe leerse").fill("Falta mucha agua, dicen 0 y 1.")
    here.get_by_role("button", name="Así se lee").click()
    expect(phones[1].get_by_text("Falta mucha agua, dicen 0 y 1.").first).to_be_visible(timeout=20_000)
    block.refresh_from_db()
    assert not block.needs_joining


def test_a_page_reloaded_without_a_line_opens_with_everything_typed(open_page, two, meeting):
    page = opened(open_page, two[0], meeting)
    page.context.set_offline(True)
    write(page, "Escrito sin señal.")
    page.get_by_label("Con las palabras de la reunión").fill("A medio escri")
    block = page.locator(".block", has_text="Falta agua.").first
    block.get_by_text("Decirlo de otra manera").click()
    block.get_by_label("Cómo debe leerse").fill("Falta agua a medi")
    page.reload()
    expect(page.locator("#pending").get_by_text("Escrito sin señal.")).to_be_visible()
    expect(page.locator("#pending").get_by_text("guardado en este teléfono")).to_be_visible()
    expect(page.get_by_label("Con las palabras de la reunión")).to_have_value("A medio escri")
    expect(
        page.locator(".block", has_text="Falta agua.").first.get_by_label("Cómo debe leerse")
    ).to_have_value("Falta agua a medi")
    page.get_by_role("button", name="Ponerlo en el acta").click()
    page.reload()
    expect(page.locator("#pending li")).to_have_count(2)
    page.context.set_offline(False)
    expect(page.locator("#outbox-word")).to_have_text("todo enviado", timeout=20_000)
    assert {"Escrito sin señal.", "A medio escri"} <= all_texts()
    assert MinuteBlock.objects.count() == 3


def test_somebody_else_changes_what_one_is_changing_and_both_stand(open_page, two, meeting):
    """While one types, the page does not put the new text under the old words."""
    page = opened(open_page, two[0], meeting)
    block = meeting.blocks.get()
    here = page.locator(f"[data-block='{block.client_id}']")
    here.get_by_text("Decirlo de otra manera").click()
    here.get_by_label("Cómo debe leerse").fill("Falta agua en el galpón.")
    m.revise(block, two[1], "Falta agua desde el martes.")
    page.wait_for_timeout(6000)
    here.get_by_role("button", name="Así se lee").click()
    expect(here.get_by_text("por conciliar")).to_be_visible(timeout=20_000)
    assert {one.text for one in read.open_texts(block.revisions.all())} == {
        "Falta agua en el galpón.",
        "Falta agua desde el martes.",
    }


def test_an_answer_that_is_lost_on_the_way_counts_once(open_page, two, meeting):
    page = opened(open_page, two[0], meeting)
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    page.route("**/sincronizar/", lose)
    write(page, "Una sola vez.")
    expect(page.locator("#outbox-word")).to_have_text("todo enviado", timeout=20_000)
    assert len(lost) == 1
    assert BlockRevision.objects.filter(text="Una sola vez.").count() == 1
    expect(page.locator("#minutes").get_by_text("enviado").first).to_be_visible()


def test_what_the_house_does_not_take_stays_on_the_phone_with_its_reason(open_page, two, meeting):
    page = opened(open_page, two[0], meeting)
    page.context.set_offline(True)
    write(page, "Palabras de un caso.")
    topic = m.item(meeting).topic
    topic.is_reserved, topic.brought_by, topic.title = True, None, "Asunto reservado"
    topic.save()
    page.context.set_offline(False)
    expect(page.locator("#pending").get_by_text("no se recibió")).to_be_visible(timeout=20_000)
    expect(page.locator("#pending").get_by_text("Palabras de un caso.")).to_be_visible()
    expect(page.locator("#pending").get_by_text("se quedan en su caso")).to_be_visible()


def test_logging_out_takes_the_kept_page_along_and_leaves_what_is_not_sent(open_page, two, meeting):
    page = opened(open_page, two[0], meeting)
    page.route("**/sincronizar/", lambda route: route.abort())
    write(page, "Todavía no se envía.")
    expect(page.locator("#pending li")).to_have_count(1)
    page.locator(".account > summary").click()
    page.get_by_role("button", name="Salir").click()
    page.wait_for_url("**/entrar/**")
    page.wait_for_function("async () => !(await caches.has('reunion'))")
    kept = page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('acta.')).length")
    assert kept >= 1
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"/reuniones/{meeting.pk}/escribir/")


def test_the_screen_follows_by_itself(open_page, two, meeting):
    wall = open_page(two[1], size={"width": 1280, "height": 720})
    wall.goto(f"/reuniones/{meeting.pk}/pantalla/")
    expect(wall.get_by_text("Falta agua.")).to_be_visible()
    m.block(meeting, two[0], "Se compra un tanque.", kind="agreed", item=m.item(meeting))
    expect(wall.get_by_text("Se compra un tanque.")).to_be_visible(timeout=15_000)
    m.minutes.treat_now(by=two[0], item=m.item(meeting, 1))
    expect(wall.locator("h1")).to_contain_text("Tema 2", timeout=15_000)
    size = wall.locator("h1").evaluate("(el) => parseFloat(getComputedStyle(el).fontSize)")
    assert size >= 48, "read from the last chair"
    assert wall.complaints == []
