"""Each named promise of the register's tables, broken by hand: the database itself refuses."""

import pytest

from federation.models import Mandate, Membership, Person, Role
from tests.factories import federation as f
from tests.federation import test_register_constraints as register
from tests.promises import assert_all_tried, broken

pytestmark = pytest.mark.django_db

BROKEN = {
    "person_document_form": "UPDATE federation_person SET document = 'x1' WHERE id = {person}",
    "cooperative_one_primary": "UPDATE federation_cooperative SET is_primary = true",
    "cooperative_rif_once": "UPDATE federation_cooperative SET rif = 'J123456789'",
    "cooperative_left_after_joining": (
        "UPDATE federation_cooperative SET joined_on = '2020-02-02', left_on = '2020-02-01'"
    ),
    "membership_periods_do_not_overlap": (
        "INSERT INTO federation_membership (person_id, cooperative_id, kind, area, period)"
        " SELECT person_id, cooperative_id, 'worker', '', '[2026-01-01,)' FROM federation_membership"
    ),
    "membership_period_not_empty": "UPDATE federation_membership SET period = 'empty'",
    "mandate_once_at_a_time": (
        "INSERT INTO federation_mandate (person_id, role, scope, scope_label, source, source_ref, reason,"
        " during, created_at) SELECT person_id, role, scope, '', source, source_ref, '', during, now()"
        " FROM federation_mandate"
    ),
    "mandate_scope_form": "UPDATE federation_mandate SET scope = 'everywhere'",
    "mandate_names_its_source": "UPDATE federation_mandate SET source_ref = ''",
    "mandate_period_bounded": "UPDATE federation_mandate SET during = tstzrange(lower(during), NULL)",
}


@pytest.fixture
def rows():
    someone = f.worker()
    f.cooperative()
    f.key(someone, Role.TILL)
    return {"person": someone.pk}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(rows, name):
    broken(name, BROKEN[name].format(**rows))


def test_no_promise_is_left_untried():
    also = {"person_document_key", *register.BROKEN}
    assert_all_tried("federation", BROKEN, also=also)


@pytest.mark.parametrize(
    "during", ["tstzrange(NULL, now())", "tstzrange(now(), now() + interval '367 days')"]
)
def test_every_mandate_is_bounded_within_a_year(rows, during):
    broken("mandate_period_bounded", f"UPDATE federation_mandate SET during = {during}")


def test_people_with_a_history_cannot_be_erased(rows):
    for model in (Membership, Mandate, Person):
        assert model.objects.exists()
    broken("Cannot delete rows", f"DELETE FROM federation_person WHERE id = {rows['person']}")
