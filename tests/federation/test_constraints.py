"""Each named promise of the register's tables, broken by hand: the database itself refuses."""

import pytest

from federation.models import SENSITIVE, Mandate, Membership, Person, Role
from tests.factories import federation as f
from tests.federation import (
    test_access_constraints,
    test_act_constraints,
    test_memory,
    test_support,
)
from tests.federation import test_coops_constraints as coops
from tests.federation import test_register_constraints as register
from tests.promises import assert_all_tried, broken

pytestmark = pytest.mark.django_db


def mandate(**instead):
    """Another mandate like the one there is, but for what is said."""
    columns = dict.fromkeys(
        ("person_id", "role", "scope", "source", "source_ref", "reason", "during", "given_by_id")
    )
    values = ", ".join(instead.get(name, name) for name in columns)
    return (
        f"INSERT INTO federation_mandate ({', '.join(columns)}, scope_label, ended_early, created_at)"
        f" SELECT {values}, '', '', now() FROM federation_mandate"
    )


BROKEN = {
    "person_document_form": "UPDATE federation_person SET document = 'x1' WHERE id = {person}",
    "cooperative_one_primary": "UPDATE federation_cooperative SET is_primary = true",
    "cooperative_rif_once": "UPDATE federation_cooperative SET rif = 'J123456789'",
    "cooperative_left_after_joining": (
        "UPDATE federation_cooperative SET joined_on = '2020-02-02', left_on = '2020-02-01'"
    ),
    "membership_periods_do_not_overlap": (
        "INSERT INTO federation_membership (person_id, cooperative_id, kind, period)"
        " SELECT person_id, cooperative_id, 'worker', '[2026-01-01,)' FROM federation_membership"
    ),
    "membership_period_not_empty": "UPDATE federation_membership SET period = 'empty'",
    "mandate_once_at_a_time": mandate(),
    "mandate_scope_form": mandate(scope="'everywhere'"),
    "mandate_names_its_source": mandate(source_ref="''"),
    "mandate_period_bounded": mandate(
        source="'turn'", during="tstzrange(now(), now() + interval '367 days')"
    ),
    "mandate_founding_bounded": mandate(during="tstzrange(now(), now() + interval '90 days 1 second')"),
    "mandate_break_glass_bounded": mandate(
        source="'break_glass'",
        reason="'x'",
        given_by_id="{other}",
        during="tstzrange(now(), now() + interval '60 minutes 1 second')",
    ),
    "mandate_break_glass_by_two": mandate(
        source="'break_glass'",
        reason="'x'",
        scope="'fair:9'",
        during="tstzrange(now(), now() + interval '9 minutes')",
    ),
    "mandate_not_to_oneself": mandate(source="'decision'", scope="'fair:9'", given_by_id="person_id"),
    "mandate_sensitive_by_two": mandate(source="'decision'", role="'register'", given_by_id="{other}"),
    "mandate_born_with_time": mandate(during="'empty'"),
    "mandate_only_shortens": (
        "UPDATE federation_mandate SET during = tstzrange(lower(during), upper(during) + interval '1 second')"
    ),
    "mandate_stays": "DELETE FROM federation_mandate",
}


@pytest.fixture
def rows():
    someone = f.worker()
    f.cooperative()
    f.key(someone, Role.TILL)
    return {"person": someone.pk, "other": f.person().pk}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(rows, name):
    broken(name, BROKEN[name].format(**rows))


def test_no_promise_is_left_untried():
    elsewhere = {*test_memory.PROMISES, *test_support.PROMISES, *coops.BROKEN}
    elsewhere |= {*test_access_constraints.BROKEN, *test_act_constraints.BROKEN, *register.BROKEN}
    assert_all_tried("federation", {*BROKEN, *elsewhere}, also={"person_document_key", *coops.KEEPING})


@pytest.mark.parametrize(
    "during",
    [
        "tstzrange(NULL, now())",
        "tstzrange(now(), NULL)",
        "tstzrange(now(), 'infinity')",
        "tstzrange(now(), now() + interval '367 days')",
    ],
)
def test_every_mandate_is_bounded_within_a_year(rows, during):
    broken("mandate_period_bounded", mandate(source="'turn'", scope="'fair:9'", during=during))


@pytest.mark.parametrize(
    "column", ["role = 'week'", "scope = 'fair:9'", "source = 'turn'", "source_ref = '2'"]
)
def test_a_mandate_given_is_not_another(rows, column):
    broken("mandate_only_shortens", f"UPDATE federation_mandate SET {column}")


@pytest.mark.parametrize(
    "two",
    [
        {"given_by_id": "{other}"},
        {"given_by_id": "{other}", "seconded_by_id": "{other}"},
        {"given_by_id": "{other}", "seconded_by_id": "person_id"},
        {"given_by_id": "NULL", "seconded_by_id": "{other}"},
    ],
)
@pytest.mark.parametrize("role", SENSITIVE)
def test_a_sensitive_key_takes_two_others(rows, role, two):
    columns = {"given_by_id": "NULL", "seconded_by_id": "NULL"} | two
    values = ", ".join(columns.values()).format(**rows)
    broken(
        "mandate_sensitive_by_two",
        f"INSERT INTO federation_mandate ({', '.join(columns)}, person_id, role, scope, source, source_ref,"
        f" reason, during, scope_label, ended_early, created_at) SELECT {values}, person_id, '{role}', scope,"
        " 'turn', '1', '', during, '', '', now() FROM federation_mandate",
    )


def test_people_with_a_history_cannot_be_erased(rows):
    for model in (Membership, Mandate, Person):
        assert model.objects.exists()
    broken("Cannot delete rows", f"DELETE FROM federation_person WHERE id = {rows['person']}")
