"""Each named promise of cooperatives, certificates, beginnings and clients, broken by hand."""

import pytest
from django.db import connection

from federation.models import Membership, NetworkStay
from federation.services import beginnings, certificates, cooperatives, reflections
from tests.factories import assemblies as a
from tests.factories import coops as c
from tests.factories import federation as f
from tests.promises import all_broken, broken

pytestmark = pytest.mark.django_db

BROKEN = {
    "cooperative_rif_form": "UPDATE federation_cooperative SET rif = 'J-08500000-7' WHERE id = {coop}",
    "cooperative_left_what_it_joined": (
        "UPDATE federation_cooperative SET joined_on = NULL, left_on = '2020-01-01' WHERE id = {coop}"
    ),
    "cooperative_sectors_known": "UPDATE federation_cooperative SET sectors = '{{magic}}' WHERE id = {coop}",
    "stay_periods_do_not_overlap": (
        "INSERT INTO federation_networkstay (cooperative_id, period, joined_ref, joined_reason, left_ref,"
        " left_reason) VALUES ({coop}, '[2001-01-01,2002-01-01)', '', '', '', '')"
    ),
    "stay_has_a_beginning": "UPDATE federation_networkstay SET period = 'empty'",
    "stay_never_deleted": "DELETE FROM federation_networkstay",
    "service_once_each_way": (
        "INSERT INTO federation_cooperativeservice (cooperative_id, service, how)"
        " SELECT cooperative_id, service, how FROM federation_cooperativeservice"
    ),
    "service_known": "UPDATE federation_cooperativeservice SET service = 'magic'",
    "contact_once": (
        "INSERT INTO federation_contact (cooperative_id, name, task, phone)"
        " SELECT cooperative_id, name, task, '' FROM federation_contact"
    ),
    "contact_says_who_and_what": "UPDATE federation_contact SET task = ''",
    "contact_phone_form": "UPDATE federation_contact SET phone = '0414-1234567'",
    "area_has_a_name": "INSERT INTO federation_area (name, place, is_active) VALUES ('', 1, true)",
    "membership_left_has_its_day": (
        "UPDATE federation_membership SET leaving = 'moved' WHERE id = {membership}"
    ),
    "membership_leaving_known": (
        "UPDATE federation_membership SET leaving = 'x', period = daterange(lower(period), '2090-01-01')"
        " WHERE id = {membership}"
    ),
    "certificate_one_holder": (
        "INSERT INTO federation_sharecertificate (number, issuer_id, issued_on, amount, currency,"
        " recorded_at, cancelled_reason) VALUES ('X', {coop}, '2024-01-01', 1, 'USD', now(), '')"
    ),
    "certificate_is_worth_something": (
        "INSERT INTO federation_sharecertificate (number, issuer_id, issued_on, amount, currency,"
        " recorded_at, cancelled_reason, cooperative_id)"
        " VALUES ('X', {coop}, '2024-01-01', 0, 'USD', now(), '', {coop})"
    ),
    "certificate_currency_known": (
        "INSERT INTO federation_sharecertificate (number, issuer_id, issued_on, amount, currency,"
        " recorded_at, cancelled_reason, cooperative_id)"
        " VALUES ('X', {coop}, '2024-01-01', 1, 'XXX', now(), '', {coop})"
    ),
    "certificate_has_a_number": (
        "INSERT INTO federation_sharecertificate (number, issuer_id, issued_on, amount, currency,"
        " recorded_at, cancelled_reason, cooperative_id)"
        " VALUES ('', {coop}, '2024-01-01', 1, 'USD', now(), '', {coop})"
    ),
    "certificate_cancelled_says_why": (
        "UPDATE federation_sharecertificate SET cancelled_on = '2090-01-01' WHERE id = {certificate}"
    ),
    "certificate_cancelled_after_issue": (
        "UPDATE federation_sharecertificate SET cancelled_on = '1990-01-01', cancelled_reason = 'x'"
        " WHERE id = {certificate}"
    ),
    "certificate_words_stand": "UPDATE federation_sharecertificate SET amount = 2 WHERE id = {certificate}",
    "certificate_cancelled_stays": (
        "UPDATE federation_sharecertificate SET cancelled_on = NULL, cancelled_reason = ''"
        " WHERE id = {cancelled}"
    ),
    "certificate_never_deleted": "DELETE FROM federation_sharecertificate",
    "beginning_one_at_a_time": (
        "INSERT INTO federation_beginning (newcomer_id, cooperative_id, area_id, introduced_by_id,"
        " introduced_on, words, state, trial_ref, ended_ref) SELECT newcomer_id, cooperative_id, area_id,"
        " introduced_by_id, introduced_on, words, 'proposed', '', '' FROM federation_beginning"
        " WHERE id = {trial}"
    ),
    "beginning_by_somebody_else": (
        "UPDATE federation_beginning SET introduced_by_id = newcomer_id WHERE id = {trial}"
    ),
    "beginning_says_who": "UPDATE federation_beginning SET words = '' WHERE id = {trial}",
    "beginning_trial_cites_its_decision": "UPDATE federation_beginning SET trial_ref = '' WHERE id = {trial}",
    "beginning_answered_by_a_decision": (
        "UPDATE federation_beginning SET state = 'admitted', ended_on = '2026-01-01' WHERE id = {trial}"
    ),
    "beginning_ends_once": "UPDATE federation_beginning SET ended_on = '2026-01-01' WHERE id = {trial}",
    "beginning_trial_is_bounded": (
        "UPDATE federation_beginning SET trial = daterange('2026-01-01', '2027-02-01') WHERE id = {trial}"
    ),
    "beginning_never_deleted": "DELETE FROM federation_beginning",
    "mentoring_one_at_a_time": (
        "INSERT INTO federation_mentoring (beginning_id, newcomer_id, mentor_id, during)"
        " SELECT beginning_id, newcomer_id, mentor_id, during FROM federation_mentoring"
    ),
    "mentoring_takes_two_people": (
        "INSERT INTO federation_mentoring (beginning_id, newcomer_id, mentor_id, during)"
        " SELECT beginning_id, newcomer_id, newcomer_id, tstzrange('1999-01-01', '1999-02-01')"
        " FROM federation_mentoring"
    ),
    "mentoring_has_a_beginning": "UPDATE federation_mentoring SET during = 'empty'",
    "mentoring_people_stand": "UPDATE federation_mentoring SET mentor_id = {other}",
    "mentoring_never_deleted": "DELETE FROM federation_mentoring",
    "checklist_line_once": (
        "INSERT INTO federation_checklistitem (section, words, place, is_active)"
        " SELECT section, words, 1, true FROM federation_checklistitem"
    ),
    "checklist_line_has_words": "UPDATE federation_checklistitem SET words = ''",
    "step_once": (
        "INSERT INTO federation_beginningstep (beginning_id, section, words, place)"
        " SELECT beginning_id, section, words, 1 FROM federation_beginningstep"
    ),
    "step_ticked_by_somebody": "UPDATE federation_beginningstep SET ticked_on = '2026-01-01'",
    "reflection_has_words": (
        "INSERT INTO federation_reflection (beginning_id, author_id, other_id, words, written_at)"
        " VALUES ({trial}, {other}, {keeper}, '', now())"
    ),
    "reflection_between_two": (
        "INSERT INTO federation_reflection (beginning_id, author_id, other_id, words, written_at)"
        " VALUES ({trial}, {other}, {other}, 'x', now())"
    ),
    "reflection_words_stand": "UPDATE federation_reflection SET words = 'y' WHERE shared_at IS NULL",
    "reflection_shared_stays": "UPDATE federation_reflection SET shared_at = NULL WHERE id = {shared}",
    "reprimand_once_a_decision": (
        "INSERT INTO federation_reprimand (membership_id, subject_id, decision, words, noted_on)"
        " SELECT membership_id, subject_id, decision, '', noted_on FROM federation_reprimand"
    ),
    "reprimand_cites_its_decision": (
        "INSERT INTO federation_reprimand (membership_id, subject_id, decision, words, noted_on)"
        " SELECT membership_id, subject_id, '', '', noted_on FROM federation_reprimand"
    ),
    "reprimand_shared_with_another": (
        "INSERT INTO federation_reprimand (membership_id, subject_id, mentor_id, decision, words, noted_on)"
        " SELECT membership_id, subject_id, subject_id, 'D-9', '', noted_on FROM federation_reprimand"
    ),
    "reprimand_noted_by_a_third": (
        "INSERT INTO federation_reprimand (membership_id, subject_id, mentor_id, noted_by_id, decision,"
        " words, noted_on) SELECT membership_id, subject_id, mentor_id, mentor_id, 'D-9', '', noted_on"
        " FROM federation_reprimand"
    ),
    "reprimand_append_only": "UPDATE federation_reprimand SET words = 'otra'",
    "client_is_a_machine": "UPDATE federation_apiclient SET authorization_grant_type = 'password'",
    "client_scopes_known": "UPDATE federation_apiclient SET scopes = '{{everything}}'",
    "client_takes_two_people": "UPDATE federation_apiclient SET confirmed_by_id = asked_by_id",
    "client_ends": "UPDATE federation_apiclient SET expires_at = created",
    "client_secret_is_hashed": "UPDATE federation_apiclient SET client_secret = 'plain'",
    "client_revoked_says_why": "UPDATE federation_apiclient SET revoked_at = now()",
}
# Triggers that keep two things equal instead of refusing: tried below by what they do.
KEEPING = {
    "cooperative_keeps_its_stay",
    "stay_shows_on_its_cooperative",
    "membership_says_when_it_changed",
}


@pytest.fixture
def rows():
    keeper = f.holder("register")
    coop = f.cooperative(joined_on="2000-01-01")
    cooperatives.change_cooperative(by=keeper, cooperative=coop, services=["health:uses"])
    cooperatives.add_contact(by=keeper, cooperative=coop, name="Ana", task="Pedidos")
    mentor = f.worker()
    trial = c.trial(mentor, keeper)
    shared = reflections.reflect(by=mentor, beginning=trial, words="Va bien.", share=True)
    reflections.reflect(by=trial.newcomer, beginning=trial, words="Me cuesta.")
    reflections.note_reprimand(by=keeper, membership=trial.membership, decision=a.decision().number)
    cancelled = c.certificate(keeper)
    certificates.cancel_certificate(by=keeper, certificate=cancelled, on=cancelled.issued_on, reason="Error")
    c.client(coop)
    return {
        "coop": coop.pk,
        "keeper": keeper.pk,
        "other": f.person().pk,
        "trial": trial.pk,
        "membership": trial.membership_id,
        "shared": shared.pk,
        "certificate": c.certificate(keeper).pk,
        "cancelled": cancelled.pk,
    }


def test_the_database_refuses_each_by_its_name(rows):
    all_broken(BROKEN, rows)


def test_a_number_of_a_certificate_is_there_once(rows):
    broken(
        "federation_sharecertificate_number_key",
        "INSERT INTO federation_sharecertificate (number, issuer_id, issued_on, amount, currency,"
        " recorded_at, cancelled_reason, cooperative_id)"
        " SELECT number, issuer_id, issued_on, amount, currency, now(), '',"
        f" cooperative_id FROM federation_sharecertificate WHERE id = {rows['certificate']}",
    )


def test_the_two_days_of_a_cooperative_and_its_stays_are_always_equal():
    """Whichever of the two is written, by a service, by an import or by hand."""
    coop = f.cooperative(joined_on="2010-05-01")
    stay = NetworkStay.objects.get(cooperative=coop)
    assert str(stay.period.lower) == "2010-05-01"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE federation_cooperative SET left_on = '2015-01-01', joined_on = '2011-01-01'"
            " WHERE id = %s",
            [coop.pk],
        )
    stay.refresh_from_db()
    assert (str(stay.period.lower), str(stay.period.upper)) == ("2011-01-01", "2015-01-01")
    NetworkStay.objects.create(cooperative=coop, period=("2020-01-01", None))
    coop.refresh_from_db()
    assert (str(coop.joined_on), coop.left_on) == ("2020-01-01", None)
    assert coop.stays.count() == 2
    outside = f.cooperative()
    assert not outside.stays.exists()


def test_a_membership_says_when_it_changed_even_when_changed_by_hand():
    someone = f.member()
    membership = someone.memberships.get()
    before = membership.updated_at
    with connection.cursor() as cursor:
        cursor.execute("UPDATE federation_membership SET kind = kind WHERE id = %s", [membership.pk])
    assert Membership.objects.get(pk=membership.pk).updated_at > before


def test_a_mentor_that_hands_over_at_once_leaves_no_gap():
    mentor, other = f.worker(), f.worker()
    trial = c.trial(mentor)
    beginnings.ask_mentor(by=mentor, beginning=trial, mentor=other)
    beginnings.accept_mentoring(by=other, beginning=trial)
    first, second = trial.mentorings.order_by("during")
    assert (first.mentor, second.mentor) == (mentor, other)
    assert first.during.upper <= second.during.lower
