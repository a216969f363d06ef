"""The pages on which a meeting is held: on a phone and on a wall, in light and dark, for everyone."""

import pytest
from playwright.sync_api import expect

from assemblies.services import attendance, pens, turns
from tests.assemblies.test_attendance import picture
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import look_at
from tests.factories import federation as f
from tests.factories import minutes as m

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages():
    """An assembly of the community with something of everything, one read back, and one sealed."""
    first, second = f.worker(given_names="Rosa"), f.worker(given_names="Miguel")
    barrio = m.Space.objects.create(name="Asamblea del barrio", openness="community")
    meeting = m.opened(first, second, space=barrio, wants_turns=True)
    item = m.item(meeting)
    for kind in ("note", "concern", "proposal", "agreed", "action"):
        m.block(meeting, first, f"Palabras de {kind}.", kind=kind, item=item, person=first)
    torn = m.block(meeting, first, "De las dos.")
    for person in (first, second):
        m.revise(torn, person, f"De {person.given_names}.")
    m.minutes.settle_item(by=first, item=m.item(meeting, 1), outcome="parked")
    pens.take_pen(by=first, meeting=meeting)
    turns.raise_hand(by=second, meeting=meeting)
    attendance.keep_sheet(by=first, meeting=meeting, picture=picture())
    m.minutes.keep_aside(
        by=second, meeting=meeting, text="Al lado.", client_id=torn.client_id.__class__(int=7)
    )
    read = m.held("read_back", first, second, space=m.Space.objects.create(name="Equipo"))
    sealed = m.held("sealed", first, second, space=m.Space.objects.create(name="Otro equipo"))
    at, code = f"/reuniones/{meeting.pk}", attendance.attendance_code(meeting)
    return first, [
        f"{at}/",
        f"{at}/escribir/",
        f"{at}/escribir/{torn.pk}/",
        f"{at}/acta/pasar/",
        f"{at}/acta/pasar/{second.pk}/",
        f"{at}/acta/tomar/{pens.pen_code(pens.Pen.objects.filter(meeting=meeting).get())}/",
        f"{at}/lectura/",
        f"/reuniones/{read.pk}/lectura/",
        f"/reuniones/{read.pk}/pantalla/",
        f"{at}/pantalla/",
        f"{at}/asistencia/",
        f"{at}/asistencia/?q=nadie",
        f"{at}/aqui/{code}/",
        f"{at}/turnos/",
        f"/reuniones/{sealed.pk}/correcciones/",
    ]


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["phone-dark", "desk-light"])
def test_every_page_of_a_meeting_can_be_read_by_everyone(open_page, pages, size, dark):
    person, urls = pages
    page = open_page(person, size=size, dark=dark)
    wrong = [problem for url in urls for problem in look_at(page, url)]
    assert wrong == []
    assert page.complaints == []


def test_the_minutes_are_written_with_the_keyboard_and_without_javascript(open_page, pages):
    person, urls = pages
    page = open_page(person, js=False)
    page.goto(urls[1])
    page.locator(".five label", has_text="Preocupación").click()
    page.get_by_label("Con las palabras de la reunión").fill("Escrito sin JavaScript.")
    page.get_by_role("button", name="Ponerlo en el acta").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".block", has_text="Escrito sin JavaScript.").first).to_be_visible()
