"""Cases of conduct: who does what from each state, what is encrypted, what leaks nowhere."""

import logging

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from assemblies.models import CaseEntry, CaseKey, CaseMeasure, CaseRead, ConductCase, Topic
from assemblies.services import conduct as services
from assemblies.services import measures, redacting
from assemblies.states.conduct import CASE, CaseState
from cecosesola.kernel import sealed
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Role
from federation.selectors import is_suspended
from federation.services import acts
from tests.factories import assemblies as a
from tests.factories import conduct as c
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
S = CaseState
MARK = "guacharacón"
ROLES = ["subject", "mentor", "raised_by", "recorder", "mediator", "witness", "group", "stranger"]


@pytest.mark.parametrize("old", S.values)
def test_every_state_to_every_state_by_everybody(old):
    """Only whoever writes it down or mediates moves it, and only as the table says."""
    world = c.World(old)
    for new in S.values:
        for role in ROLES:
            allowed = role in {"recorder", "mediator"} and new in CASE.moves[old] and new != S.MEASURE
            if allowed:
                continue
            with pytest.raises(Refused) as refused:
                services.move_case(by=world.part(role), case=world.case, state=new, words="x")
            if new != S.MEASURE:
                code = refused.value.refusal.code
                if role in {"subject", "mentor"}:
                    assert code == "spoken_of"
                elif role == "stranger":
                    assert code == "not_found"
                elif role in {"recorder", "mediator"}:
                    assert code == "no_such_move"
                else:
                    assert code == "not_your_part"
    world.case.refresh_from_db()
    assert world.case.state == old


@pytest.mark.parametrize(
    ("old", "new"), [(str(old), str(new)) for old, news in CASE.moves.items() for new in sorted(news)]
)
def test_every_move_of_the_table_is_made(old, new):
    world = c.World(old)
    world.go(new)
    assert world.case.state == new
    assert list(world.case.steps.values_list("state", flat=True))[-1] == new


@pytest.mark.parametrize("old", S.values)
def test_a_measure_follows_only_from_hearing(old):
    world = c.World(old)
    if S.MEASURE in CASE.moves[old] or old == S.MEASURE:
        assert world.measure("accompany").case_id == world.case.pk
    else:
        with pytest.raises(Refused):
            world.measure()


@pytest.mark.parametrize("role", ROLES)
def test_who_writes_and_who_attests(role):
    world = c.World()
    person = world.part(role)
    write = {"by": person, "case": world.case, "kind": "talk", "words": "x"}
    if role in {"raised_by", "recorder", "mediator"}:
        assert services.write_entry(**write).number == 2
    else:
        with pytest.raises(Refused):
            services.write_entry(**write)
    attest = {"by": person, "case": world.case, "number": 1}
    if role in {"recorder", "mediator", "witness", "group"}:
        services.attest_entry(**attest)
        services.attest_entry(**attest)
        assert world.case.attestations.count() == 1
    else:
        with pytest.raises(Refused):
            services.attest_entry(**attest)


def test_the_mentor_is_there_from_the_first_moment_and_cannot_raise():
    world = c.World()
    assert services.policies.parts_of(world.mentor, world.case) == {"mentor"}
    with pytest.raises(Refused) as refused:
        services.raise_case(by=world.mentor, subject=world.subject, words="x", space=a.network_meeting())
    assert refused.value.refusal.code == "own_mentor"
    for person in (world.subject, world.mentor):
        with pytest.raises(Refused) as refused:
            services.name_person(by=world.raiser, case=world.case, person=person, role="recorder")
        assert refused.value.refusal.code == "spoken_of"


def test_whoever_raised_it_does_not_write_what_is_agreed():
    world = c.World()
    with pytest.raises(Refused) as refused:
        services.name_person(by=world.raiser, case=world.case, person=world.raiser, role="recorder")
    assert refused.value.refusal.code == "raised_it"


def test_a_part_that_ended_no_longer_reads():
    world = c.World()
    part = world.case.people.get(role="witness")
    services.end_part(by=world.recorder, part=part)
    with pytest.raises(Refused) as refused:
        services.read_case(by=world.witness, pk=world.case.pk)
    assert refused.value.refusal.status == 404
    with pytest.raises(Refused):
        services.end_part(by=world.recorder, part=world.case.people.get(role="mentor"))


# --- words ------------------------------------------------------------------------------------------


def test_the_concerned_read_and_every_reading_is_told(enter):
    world = c.World(words=MARK)
    for role in ROLES[:-1]:
        body = enter(world.part(role)).get(f"/reuniones/convivencia/{world.case.pk}/").content.decode()
        assert MARK in body
    assert CaseRead.objects.count() == len(ROLES) - 1
    seen = enter(world.subject).get(f"/reuniones/convivencia/{world.case.pk}/").content.decode()
    assert str(world.witness) in seen
    assert services.unsealed(None, world.case.entries.get()) is None


def test_holders_of_every_key_meet_nothing(enter):
    world = c.World(words=MARK)
    holder = f.worker()
    for role in Role.values:
        f.key(holder, role)
    inside = enter(holder)
    names = ["case", "write_case", "name_case_person", "impose_measure", "redact_case"]
    urls = [reverse(f"assemblies:{name}", args=[world.case.pk]) for name in names]
    urls.append(reverse("assemblies:move_case", args=[world.case.pk, "accepted"]))
    for url in urls:
        assert inside.get(url).status_code == 404
        assert inside.post(url, {"words": "x"}).status_code == 404
    for name in ("attest_case", "end_case_part"):
        assert inside.post(reverse(f"assemblies:{name}", args=[world.case.pk])).status_code == 404
    assert not CaseRead.objects.exists()


def test_a_row_moved_to_another_place_does_not_open():
    one, other = c.World(), c.World()
    mine, theirs = one.case.entries.get(), other.case.entries.get()
    key = services.key_of(one.case)
    assert services.unsealed(key, mine) == c.WORDS
    mine.sealed = theirs.sealed
    assert services.unsealed(key, mine) is None
    assert services.unsealed(services.key_of(other.case), mine) is None, "under its own key, elsewhere"
    second = services.write_entry(by=one.raiser, case=one.case, kind="facts", words="otra")
    second.sealed = one.case.entries.get(number=1).sealed
    assert services.unsealed(key, second) is None, "two entries of one case changed for each other"
    row = CaseKey.objects.get(case=other.case)
    with pytest.raises(sealed.Unreadable):
        sealed.unwrap(bytes(row.wrapped), row.under, f"case:{one.case.pk}:key")


def test_the_length_of_the_words_tells_little():
    key = sealed.new_key()
    assert len(sealed.seal(key, "no", "x")) == len(sealed.seal(key, "no" * 100, "x"))
    assert sealed.unseal(key, sealed.seal(key, "añil" * 999, "x"), "x") == "añil" * 999


def test_another_installation_key_does_not_open_and_rotation_keeps_the_words():
    world = c.World()
    with override_settings(CASES_KEYS=["nueva"]):
        assert services.key_of(world.case) is None
        with pytest.raises(sealed.Unreadable):
            services.rotate_keys()
        page = services.read_case(by=world.subject, pk=world.case.pk)
        assert page.told[0].words is None
    from django.conf import settings

    with override_settings(CASES_KEYS=["nueva", *settings.CASES_KEYS]):
        assert services.rotate_keys() == 1
        assert services.rotate_keys() == 0
    with override_settings(CASES_KEYS=["nueva"]):
        assert services.read_case(by=world.subject, pk=world.case.pk).told[0].words == c.WORDS
    assert services.key_of(world.case) is None, "the old one no longer opens"


def _everywhere(word: str) -> list[str]:
    """The columns of any table where a word stands: as text, in JSON or as bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND (data_type IN ('text', 'character varying', 'json',"
            " 'jsonb', 'bytea', 'tsvector'))"
            " AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')"
        )
        for table, column, kind in cursor.fetchall():
            if kind == "bytea":
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" WHERE position(%s::bytea in "{column}") > 0)',
                    [word.encode()],
                )
            else:
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE %s)', [f"%{word}%"]
                )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def test_the_search_for_leaks_finds_what_is_there():
    a.topic(title=f"El {MARK}")
    assert "assemblies_topic.title" in _everywhere(MARK)


def test_no_table_page_log_or_trace_holds_a_reserved_word(enter, caplog):
    caplog.set_level(logging.DEBUG)
    world = c.World(S.CLOSED, words=MARK)
    world.go(S.REHEARING, MARK)
    services.write_entry(by=world.recorder, case=world.case, kind="talk", words=MARK)
    assert _everywhere(MARK) == []
    sent = enter(world.recorder).post(
        reverse("assemblies:write_case", args=[world.case.pk]), {"kind": "x", "words": MARK}
    )
    assert sent.status_code == 422
    assert MARK in sent.content.decode(), "the writer's own form keeps what was typed"
    assert world.case.topic.title == "Asunto reservado"
    pages = [
        "/", "/reuniones/", "/reuniones/temas/", "/reuniones/decisiones/", "/reuniones/notas/",
        "/reuniones/convivencia/", "/reuniones/la-palabra/", "/reuniones/escuela/",
        reverse("assemblies:topic", args=[world.case.topic_id]), reverse("assemblies:since"),
        reverse("assemblies:search") + f"?q={MARK[:6]}", reverse("federation:changes"),
        reverse("federation:person", args=[world.subject.pk]),
    ]  # fmt: skip
    for who in (world.stranger, world.subject, world.recorder):
        inside = enter(who)
        for url in pages:
            body = inside.get(url).content.decode()
            assert MARK not in body, url
            if who is world.stranger:
                assert world.case.number not in body, url
                assert f"/convivencia/{world.case.pk}/" not in body, url
    assert MARK not in caplog.text
    told = AuditEvent.objects.filter(object_type="assemblies.conductcase")
    assert told.exists()
    assert not told.filter(private=False).exists()


def _redact(world: c.World) -> None:
    act = redacting.ask_case_redaction(by=world.raiser, case=world.case, why="time")
    acts.confirm(by=world.recorder, act=act)


def test_two_people_destroy_the_words_and_the_shape_stays(enter):
    world = c.World(S.CLOSED, words=MARK)
    sealed_before = [bytes(entry.sealed) for entry in world.case.entries.all()]
    act = redacting.ask_case_redaction(by=world.raiser, case=world.case, why="time")
    for who, code in (
        (world.subject, "spoken_of"),
        (world.mentor, "spoken_of"),
        (world.raiser, "same_person"),
    ):
        with pytest.raises(Refused) as refused:
            acts.confirm(by=who, act=act)
        assert refused.value.refusal.code == code
    with pytest.raises(Refused) as refused:
        acts.confirm(by=world.stranger, act=act)
    assert refused.value.refusal.status == 404
    acts.confirm(by=world.recorder, act=act)
    assert not CaseKey.objects.exists()
    assert _everywhere(MARK) == []
    assert sealed_before
    assert [one.words for one in services.read_case(by=world.subject, pk=world.case.pk).told] == [
        None for _one in sealed_before
    ]
    world.case.refresh_from_db()
    assert (world.case.state, world.case.steps.count()) == (S.CLOSED, 7)
    body = enter(world.subject).get(f"/reuniones/convivencia/{world.case.pk}/").content.decode()
    assert "destruyeron estas palabras" in body
    for service, given in (
        (services.write_entry, {"kind": "talk", "words": "x"}),
        (services.move_case, {"state": S.REHEARING, "words": "x"}),
    ):
        with pytest.raises(Refused) as refused:
            service(by=world.recorder, case=world.case, **given)
        assert refused.value.refusal.code == "words_gone"


@pytest.mark.parametrize("state", [state for state in S.values if state not in {S.CLOSED, S.DISMISSED}])
def test_a_case_that_goes_on_keeps_its_words(state):
    world = c.World(state)
    with pytest.raises(Refused) as refused:
        redacting.ask_case_redaction(by=world.subject, case=world.case, why="asked")
    assert refused.value.refusal.code == "case_goes_on"


# --- measures ---------------------------------------------------------------------------------------


def test_a_suspension_closes_keys_and_logins_and_a_rehearing_lifts_it():
    world = c.World(S.COLLECTIVE)
    f.key(world.subject, "till", "fair:1")
    measure = world.measure("suspension")
    assert is_suspended(world.subject.pk)
    world.go(S.REHEARING)
    with pytest.raises(Refused) as refused:
        measures.lift_measure(by=world.recorder, measure=measure, decision=measure.decision)
    assert refused.value.refusal.code == "same_decision"
    for role in ("subject", "mentor", "raised_by", "witness", "stranger"):
        with pytest.raises(Refused):
            measures.lift_measure(by=world.part(role), measure=measure, decision=c.decision())
    assert is_suspended(world.subject.pk)
    measures.lift_measure(by=world.recorder, measure=measure, decision=c.decision())
    assert not is_suspended(world.subject.pk)
    measure.refresh_from_db()
    assert measure.lifted_by is not None


def test_a_permanent_suspension_has_no_end():
    world = c.World(S.COLLECTIVE)
    measure = world.measure("suspension", is_permanent=True, until=None)
    assert measure.suspension.until is None
    assert is_suspended(world.subject.pk)


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"is_permanent": True}, "has_no_end"),
        ({"until": None}, "needs_an_end"),
        ({"what": "x"}, "no_such_measure"),
    ],
)
def test_measures_that_are_refused(extra, code):
    world = c.World(S.COLLECTIVE)
    given = {"what": "repair"} | extra
    with pytest.raises(Refused) as refused:
        world.measure(**given)
    assert refused.value.refusal.code == code
    assert not CaseMeasure.objects.exists()


def test_a_place_on_the_agenda_comes_once_and_says_nothing():
    world = c.World(S.COLLECTIVE)
    topic = Topic.objects.get(is_reserved=True)
    assert (topic.title, topic.body, topic.brought_by, topic.link) == ("Asunto reservado", "", None, "")
    world.go(S.MEASURE)
    topic.refresh_from_db()
    assert topic.state == "resolved"
    world.go(S.REHEARING)
    assert Topic.objects.get(is_reserved=True).state == "open"


def test_raising_and_writing_from_the_pages(enter):
    a.network_meeting()
    subject, raiser = f.worker(), f.worker()
    inside = enter(raiser)
    typed = {"subject": subject.document, "words": "Lo que pasó.", "space": a.network_meeting().pk}
    assert inside.post("/reuniones/convivencia/plantear/", typed | {"words": ""}).status_code == 422
    answer = inside.post("/reuniones/convivencia/plantear/", typed)
    case = ConductCase.objects.get()
    assert answer.url == f"/reuniones/convivencia/{case.pk}/"
    recorder = f.worker()
    inside.post(f"{answer.url}personas/", {"person": recorder.document, "role": "recorder"})
    writer = enter(recorder)
    assert writer.post(f"{answer.url}paso/accepted/", {"words": ""}).status_code == 302
    assert writer.post(f"{answer.url}paso/heard/", {"words": ""}).status_code == 422
    assert writer.post(f"{answer.url}paso/heard/", {"words": "Lo explicó."}).status_code == 302
    assert writer.post(f"{answer.url}dar-fe/", {"number": "1"}).status_code == 302
    assert CaseEntry.objects.count() == 2
    assert "Lo explicó." in writer.get(answer.url).content.decode()
    assert enter(f.worker()).get(answer.url).status_code == 404
