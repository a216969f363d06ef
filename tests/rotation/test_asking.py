"""Time off, swaps, who can be called, who came, who knows what."""

import datetime as dt

import pytest

from assemblies.models import Topic
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Mandate, Role
from rotation.models import AttendanceNote, Qualification, Swap, TimeOff, Training, Turn
from rotation.selectors.why import is_disputed, notes_of
from rotation.services import attendance, importing, posts, skills, stand_by, swaps, time_off, weights
from rotation.services import turns as change
from rotation.states import SWAP, TIME_OFF, SwapState, TimeOffState
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import rotation as r
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=10)


def ask(person, kind="rest", key="k", since=SOON, **extra):
    first = today() + since
    given = {"first_day": first, "last_day": first + dt.timedelta(days=2), "key": key} | extra
    return time_off.ask_time_off(by=person, kind=kind, **given)


# --- time off ---------------------------------------------------------------------------------------


def test_asked_twice_by_the_network_it_is_asked_once_and_told_without_its_reason():
    me = f.worker()
    asked = ask(me, words="Operan a mi papá.")
    assert ask(me) == asked
    topic = Topic.objects.get(source=f"rotation.time_off:{asked.pk}")
    assert str(me) in topic.title
    told = [topic.title, topic.body, *AuditEvent.objects.values_list("label", flat=True)]
    assert not any("papá" in str(words) for words in told)
    with pytest.raises(Refused):
        ask(f.worker())


@pytest.mark.parametrize(
    "given",
    [
        {"last_day": dt.date(2020, 1, 1)},
        {"first_day": dt.date(2020, 1, 1)},
        {"since": dt.timedelta(days=500)},
        {"kind": "otra"},
        {"last_day": today() + dt.timedelta(days=300)},
    ],
)
def test_days_that_make_no_sense_are_refused(given):
    with pytest.raises(Refused) as refused:
        ask(f.worker(), **given)
    assert refused.value.refusal.fields


def test_the_same_days_are_not_asked_for_twice():
    me = f.worker()
    ask(me)
    with pytest.raises(Refused, match="Ya pediste"):
        ask(me, key="otra")
    ask(f.worker(), key="otra persona")


def test_every_state_meets_every_answer_of_every_person():
    """The table of states, whoever asks: oneself never answers, a stranger learns of nothing."""
    me, other, stranger = f.worker(), f.worker(), f.person()
    asked = ask(me)
    for state in TimeOffState:
        for wanted in TimeOffState:
            for who in (me, other, stranger):
                with taken_back((state, wanted, who)):
                    answered = None if state == TimeOffState.ASKED else asked.asked_at
                    TimeOff.objects.filter(pk=asked.pk).update(
                        state=state, answered_at=answered, answered_by=other, answer="Ya."
                    )
                    allowed = wanted in TIME_OFF.moves[state] and who == other
                    allowed = allowed and wanted in {TimeOffState.AGREED, TimeOffState.PUT_OFF}
                    try:
                        time_off.answer_time_off(by=who, time_off=asked, state=wanted, answer="Palabras")
                        done = True
                    except Refused:
                        done = False
                    assert done == allowed


def test_an_answer_cites_its_decision_and_says_why_not():
    asked, decision = ask(f.worker()), a.decision()
    with pytest.raises(Refused):
        time_off.answer_time_off(by=f.worker(), time_off=asked, state="put_off")
    time_off.answer_time_off(by=f.worker(), time_off=asked, state="agreed", decision=decision)
    asked.refresh_from_db()
    assert (asked.state, asked.decision) == (TimeOffState.AGREED, decision)
    from assemblies.selectors.effects import effects_of

    assert str(asked) in [str(effect.title) for effect in effects_of(decision)]


def test_only_whoever_asked_takes_it_back():
    me = f.worker()
    asked = ask(me)
    with pytest.raises(Refused):
        time_off.take_back_time_off(by=f.worker(), time_off=asked)
    time_off.take_back_time_off(by=me, time_off=asked)
    with pytest.raises(Refused):
        time_off.take_back_time_off(by=me, time_off=asked)
    ask(me, key="again")


# --- swaps ------------------------------------------------------------------------------------------


@pytest.fixture
def two(house):
    """Two turns at two posts of a published week; the first one's gives a key."""
    roster = r.published()
    turns = Turn.objects.filter(roster=roster).select_related("person", "roster", "post").order_by("pk")
    first = next(turn for turn in turns if turn.post_id == house.posts[0].pk)
    second = next(turn for turn in turns if turn.post_id == house.posts[1].pk)
    return first, second


def test_two_people_change_and_the_keys_change_with_them(two):
    first, second = two
    asked = swaps.ask_swap(by=first.person, turn=first, other=second, words="¿Sí?")
    assert swaps.ask_swap(by=first.person, turn=first, other=second) == asked
    swaps.answer_swap(by=second.person, swap=asked, agree=True)
    posts_now = dict(Turn.objects.filter(pk__in=[first.pk, second.pk]).values_list("pk", "post"))
    assert posts_now == {first.pk: second.post_id, second.pk: first.post_id}
    live = Mandate.objects.filter(role=Role.RECEIVING, during__isempty=False, source=Mandate.Source.TURN)
    assert second.person in [key.person for key in live]
    assert first.person not in [key.person for key in live]
    with pytest.raises(Refused):
        swaps.answer_swap(by=second.person, swap=asked, agree=True)


def test_every_state_of_a_swap_meets_every_person(two):
    first, second = two
    asked = swaps.ask_swap(by=first.person, turn=first, other=second)
    for state in SwapState:
        for who in (first.person, second.person, f.worker(), f.person()):
            with taken_back((state, who)):
                answered = None if state == SwapState.ASKED else asked.asked_at
                Swap.objects.filter(pk=asked.pk).update(state=state, answered_at=answered)
                for verb, mine in (("answer", second.person), ("take_back", first.person)):
                    with taken_back((state, who, verb)):
                        try:
                            if verb == "answer":
                                swaps.answer_swap(by=who, swap=asked, agree=False)
                            else:
                                swaps.take_back_swap(by=who, swap=asked)
                            done = True
                        except Refused:
                            done = False
                        assert done == (who == mine and bool(SWAP.moves[state]))


def test_nobody_takes_a_post_that_asks_for_what_they_do_not_know(two):
    first, second = two
    second.post.skills.add(r.skill())
    with pytest.raises(Refused, match="pide saber otra cosa"):
        swaps.ask_swap(by=first.person, turn=first, other=second)


def test_newcomers_and_their_mentors_stay_together(two):
    first, second = two
    Turn.objects.filter(pk=first.pk).update(beside=f.worker())
    with pytest.raises(Refused, match="madrina"):
        swaps.ask_swap(by=first.person, turn=first, other=second)
    Turn.objects.filter(pk=first.pk).update(beside=None)
    Turn.objects.exclude(pk__in=[first.pk, second.pk]).filter(pk__gt=0).first()
    Turn.objects.filter(pk=Turn.objects.exclude(pk__in=[first.pk, second.pk]).first().pk).update(
        beside=second.person
    )
    with pytest.raises(Refused, match="comienza"):
        swaps.ask_swap(by=first.person, turn=first, other=second)


def test_a_turn_that_moved_meanwhile_is_asked_for_again(two, house):
    first, second = two
    asked = swaps.ask_swap(by=first.person, turn=first, other=second)
    change.lock(first.roster_id)
    change.drop(second, why="absence", by=None)
    with pytest.raises(Refused):
        swaps.answer_swap(by=second.person, swap=asked, agree=True)
    assert swaps.lapse_swaps() == 1
    assert swaps.lapse_swaps() == 0


# --- being called, attendance -----------------------------------------------------------------------


def test_being_on_the_list_twice_is_once_and_one_may_go():
    me, monday = f.worker(), r.week().monday
    assert stand_by.stand_by(by=me, monday=monday) == stand_by.stand_by(by=me, monday=monday)
    stand_by.stand_down(by=me, monday=monday)
    stand_by.stand_down(by=me, monday=monday)
    with pytest.raises(Refused):
        stand_by.stand_by(by=me, monday=monday + dt.timedelta(days=700))


def test_anyone_writes_who_came_and_the_person_may_say_otherwise(house):
    roster = r.begun()
    turn = Turn.objects.filter(roster=roster).select_related("person").first()
    writer = next(person for person in house.people if person.pk != turn.person_id)
    assert attendance.note_attendance(by=writer, turn=turn, said="absent") is not None
    assert attendance.note_attendance(by=writer, turn=turn, said="absent") is None
    attendance.note_attendance(by=turn.person, turn=turn, said="present", words="Estuve desde las cinco.")
    assert is_disputed(turn, notes_of(turn))
    attendance.note_attendance(by=writer, turn=turn, said="present")
    assert AttendanceNote.objects.filter(turn=turn).count() == 2, "nobody writes what stands already"
    with pytest.raises(Refused):
        attendance.note_attendance(by=writer, turn=turn, said="dormido")
    with pytest.raises(Refused):
        attendance.note_attendance(by=f.person(), turn=turn, said="present")


def test_nobody_came_to_a_week_that_has_not_begun(house):
    turn = Turn.objects.filter(roster=r.published()).first()
    with pytest.raises(Refused):
        attendance.note_attendance(by=house.people[0], turn=turn, said="present")


# --- posts, skills, weights -------------------------------------------------------------------------


def test_whoever_keeps_the_roster_keeps_posts_and_nobody_else_does():
    given = {
        "name": "Cava",
        "area": r.area(),
        "kind": "rotating",
        "minimum": 1,
        "target": 2,
        "maximum": 3,
        "hours": [(5, dt.time(4), dt.time(12))],
        "roles": ["receiving"],
    }
    with pytest.raises(Refused):
        posts.keep_post(by=f.worker(), **given)
    keeper = r.keeper()
    made = posts.keep_post(by=keeper, **given)
    again = posts.keep_post(by=keeper, post=made, **given | {"name": "Cava fría", "hours": []})
    assert (again.pk, again.name, again.hours.count()) == (made.pk, "Cava fría", 0)
    with pytest.raises(Refused):
        posts.keep_post(by=keeper, **given | {"name": "Cava fría"})
    for wrong in (
        {"minimum": 3},
        {"kind": "coordination", "gap_weeks": 8},
        {"roles": ["finance"]},
        {"hours": [(5, dt.time(12), dt.time(4))]},
    ):
        with pytest.raises(Refused) as refused:
            posts.keep_post(by=keeper, **given | {"name": "Otra"} | wrong)
        assert refused.value.refusal.fields


def test_somebody_stays_at_a_post_by_decision_and_only_where_it_does_not_rotate():
    keeper, doctor, decision = r.keeper(), f.worker(), a.decision()
    fixed, rotating = r.post(kind="fixed"), r.post()
    given = {"person": doctor, "since": today(), "until": None, "decision": decision}
    with pytest.raises(Refused):
        posts.place(by=keeper, post=rotating, **given)
    with pytest.raises(Refused):
        posts.place(by=keeper, post=fixed, **given | {"person": keeper})
    placed = posts.place(by=keeper, post=fixed, **given)
    with pytest.raises(Refused):
        posts.place(by=keeper, post=fixed, **given)
    with pytest.raises(Refused):
        posts.end_place(by=keeper, placed=placed, on=today())
    posts.end_place(by=keeper, placed=placed, on=today() + dt.timedelta(days=7))
    placed.refresh_from_db()
    assert placed.during.upper == today() + dt.timedelta(days=7)


def test_one_learns_beside_somebody_and_then_knows():
    keeper, learner, teacher, what = r.keeper(), f.worker(), f.worker(), r.skill()
    with pytest.raises(Refused, match="no lo sabe"):
        skills.begin_training(by=keeper, person=learner, skill=what, beside=teacher)
    skills.qualify(by=keeper, person=teacher, skill=what, since=today())
    training = skills.begin_training(by=keeper, person=learner, skill=what, beside=teacher)
    with pytest.raises(Refused):
        skills.begin_training(by=keeper, person=learner, skill=what, beside=teacher)
    skills.end_training(by=keeper, training=training, ending=Training.Ending.LEARNED)
    known = Qualification.objects.get(person=learner, skill=what)
    assert known.how == Qualification.How.TRAINING
    with pytest.raises(Refused):
        skills.qualify(by=keeper, person=keeper, skill=what, since=today())
    with pytest.raises(Refused):
        skills.qualify(by=keeper, person=learner, skill=what, since=today())


def test_weights_follow_a_decision_in_versions():
    keeper, first = r.keeper(), weights.weights_now()
    changed = {**first.values, "tally": first.values["tally"] + 1}
    with pytest.raises(Refused):
        weights.set_weights(by=f.worker(), values=changed, decision=a.decision())
    for wrong in ({"tally": 1}, {**changed, "tally": -1}, first.values):
        with pytest.raises(Refused):
            weights.set_weights(by=keeper, values=wrong, decision=a.decision())
    made = weights.set_weights(by=keeper, values=changed, decision=a.decision())
    assert (made.version, weights.weights_now()) == (2, made)


# --- files ------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_line_by_line_and_written_once():
    keeper, one, other = r.keeper(), f.worker(), f.worker()
    r.skill("Caja")
    lines = [
        "Cédula;Saber;Desde;Hasta;Nota",
        f"{one.document};caja;01/02/2026;;x",
        f"{other.document};CAJA;;31/12/2030;",
        f"{one.document};Caja;01/03/2026;;",
        "V1;Caja;;;",
        f"{other.document};Volar;;;",
        f"{keeper.document};Caja;;;",
        f"{other.document};Caja;01/02/2026;01/01/2026;",
        f"{one.document};Caja;mañana;;",
        ";Caja;;;",
    ]
    content = "\n".join(lines).encode()
    looked = importing.look_at(by=keeper, content=content)
    assert not Qualification.objects.exists()
    assert [known.line for known in looked.new] == [2, 3]
    assert {(one.line, one.code) for one in looked.wrong} == {
        (4, "overlaps"),
        (5, "bad_document"),
        (6, "no_skill"),
        (7, "own_skill"),
        (8, "ends_before"),
        (9, "bad_date"),
        (10, "missing"),
    }
    assert all(str(one.words) and str(one.label) for one in looked.wrong)
    assert looked.ignored == ["Nota"]
    importing.bring_qualifications(by=keeper, content=content)
    assert Qualification.objects.count() == 2
    again = importing.bring_qualifications(by=keeper, content=content)
    assert (len(again.new), again.there) == (0, 3)
    assert Qualification.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2", b"PK\x03\x04rubbish", b"x" * 3_000_000])
def test_a_file_that_is_no_table_is_refused(content):
    with pytest.raises(Refused):
        importing.look_at(by=r.keeper(), content=content)
