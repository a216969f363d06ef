"""Many hands on the register at once, each with a connection of its own."""

import datetime as dt
import threading
from collections import Counter
from functools import partial

import pytest
from django.db import DatabaseError, Error, connection

from cecosesola.kernel.clock import now
from federation import services
from federation.models import (
    Household,
    HouseholdMember,
    Import,
    LikelyDouble,
    Mandate,
    Membership,
    Merge,
    Person,
    PersonPhone,
    Role,
)
from federation.services import acts, households, merging
from federation.services.doubles import find_doubles
from federation.services.importing import flow
from tests.cutting import Line, eventually
from tests.factories import federation as f
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two():
    return f.holder(Role.REGISTER), f.holder(Role.REGISTER)


def told(do, *args, **kwargs):
    """A refusal of the database is an answer too."""
    try:
        return do(*args, **kwargs)
    except DatabaseError as error:
        return type(error).__name__


def codes(answers):
    return Counter(answer if isinstance(answer, str) else "done" for answer in answers)


def test_many_enter_the_same_number_and_one_does(two):
    enter = partial(
        services.register_person,
        by=two[0],
        document="V20111222",
        given_names="Ana",
        family_names="Gil",
        phones=["+584147654321"],
        different=True,
    )
    answers = at_once(*[enter] * 8)
    assert codes(answers) == {"done": 1, "document_taken": 7}
    assert PersonPhone.objects.count() == 1


def test_internal_numbers_are_never_given_twice(two):
    answers = at_once(
        *[
            partial(
                services.register_person,
                by=two[0],
                document="",
                given_names=f"Rosa {'abcdefgh'[n]}",
                family_names="Sin Papeles",
                different=True,
            )
            for n in range(8)
        ]
    )
    assert len({person.document for person in answers}) == 8


def test_merging_against_giving_a_key(two):
    """Whichever comes first, no key is left with the row that is now another."""
    for number in range(6):
        survivor, merged = f.person(), f.person()
        act = merging.ask_merge(by=two[0], survivor=survivor, merged=merged, take=[], reason="x")
        give = partial(f.key, merged, Role.TILL, f"fair:{number + 1}")
        answers = at_once(partial(acts.confirm, by=two[1], act=act), give)
        assert codes(answers)["done"] in {1, 2}
        merged.refresh_from_db()
        assert merged.merged_into == survivor
        live = Mandate.objects.filter(during__contains=now())
        assert not live.filter(person=merged).exists()
        assert live.filter(person=survivor).count() == (0 if "gone" in answers else 1)


def test_merging_against_admitting(two):
    for _ in range(6):
        survivor, merged, coop = f.person(), f.person(), f.cooperative()
        act = merging.ask_merge(by=two[0], survivor=survivor, merged=merged, take=[], reason="x")
        admit = partial(
            services.admit,
            by=None,
            person=merged,
            cooperative=coop,
            kind="consumer",
            since=dt.date(2020, 1, 6),
        )
        answers = at_once(partial(acts.confirm, by=two[1], act=act), admit)
        assert not Membership.objects.filter(person=merged).exists()
        assert Membership.objects.filter(person=survivor).count() == (0 if "gone" in answers else 1)


def test_two_rows_are_not_joined_into_each_other(two):
    one, other = f.person(), f.person()
    first = merging.ask_merge(by=two[0], survivor=one, merged=other, take=[], reason="x")
    second = merging.ask_merge(by=two[0], survivor=other, merged=one, take=[], reason="x")
    answers = at_once(
        partial(acts.confirm, by=two[1], act=first), partial(acts.confirm, by=two[1], act=second)
    )
    assert codes(answers) == {"done": 1, "gone": 1}
    assert Merge.objects.count() == 1
    assert Person.objects.filter(merged_into__isnull=False).count() == 1


def test_one_act_is_confirmed_once_and_a_merge_is_taken_back_once(two):
    survivor, merged = f.person(phones=["+584147654321"]), f.person(phones=["+584241112233"])
    act = merging.ask_merge(by=two[0], survivor=survivor, merged=merged, take=["given_names"], reason="x")
    assert codes(at_once(*[partial(acts.confirm, by=two[1], act=act)] * 4)) == {"done": 1, "act_ended": 3}
    merge = Merge.objects.get()
    back = merging.ask_part(by=two[0], merge=merge, reason="x")
    assert codes(at_once(*[partial(acts.confirm, by=two[1], act=back)] * 4)) == {"done": 1, "act_ended": 3}
    assert [person.phones.count() for person in (survivor, merged)] == [1, 1]


def test_a_household_gets_one_to_speak_to_and_each_one_home(two):
    home = Household.objects.create(address="x")
    newcomers = [f.person() for _ in range(6)]
    answers = at_once(
        *[
            partial(
                told,
                households.enter_household,
                by=two[0],
                household=home,
                person=person,
                role="adult",
                is_contact=True,
            )
            for person in [*newcomers, newcomers[0]]
        ]
    )
    assert codes(answers) == {"done": 6, "lives_there": 1}
    assert HouseholdMember.objects.filter(household=home, is_contact=True).count() == 1
    assert HouseholdMember.objects.count() == 6


def many(count):
    head = "Cédula;Nombres;Apellidos;Teléfono;Cooperativa\n"
    return (
        head + "\n".join(f"V{5_000_000 + n};Ana;Gil;0414-{7000000 + n};coop-x" for n in range(count))
    ).encode()


def test_a_file_is_written_once_by_however_many(two, monkeypatch):
    f.cooperative(code="coop-x")
    monkeypatch.setattr(flow, "STRETCH", 20)
    made = flow.bring(by=two[0], kind="people", file_name="x.csv", content=many(100))
    at_once(*[partial(flow.go_on, made.pk)] * 4)
    while flow.go_on(made.pk) == "elsewhere":
        pass
    assert made.rows.count() == 100
    made.refresh_from_db()
    starts = at_once(*[partial(flow.start_writing, by=two[0], brought=made)] * 4)
    assert codes(starts) == {"done": 1, "not_ready": 3}
    at_once(*[partial(flow.go_on, made.pk)] * 4)
    while flow.go_on(made.pk) == "elsewhere":
        pass
    assert Import.objects.get().state == "applied"
    people = Person.objects.filter(document__startswith="V50000")
    assert (people.count(), PersonPhone.objects.count()) == (100, 100)
    assert Membership.objects.filter(person__in=people).count() == 100


def test_two_files_of_the_same_people_at_once(two):
    f.cooperative(code="coop-x")
    files = [flow.bring(by=two[0], kind="people", file_name="x.csv", content=many(60)) for _ in range(2)]
    for made in files:
        flow.go_on(made.pk)
        made.refresh_from_db()
        flow.start_writing(by=two[0], brought=made)
    at_once(*[partial(told, flow.go_on, made.pk) for made in files])
    for made in files:
        flow.go_on(made.pk)
    people = Person.objects.filter(document__startswith="V50000")
    assert (people.count(), PersonPhone.objects.count()) == (60, 60)
    assert Membership.objects.filter(person__in=people).count() == 60
    assert {made.state for made in Import.objects.all()} == {"applied"}
    rows = Counter(fate for made in files for fate in made.rows.values_list("fate", flat=True))
    assert rows["new"] == 60
    assert sum(rows.values()) == 120


def test_looking_for_doubles_by_many_finds_each_pair_once():
    for _ in range(4):
        f.person(given_names="Johana", family_names="González", birth_date=dt.date(1985, 3, 9))
    at_once(*[find_doubles] * 4)
    assert LikelyDouble.objects.count() == 6


def test_a_connection_that_dies_half_way_leaves_whole_stretches_and_goes_on(two, monkeypatch):
    """The database ends the connection in the middle of writing: what is there is whole, the rest follows."""
    f.cooperative(code="coop-x")
    monkeypatch.setattr(flow, "STRETCH", 25)
    made = flow.bring(by=two[0], kind="people", file_name="x.csv", content=many(400))
    flow.go_on(made.pk)
    made.refresh_from_db()
    flow.start_writing(by=two[0], brought=made)
    line, cut = Line(), threading.Event()

    def work():
        try:
            line.mine()
            flow.go_on(made.pk)
        except Error:
            cut.set()
        finally:
            connection.close()

    hand = threading.Thread(target=work)
    hand.start()
    people = Person.objects.filter(document__startswith="V5000")
    eventually(lambda: people.count() >= 75)
    line.cut()
    hand.join()
    assert cut.is_set()
    there = people.count()
    assert 75 <= there < 400
    assert there % 25 == 0
    made.refresh_from_db()
    assert (made.state, made.applied_lines) == ("applying", there + 1)
    assert flow.go_on(made.pk) == "applied"
    assert (people.count(), PersonPhone.objects.count()) == (400, 400)
    assert Membership.objects.filter(person__in=people).count() == 400
