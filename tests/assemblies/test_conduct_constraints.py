"""Each named promise of cases, notes and the school, broken by hand: the database itself refuses."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from assemblies.models import AnonymousNote
from assemblies.services import education
from assemblies.services.conduct import attest_entry
from assemblies.states.conduct import CASE, CaseState
from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from tests.assemblies.test_conduct import _redact
from tests.factories import assemblies as a
from tests.factories import conduct as c
from tests.factories import federation as f
from tests.promises import all_broken, broken

pytestmark = pytest.mark.django_db
PART = "(SELECT person_id FROM assemblies_caseperson WHERE role = '{}')"
ENTRY = (
    "INSERT INTO assemblies_caseentry (case_id, number, kind, sealed, author_id, at)"
    " SELECT id, {n}, 'talk', 'x', {who}, now() FROM assemblies_conductcase"
)
ATTEST = (
    "INSERT INTO assemblies_caseattestation (case_id, entry_id, person_id, at)"
    " SELECT case_id, id, {who}, now() FROM assemblies_caseentry WHERE number = 1"
)
STEP = (
    "INSERT INTO assemblies_casestep (case_id, state, by_id, at)"
    " SELECT id, 'closed', {who}, now() FROM assemblies_conductcase"
)
NAME = (
    "INSERT INTO assemblies_caseperson (case_id, person_id, role, since)"
    " SELECT id, {who}, '{role}', now() FROM assemblies_conductcase"
)
SET_MEASURE = "UPDATE assemblies_casemeasure SET "
MEASURE = (
    "INSERT INTO assemblies_casemeasure (case_id, what, is_permanent, since, until, review_on, decision_id)"
    " SELECT case_id, {what}, {permanent}, since, {until}, {review}, {decision} FROM assemblies_casemeasure"
)


def measure(
    what: str = "'task'",
    permanent: str = "false",
    until: str = "until",
    review: str = "review_on",
    decision: str = "decision_id",
) -> str:
    return MEASURE.format(what=what, permanent=permanent, until=until, review=review, decision=decision)


BROKEN = {
    "case_is_about_another": (
        "INSERT INTO assemblies_conductcase"
        " (subject_id, raised_by_id, raised_at, space_id, state, changed_at)"
        " SELECT subject_id, subject_id, now(), space_id, 'raised', now() FROM assemblies_conductcase"
    ),
    "case_redacted_at_rest": "UPDATE assemblies_conductcase SET redacted_at = now()",
    "case_never_deleted": "DELETE FROM assemblies_conductcase",
    "case_people_stand": "UPDATE assemblies_conductcase SET subject_id = raised_by_id",
    "case_moves": "UPDATE assemblies_conductcase SET state = 'closed'",
    "case_key_names_its_wrapper": "UPDATE assemblies_casekey SET under = ''",
    "case_key_stays_with_its_case": "UPDATE assemblies_casekey SET case_id = case_id + 1",
    "case_key_dies_with_its_words": "DELETE FROM assemblies_casekey",
    "case_person_once": NAME.format(who=PART.format("recorder"), role="recorder"),
    "case_one_subject": "DROP TRIGGER {} ON assemblies_caseperson; " + NAME.format(
        who=PART.format("witness"), role="subject"
    ),
    "case_first_people_stay": "UPDATE assemblies_caseperson SET ended_at = now() WHERE role = 'mentor'",
    "case_person_never_deleted": "DELETE FROM assemblies_caseperson",
    "case_person_stands": "UPDATE assemblies_caseperson SET role = 'recorder' WHERE role = 'subject'",
    "case_person_two_sides": NAME.format(who=PART.format("mentor"), role="recorder"),
    "case_entry_once": ENTRY.format(n=1, who=PART.format("recorder")),
    "case_entry_append_only": "UPDATE assemblies_caseentry SET sealed = ''",
    "case_entry_by_the_uninvolved": ENTRY.format(n=99, who=PART.format("mentor")),
    "case_attested_once": ATTEST.format(who=PART.format("recorder")),
    "case_attestation_append_only": "DELETE FROM assemblies_caseattestation",
    "case_attested_by_the_uninvolved": ATTEST.format(who=PART.format("subject")),
    "case_step_append_only": "DELETE FROM assemblies_casestep",
    "case_moved_by_the_uninvolved": STEP.format(who=PART.format("subject")),
    "measure_stands_once": measure(what="what", decision="(SELECT max(id) FROM assemblies_decision)"),
    "measure_once_a_decision": (
        SET_MEASURE + "lifted_at = now(), lifted_by_id = (SELECT max(id) FROM assemblies_decision); "
        + measure(what="what")
    ),
    "measure_temporary_ends": measure(until="NULL"),
    "measure_is_looked_at_again": measure(review="until + 1"),
    "measure_suspends_through_the_register": measure(what="'suspension'"),
    "measure_lifted_by_another_decision": SET_MEASURE + "lifted_at = now(), lifted_by_id = decision_id",
    "measure_never_deleted": "DELETE FROM assemblies_casemeasure",
    "measure_stands": SET_MEASURE + "until = until + 1",
    "measure_lifted_stays": (
        SET_MEASURE + "lifted_at = now(), lifted_by_id = (SELECT max(id) FROM assemblies_decision); "
        + SET_MEASURE + "lifted_at = NULL, lifted_by_id = NULL"
    ),
    "case_read_append_only": "DELETE FROM assemblies_caseread",
    "topic_reserved_has_one_title": "UPDATE assemblies_topic SET title = 'x' WHERE is_reserved",
    "note_has_words_until_taken_off": "UPDATE assemblies_anonymousnote SET taken_off_on = now()",
    "note_taken_off_after": "UPDATE assemblies_anonymousnote SET text = '', taken_off_on = day - 1",
    "note_never_deleted": "DELETE FROM assemblies_anonymousnote",
    "note_stands": "UPDATE assemblies_anonymousnote SET day = day - 1",
    "note_words_stand": "UPDATE assemblies_anonymousnote SET text = 'otra'",
    "course_says_what": "UPDATE assemblies_course SET about = ''",
    "course_never_deleted": "DELETE FROM assemblies_course",
    "material_is_link_or_file": "UPDATE assemblies_coursematerial SET link = ''",
    "offer_has_room": "UPDATE assemblies_offer SET room = 0",
    "offer_never_deleted": "DELETE FROM assemblies_offer",
    "offer_teacher_once": (
        "INSERT INTO assemblies_offerteacher (offer_id, person_id)"
        " SELECT offer_id, person_id FROM assemblies_offerteacher"
    ),
    "course_session_once": (
        "INSERT INTO assemblies_session (offer_id, starts_at, ends_at, place)"
        " SELECT offer_id, starts_at, ends_at, '' FROM assemblies_session"
    ),
    "course_session_ends_after": "UPDATE assemblies_session SET ends_at = starts_at",
    "enrolment_once": (
        "INSERT INTO assemblies_enrolment (offer_id, person_id, state, asked_at)"
        " SELECT offer_id, person_id, 'withdrawn', now() FROM assemblies_enrolment WHERE state = 'in'"
    ),
    "enrolment_never_deleted": "DELETE FROM assemblies_enrolment",
    "enrolment_stands": "UPDATE assemblies_enrolment SET offer_id = offer_id + 1",
    "enrolment_has_room": "UPDATE assemblies_enrolment SET state = 'in' WHERE state = 'waiting'",
    "course_attendance_once": (
        "INSERT INTO assemblies_sessionattendance (session_id, person_id, recorded_by_id)"
        " SELECT session_id, person_id, person_id FROM assemblies_sessionattendance"
    ),
}  # fmt: skip
HERE = {
    "ConductCase", "CaseKey", "CasePerson", "CaseEntry", "CaseAttestation", "CaseStep", "CaseMeasure",
    "CaseRead", "AnonymousNote", "Course", "CourseMaterial", "Offer", "OfferTeacher", "Session",
    "Enrolment", "SessionAttendance",
}  # fmt: skip


@pytest.fixture
def world():
    world = c.World(CaseState.MEASURE)
    attest_entry(by=world.recorder, case=world.case, number=1)
    c.services_read(world)
    AnonymousNote.objects.create(space=a.network_meeting(), day=today(), text="Una nota.")
    teacher = f.worker()
    offer = c.offer(teacher, room=1)
    education.put_material(by=teacher, course=offer.course, title="Guía", link="https://example.org/")
    pupil = f.worker()
    education.enrol(by=pupil, offer=offer)
    education.enrol(by=f.worker(), offer=offer)
    session = offer.sessions.get()
    with clock.at(now() + dt.timedelta(days=4)):
        education.tick(by=teacher, session=session, came=[pupil.pk])
    c.decision()
    return world


def test_the_database_refuses_each_by_its_name(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_case_person_two_sides%%'")
        (two_sides,) = cursor.fetchone()
    all_broken({name: sql.replace("{}", two_sides) for name, sql in BROKEN.items()})


@pytest.mark.parametrize("role", ["subject", "mentor"])
@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("case_entry_by_the_uninvolved", ENTRY.replace("{n}", "99")),
        ("case_attested_by_the_uninvolved", ATTEST),
        ("case_moved_by_the_uninvolved", STEP),
    ],
)
def test_the_two_spoken_of_write_nothing(world, role, name, sql):
    broken(name, sql.format(who=PART.format(role)))


@pytest.mark.parametrize("role", ["witness", "group"])
def test_who_only_hears_writes_nothing(world, role):
    broken("case_entry_by_the_uninvolved", ENTRY.format(n=99, who=PART.format(role)))


def test_nobody_attests_what_they_wrote(world):
    broken("case_attested_by_the_uninvolved", ATTEST.format(who=PART.format("raised_by")))


def test_a_stranger_writes_nothing(world):
    broken("case_entry_by_the_uninvolved", ENTRY.format(n=99, who=str(world.stranger.pk)))
    broken("case_moved_by_the_uninvolved", STEP.format(who=str(world.stranger.pk)))


@pytest.mark.parametrize("old", CaseState.values)
def test_no_statement_makes_a_move_that_is_not_in_the_table(old):
    c.World(old)
    for new in CaseState.values:
        if new != old and new not in CASE.moves[old]:
            broken("case_moves", f"UPDATE assemblies_conductcase SET state = '{new}'")


def test_what_was_destroyed_takes_no_more_words():
    world = c.World(CaseState.CLOSED)
    _redact(world)
    broken("case_redacted_stays", "UPDATE assemblies_conductcase SET redacted_at = NULL")
    broken("case_redacted_stays", "UPDATE assemblies_conductcase SET state = 'rehearing'")
    broken("case_words_are_gone", ENTRY.format(n=99, who=PART.format("recorder")))


def test_no_promise_is_left_untried():
    named = set()
    for model in apps.get_app_config("assemblies").get_models():
        if model.__name__ in HERE:
            named |= {one.name for one in model._meta.constraints}
            named |= {one.name for one in getattr(model._meta, "triggers", [])}
    assert named - set(BROKEN) - {"case_redacted_stays"} == set()
