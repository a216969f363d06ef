"""Search and «desde tu última reunión»: in any form of a word, only what one may read, and quickly."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies.models import Meeting, Topic
from assemblies.selectors.finding import find, shown
from assemblies.selectors.since import since_last
from assemblies.services import agenda, topics
from cecosesola.kernel.clock import at, now, today
from federation.services import memory
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import meetings as m

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    [
        "limpiar",
        "limpió",
        "limpio",
        "limpiamos galpón",
        "GALPON",
        "galpón",
        '"limpió el galpón"',
        "limpiaron -agua",
    ],
)
def test_a_word_is_found_in_any_of_its_forms(words):
    topic = m.topic(m.space(), "Yolanda limpió el galpón")
    (found,) = find(f.worker(), words)
    assert found.url == reverse("assemblies:topic", args=[topic.pk])
    assert found.kind == "topic"


@pytest.mark.parametrize("words", ["", "  ", "((", "a:*", "& | !", "'", "-", '"', "\\", "%%", "zzzz"])
def test_no_search_breaks(enter, words):
    m.topic(m.space(), "El agua")
    assert enter(f.worker()).get(reverse("assemblies:search"), {"q": words}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "١", "", "99999999999"])
def test_no_page_number_breaks(enter, page):
    url = reverse("assemblies:search")
    assert enter(f.worker()).get(url, {"q": "agua", "pagina": page}).status_code == 200
    assert enter(f.worker()).get(url, {"q": "agua", "tipo": "nada"}).status_code == 200


def test_everything_that_one_may_read_is_found_and_says_what_it_is():
    where = m.space()
    m.topic(where, "Las cestas rotas", body="Compramos cestas nuevas.")
    a.decision(title="Cestas", text="Una cesta por persona.")
    memory.tell_story(
        by=f.worker(),
        kind="story",
        title="La cesta más vieja",
        body="De mimbre.",
        happened_on=today(),
        precision="day",
        key="cesta",
    )
    found = find(f.worker(), "cesta")
    assert {one.kind for one in found} == {"topic", "decision", "story"}
    assert all("<mark>" in one.title + one.snippet for one in found)
    assert [one.kind for one in find(f.worker(), "cesta", kind="story")] == ["story"]


def test_what_people_wrote_is_never_html():
    m.topic(m.space(), "<script>alert(1)</script> cesta", body="<b>cesta</b> & más")
    (found,) = find(f.worker(), "cesta")
    assert "<script" not in found.title
    assert "&lt;script" in found.title
    assert "<b>" not in found.snippet
    assert "<mark>cesta</mark>" in found.title
    assert shown("\ue000a\ue000b\ue001 <i>") == "\ue000a<mark>b</mark> &lt;i&gt;".replace("\ue000", "")


def test_members_find_what_is_open_to_the_community_and_strangers_nothing():
    m.topic(m.space(), "Agua del depósito")
    m.topic(m.space(openness="community"), "Agua del barrio")
    assert len(find(f.worker(), "agua")) == 2
    assert [str(one.title) for one in find(f.member(), "agua")] == ["<mark>Agua</mark> del barrio"]
    assert find(f.person(), "agua") == []


def test_reserved_topics_are_not_found():
    m.topic(m.space(), "Asunto reservado", is_reserved=True, brought_by=None)
    assert find(f.worker(), "reservado") == []


def test_the_recent_comes_before_the_old():
    where = m.space()
    old = m.topic(where, "El agua")
    Topic.objects.filter(pk=old.pk).update(brought_at=now() - dt.timedelta(days=900))
    m.topic(where, "El agua")
    found = find(f.worker(), "agua")
    assert found[0].at > found[1].at


def test_a_search_costs_the_same_for_two_and_for_twenty(enter):
    where, inside = m.space(), enter(f.worker())
    url = reverse("assemblies:search")

    def cost():
        with CaptureQueriesContext(connection) as asked:
            inside.get(url, {"q": "agua"})
        return len(asked)

    m.topic(where, "agua"), a.decision(title="agua")
    cost()
    few = cost()
    for _each in range(18):
        m.topic(where, "agua")
    assert cost() == few <= 9


# --- since one last came --------------------------------------------------------------------------
def test_what_happened_since_i_was_last_there():
    me = f.worker()
    where = m.space(by=me)
    with at(now() - dt.timedelta(days=20)):
        m.topic(where, "De antes")
        m.came(m.sealed(where), me)
    with at(now() - dt.timedelta(days=10)):
        m.topic(where, "Se resolvió sin mí")
        missed = m.opened(where)
        item = missed.items.get(topic__title="Se resolvió sin mí")
        agenda.treated(item, "resolved")
        topics.move_topic(by=f.worker(), topic=item.topic, state="resolved")
        m.sealed(meeting=missed)
        a.decision(title="Decidieron sin mí", space=where)
    told = since_last(me)
    (one,) = told.spaces
    assert [meeting.pk for meeting in one.meetings] == [missed.pk]
    assert [item.topic.title for item in one.meetings[0].settled if item.outcome == "resolved"] == [
        "Se resolvió sin mí"
    ]
    assert [decision.title for decision in one.decisions] == ["Decidieron sin mí"]
    assert one.last is not None


def test_a_tick_taken_back_is_no_visit():
    me = f.worker()
    where = m.space(by=me)
    tick = m.came(m.sealed(where), me)
    tick.undone_at = now()
    tick.save()
    (one,) = since_last(me).spaces
    assert one.last is None


def test_other_spaces_are_not_mine_and_quiet_ones_say_so(enter):
    me = f.worker()
    a.decision(space=m.space())
    assert since_last(me).spaces == []
    mine = m.space(by=me)
    Meeting.objects.filter(space=mine).update(starts_at=now())
    assert since_last(me).is_quiet
    assert "Nada nuevo" in enter(me).get(reverse("assemblies:since")).content.decode()


def test_since_last_costs_the_same_for_two_spaces_and_for_ten(enter):
    me = f.worker()
    inside = enter(me)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert inside.get(reverse("assemblies:since")).status_code == 200
        return len(asked)

    def more(spaces):
        for _each in range(spaces):
            where = m.space(by=me)
            m.topic(where)
            a.decision(space=where)
            m.sealed(where)

    more(2)
    cost()
    few = cost()
    more(8)
    assert cost() == few <= 14
