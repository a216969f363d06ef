"""The roster's pages: who meets what, what is shown to whom, and that they cost the same however long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cecosesola.kernel.clock import today
from rotation.models import AttendanceNote, Post, Roster, Swap, TimeOff, Turn
from rotation.services import skills, time_off
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import rotation as r

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def test_my_turn_says_where_with_whom_and_what_comes(enter, house):
    this, following = r.begun(), r.published()
    me = house.people[0]
    page = text(enter(me).get(reverse("rotation:my_turn")))
    mine = r.turn_of(me, this)
    assert mine.post.name in page
    for other in Turn.objects.filter(roster=this, post=mine.post).exclude(person=me).select_related("person"):
        assert str(other.person) in page
    assert r.turn_of(me, following).post.name in page
    assert "40 h" in page, "two weeks of two days of ten hours to come"


def test_why_words_are_those_of_the_plan(enter, house):
    roster = r.published()
    turn = Turn.objects.filter(roster=roster, reasons__next_post__isnull=False).first()
    page = text(enter(house.people[0]).get(reverse("rotation:turn", args=[turn.pk])))
    assert Post.objects.get(pk=turn.reasons["next_post"]).name in page
    assert f"+{turn.reasons['next_price']}" in page
    assert "nunca, en lo que está escrito" in page


def test_why_somebody_is_away_is_read_by_them_alone(enter):
    me = f.worker()
    asked = time_off.ask_time_off(
        by=me, kind="health", first_day=today(), last_day=today(), key="k", words="Quimioterapia"
    )
    address = reverse("rotation:time_off", args=[asked.pk])
    assert "Quimioterapia" in text(enter(me).get(address))
    for other in (f.worker(), r.keeper()):
        for page in (address, reverse("rotation:times_off"), "/", reverse("assemblies:topics")):
            shown = text(enter(other).get(page, follow=True))
            assert "Quimioterapia" not in shown
            assert "salud" not in shown.split("<main")[-1] or page != address


def test_days_are_asked_for_on_a_phone_and_what_was_typed_stays(enter):
    inside = enter(f.worker())
    address = reverse("rotation:ask_time_off")
    given = {"kind": "rest", "first_day": "2030-01-01", "last_day": "2020-01-01", "words": "x", "key": "k"}
    refused = inside.post(address, given)
    assert refused.status_code == 422
    assert "2030-01-01" in text(refused)
    day = r.week(3).monday.isoformat()
    assert inside.post(address, given | {"first_day": day, "last_day": day}).status_code == 302
    assert inside.post(address, given | {"first_day": day, "last_day": day}).status_code == 302
    assert TimeOff.objects.count() == 1
    other = enter(f.worker())
    asked = TimeOff.objects.get()
    answer = reverse("rotation:answer_time_off", args=[asked.pk])
    assert other.post(answer, {"state": "put_off"}).status_code == 422
    assert other.post(answer, {"state": "agreed"}).status_code == 302
    assert inside.post(reverse("rotation:take_back_time_off", args=[asked.pk])).status_code == 302


def test_a_swap_from_the_turn_to_the_keys(enter, house):
    roster = r.published()
    mine = Turn.objects.filter(roster=roster, post=house.posts[0]).select_related("person").first()
    theirs = Turn.objects.filter(roster=roster, post=house.posts[1]).select_related("person").first()
    me, other = enter(mine.person), enter(theirs.person)
    address = reverse("rotation:ask_swap", args=[mine.pk])
    assert str(theirs.person) in text(me.get(address))
    assert me.post(address, {"other": ""}).status_code == 422
    assert me.post(address, {"other": theirs.pk, "words": "¿Sí?"}).status_code == 302
    page = reverse("rotation:swap", args=[Swap.objects.get().pk])
    assert "cambiar de turno" in text(other.get("/"))
    assert 'name="respuesta"' not in text(me.get(page))
    assert other.post(page, {"respuesta": "si"}).status_code == 302
    theirs.refresh_from_db()
    assert theirs.post_id == house.posts[0].pk


def test_the_wall_in_every_view_and_as_files(enter, house):
    lonely = r.post(2, skills=(r.skill("Buzo"),), scope="fair:3", scope_label="Feria del Este")
    roster = r.published()
    inside = enter(house.people[0])
    address = reverse("rotation:week", args=[str(roster.week)])
    for view in ("", "?ver=ferias", "?ver=personas", "?ver=otra"):
        page = text(inside.get(address + view))
        assert all(str(person) in page for person in house.people)
        assert lonely.name in page
        assert "Donde falta gente" in page
    csv = b"".join(inside.get(address + "?bajar=csv").streaming_content).decode("utf-8-sig")
    assert csv.count("\n") == 10
    book = inside.get(address + "?bajar=xlsx")
    from io import BytesIO

    assert load_workbook(BytesIO(b"".join(book.streaming_content))).active.max_row == 10
    paper = inside.get(reverse("rotation:week_pdf", args=[str(roster.week)]))
    assert paper.content.startswith(b"%PDF")
    calendar = inside.get(reverse("rotation:week", args=["2031-W01"]))
    assert "No hay rol" in text(calendar)
    for wrong in ("2031-W60", "ayer", "2031-W01x"):
        assert inside.get(reverse("rotation:week", args=[wrong])).status_code == 404


def test_a_meeting_hears_and_the_keeper_publishes(enter, house):
    roster = r.planned()
    week = [str(roster.week)]
    keeper, worker = enter(r.keeper()), enter(house.people[0])
    assert worker.post(reverse("rotation:publish", args=week)).status_code == 403
    assert keeper.post(reverse("rotation:publish", args=week)).status_code == 409
    assert keeper.post(reverse("rotation:plan_again", args=week)).status_code == 302
    assert keeper.post(reverse("rotation:hear", args=week), {"words": "Bien."}).status_code == 302
    assert keeper.post(reverse("rotation:publish", args=week)).status_code == 302
    assert Roster.objects.get().state == "published"
    assert "Bien." in text(worker.get(reverse("rotation:week", args=week)))


def test_a_posts_list_is_written_by_whoever_is_there(enter, house):
    roster = r.begun()
    post = house.posts[0]
    turns = list(Turn.objects.filter(roster=roster, post=post))
    inside = enter(house.people[0])
    address = reverse("rotation:list", args=[str(roster.week), post.pk])
    sent = {f"t{turn.pk}": "present" for turn in turns} | {f"t{turns[0].pk}": "late", "t999999": "late"}
    assert inside.post(address, sent).status_code == 302
    assert AttendanceNote.objects.count() == len(turns)
    inside.post(address, sent)
    assert AttendanceNote.objects.count() == len(turns)
    note = reverse("rotation:note", args=[turns[0].pk])
    assert inside.post(note, {"said": "present", "words": "Llegó a su hora."}).status_code == 302
    assert inside.post(note, {"said": "cualquiera"}).status_code == 422


def test_posts_skills_places_and_weights_are_kept_by_forms(enter):
    keeper, worker, decision = r.keeper(), f.worker(), a.decision()
    inside = enter(keeper)
    given = {
        "name": "Cava",
        "area": r.area().pk,
        "scope": "network",
        "kind": "rotating",
        "minimum": 1,
        "target": 2,
        "maximum": 3,
        "gap_weeks": 8,
        "hours": "5 04:00-12:00\n6 4:00-12:00",
        "is_active": "on",
    }
    wrong = inside.post(reverse("rotation:new_post"), given | {"hours": "viernes temprano"})
    assert wrong.status_code == 422
    assert "viernes temprano" in text(wrong)
    assert inside.post(reverse("rotation:new_post"), given).status_code == 302
    made = Post.objects.get(name="Cava")
    assert made.hours.count() == 2
    assert "5 04:00-12:00" in text(inside.get(reverse("rotation:change_post", args=[made.pk])))
    inside.post(reverse("rotation:new_skill"), {"name": "Caja"})
    what = r.Skill.objects.get()
    inside.post(
        reverse("rotation:qualify", args=[what.pk]),
        {"person": worker.document, "since": "2026-01-05", "how": "word"},
    )
    assert str(worker) in text(inside.get(reverse("rotation:skill", args=[what.pk])))
    fixed = r.post(1, kind="fixed")
    placed = {"person": worker.document, "since": today().isoformat(), "decision": decision.pk}
    assert inside.post(reverse("rotation:place", args=[fixed.pk]), placed).status_code == 302
    form = text(inside.get(reverse("rotation:set_weights")))
    assert 'name="tally"' in form
    from rotation.selectors.weights import BEGINNING

    sent = {**BEGINNING, "tally": 77, "decision": decision.pk}
    assert inside.post(reverse("rotation:set_weights"), sent).status_code == 302
    assert inside.post(reverse("rotation:set_weights"), sent).status_code == 422
    assert "77" in text(inside.get(reverse("rotation:weights")))


def test_a_file_is_looked_at_before_it_is_written(enter):
    from django.core.files.uploadedfile import SimpleUploadedFile

    keeper, one = r.keeper(), f.worker()
    r.skill("Caja")
    inside, address = enter(keeper), reverse("rotation:bring_file")

    def file():
        return SimpleUploadedFile("quien.csv", f"Cédula;Saber\n{one.document};Caja\nV1;Caja".encode())

    looked = text(inside.post(address, {"file": file()}))
    assert "todavía no se escribió nada" in looked
    assert "no es una cédula" in looked.lower() or "cédula" in looked
    assert not one.qualifications.exists()
    inside.post(address, {"file": file(), "escribir": "si"})
    assert one.qualifications.count() == 1
    assert inside.post(address, {"file": SimpleUploadedFile("x.csv", b"")}).status_code == 422


def test_figures_for_the_meeting_and_the_grid(enter, house):
    with_nothing = enter(house.people[0])
    assert "Todavía no hay nada publicado" in text(with_nothing.get(reverse("rotation:fairness")))
    r.begun()
    page = text(with_nothing.get(reverse("rotation:fairness")))
    assert "Nunca juntas" in page
    assert "A quién formar" in page
    grid = text(with_nothing.get(reverse("rotation:together") + f"?puesto={house.posts[0].pk}"))
    assert 'class="heat"' in grid
    assert with_nothing.get(reverse("rotation:together") + "?puesto=999999").status_code == 404
    assert with_nothing.get(reverse("rotation:together") + "?semana=x").status_code == 404
    assert with_nothing.get(reverse("rotation:my_year")).status_code == 200


PAGES = [
    "rotation:my_turn", "rotation:my_year", "rotation:times_off", "rotation:fairness", "rotation:posts",
    "rotation:skills", "rotation:together", "week",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_for_few_and_for_many(enter, house, name):
    r.post(2, skills=(r.skill(),))  # somebody lacks from the start
    this = r.begun()
    me = house.people[0]
    inside = enter(me)
    address = reverse("rotation:week", args=[str(this.week)]) if name == "week" else reverse(name)

    def cost():
        inside.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert inside.get(address).status_code == 200
        return len(asked)

    few = cost()
    keeper, what = r.keeper(), r.skill()
    for person in r.crew(12):
        skills.qualify(by=keeper, person=person, skill=what, since=today())
        time_off.ask_time_off(
            by=person, kind="rest", first_day=r.week(7).monday, last_day=r.week(7).monday, key=str(person.pk)
        )
    for _n in range(4):
        r.post(2, skills=(what,))
    for ahead in (1, 2, 3):
        r.published(ahead)
    assert cost() <= few + 3
    assert few <= 34
