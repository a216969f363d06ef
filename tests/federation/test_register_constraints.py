"""The register's own promises, each broken by hand: phones, households, doubles, files, and who stays out."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from cecosesola.kernel.clock import now, today
from federation.models import (
    Household,
    HouseholdMember,
    Import,
    ImportRow,
    LikelyDouble,
    Merge,
    Person,
    Role,
    TwoPersonAct,
)
from tests.factories import federation as f
from tests.promises import broken

pytestmark = pytest.mark.django_db

BROKEN = {
    "person_is_not_its_double": (
        "UPDATE federation_person SET merged_into_id = id, is_active = false WHERE id = {one}"
    ),
    "person_gone_stays_out": "UPDATE federation_person SET merged_into_id = {other} WHERE id = {one}",
    "person_redacted_is_bare": (
        "UPDATE federation_person SET redacted_at = now(), is_active = false, email = 'a@b.c'"
        " WHERE id = {one}"
    ),
    "person_never_deleted": "DELETE FROM federation_person WHERE id = {one}",
    "mandate_to_the_standing": (
        "INSERT INTO federation_mandate (person_id, role, scope, scope_label, source, source_ref, reason,"
        " during, created_at) VALUES ({gone}, 'till', 'network', '', 'decision', 'D-1', '',"
        " tstzrange(now(), now() + interval '1 day'), now())"
    ),
    "membership_to_the_standing": "UPDATE federation_membership SET person_id = {gone}",
    "phone_once_a_person": (
        "INSERT INTO federation_personphone (person_id, number, preferred)"
        " SELECT person_id, number, false FROM federation_personphone"
    ),
    "phone_one_preferred": (
        "INSERT INTO federation_personphone (person_id, number, preferred)"
        " VALUES ({one}, '+584120000000', true)"
    ),
    "phone_form": "UPDATE federation_personphone SET number = '0414-1234567'",
    "household_one_at_a_time": (
        "INSERT INTO federation_householdmember (household_id, person_id, role, is_contact, period)"
        " SELECT household_id, person_id, role, false, period FROM federation_householdmember"
    ),
    "household_one_contact": (
        "INSERT INTO federation_householdmember (household_id, person_id, role, is_contact, period)"
        " SELECT household_id, {other}, role, true, period FROM federation_householdmember"
    ),
    "household_period_not_empty": "UPDATE federation_householdmember SET period = 'empty'",
    "double_pair_once": (
        "INSERT INTO federation_likelydouble (one_id, other_id, why, found_at, reason)"
        " SELECT one_id, other_id, why, found_at, '' FROM federation_likelydouble"
    ),
    "double_lower_first": "UPDATE federation_likelydouble SET one_id = other_id, other_id = one_id",
    "double_told_apart_says_why": (
        "UPDATE federation_likelydouble SET different_by_id = {one}, different_at = now()"
    ),
    "merge_into_one_only": (
        "INSERT INTO federation_merge (survivor_id, merged_id, moved, done_at, sealed)"
        " SELECT survivor_id, merged_id, moved, now(), false FROM federation_merge"
    ),
    "merge_of_two": "UPDATE federation_merge SET survivor_id = merged_id",
    "merge_sealed_is_bare": "UPDATE federation_merge SET sealed = true",
    "import_size_bounded": "UPDATE federation_import SET size = 20971521",
    "import_read_from_a_file": "UPDATE federation_import SET content = NULL",
    "import_line_once": (
        "INSERT INTO federation_importrow (brought_id, line, cells, problems, fate, changes)"
        " SELECT brought_id, line, cells, problems, fate, changes FROM federation_importrow"
    ),
    "import_refusal_says_why": "UPDATE federation_importrow SET fate = 'refused'",
    "act_ended_by_somebody": "UPDATE federation_twopersonact SET state = 'done', ended_at = now()",
    "act_takes_two_people": (
        "UPDATE federation_twopersonact SET state = 'done', ended_at = now(), ended_by_id = asked_by_id"
    ),
    "act_ends_once": "UPDATE federation_twopersonact SET ended_at = now()",
    "act_says_why": "UPDATE federation_twopersonact SET reason = ''",
    "act_expires": "UPDATE federation_twopersonact SET expires_at = asked_at",
    "act_asked_once": (
        "INSERT INTO federation_twopersonact (kind, about, label, reason, payload, state, asked_by_id,"
        " asked_at, expires_at, answer, outcome)"
        " SELECT kind, about, label, reason, payload, state, asked_by_id, asked_at,"
        " expires_at, answer, outcome FROM federation_twopersonact"
    ),
    "act_ended_stays": (
        "UPDATE federation_twopersonact SET state = 'withdrawn', ended_at = now();"
        " UPDATE federation_twopersonact SET answer = 'x'"
    ),
}


@pytest.fixture
def rows():
    one, other = f.holder(Role.TILL, phones=["+584141234567"]), f.worker()
    gone = f.person()
    Person.objects.filter(pk=gone.pk).update(merged_into=other, is_active=False)
    Merge.objects.create(survivor=other, merged=gone, moved={"active": True}, done_at=now())
    HouseholdMember.objects.create(
        household=Household.objects.create(),
        person=one,
        is_contact=True,
        period=DateRange(today() - dt.timedelta(days=9), None),
    )
    LikelyDouble.objects.create(one=one, other=other, why="birth", found_at=now())
    brought = Import.objects.create(
        kind="people",
        file_name="x.csv",
        sha256="0",
        content=b"x",
        size=1,
        by=one,
        created_at=now(),
        moved_at=now(),
    )
    ImportRow.objects.create(brought=brought, line=2)
    TwoPersonAct.objects.create(
        kind="federation.redact",
        about="federation.person:1",
        label="x",
        reason="x",
        asked_by=one,
        asked_at=now(),
        expires_at=now() + dt.timedelta(days=1),
    )
    return {"one": one.pk, "other": other.pk, "gone": gone.pk}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(rows, name):
    told = {"person_never_deleted": "Cannot delete rows", "act_ended_stays": "Cannot update or delete rows"}
    broken(told.get(name, name), BROKEN[name].format(**rows))
