"""Each named promise of the meetings' tables, broken by hand: the database itself refuses."""

import pytest

from assemblies.models import Briefing, Sending, Topic
from assemblies.services import reach
from assemblies.services.briefings import put_briefing
from cecosesola.kernel.clock import now
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import meetings as m
from tests.promises import all_broken, broken

pytestmark = pytest.mark.django_db

_MEETING = (
    "INSERT INTO assemblies_meeting (space_id, title, starts_at, ends_at, place, state, guests, wants_turns,"
    " reason, acta_sha256, series_id, occurrence) SELECT space_id, '', starts_at, ends_at, '', 'planned', 0,"
    " false, '', '', {series}, {occurrence} FROM assemblies_meeting WHERE series_id IS NOT NULL LIMIT 1"
)
_PLANNED = "state = 'planned'"
BROKEN = {
    "space_network_stays": "UPDATE assemblies_space SET closed_at = now() WHERE is_network",
    "space_person_once": (
        "INSERT INTO assemblies_spaceperson (space_id, person_id, since)"
        " SELECT space_id, person_id, since FROM assemblies_spaceperson"
    ),
    "series_ends_after_it_begins": "UPDATE assemblies_meetingseries SET until = first_on - 2",
    "series_lasts_a_while": (
        "INSERT INTO assemblies_meetingseries (space_id, rule, first_on, begins, minutes, place, made_at)"
        " SELECT space_id, rule, first_on, begins, 2, place, now() FROM assemblies_meetingseries"
    ),
    "series_has_a_rule": (
        "INSERT INTO assemblies_meetingseries (space_id, rule, first_on, begins, minutes, place, made_at)"
        " SELECT space_id, 'los lunes', first_on, begins, 60, place, now() FROM assemblies_meetingseries"
    ),
    "series_never_deleted": "DELETE FROM assemblies_meetingseries",
    "series_rule_stands": "UPDATE assemblies_meetingseries SET begins = '05:00'",
    "meeting_once_in_its_series": _MEETING.format(series="series_id", occurrence="occurrence"),
    "meeting_of_a_series_has_its_place": _MEETING.format(series="series_id", occurrence="NULL"),
    "meeting_ends_after_it_begins": f"UPDATE assemblies_meeting SET ends_at = starts_at WHERE {_PLANNED}",
    "acta_number_once": (
        f"UPDATE assemblies_meeting m SET year = s.year, number = s.number FROM assemblies_meeting s"
        f" WHERE s.state = 'sealed' AND m.{_PLANNED}"
    ),
    "acta_sealed_is_whole": "UPDATE assemblies_meeting SET state = 'sealed' WHERE state = 'agreed'",
    "meeting_was_opened": f"UPDATE assemblies_meeting SET state = 'open' WHERE {_PLANNED}",
    "meeting_cancelled_says_why": f"UPDATE assemblies_meeting SET state = 'cancelled' WHERE {_PLANNED}",
    "meeting_never_deleted": "DELETE FROM assemblies_meeting",
    "acta_sealed_stays": "UPDATE assemblies_meeting SET acta = '{}' WHERE state = 'sealed'",
    "agenda_topic_once": (
        "INSERT INTO assemblies_agendaitem (meeting_id, topic_id, place, outcome)"
        " SELECT meeting_id, topic_id, 9, '' FROM assemblies_agendaitem"
    ),
    "attendance_once": (
        "INSERT INTO assemblies_attendance (meeting_id, person_id, how, at, recorded_by_id)"
        " SELECT meeting_id, person_id, how, at, recorded_by_id FROM assemblies_attendance"
    ),
    "attendance_never_deleted": "DELETE FROM assemblies_attendance",
    "topic_reserved_is_mute": (
        "UPDATE assemblies_topic SET is_reserved = true, title = 'Asunto reservado', body = 'x'"
    ),
    "topic_tells_its_decision": (
        "UPDATE assemblies_topic SET decision_id = (SELECT min(id) FROM assemblies_decision)"
    ),
    "briefing_version_once": (
        "INSERT INTO assemblies_briefingversion (briefing_id, number, text, file_name, put_by_id, put_at)"
        " SELECT briefing_id, number, text, '', put_by_id, put_at FROM assemblies_briefingversion"
    ),
    "briefing_is_text_or_file": (
        "INSERT INTO assemblies_briefingversion (briefing_id, number, text, file_name, put_by_id, put_at)"
        " SELECT briefing_id, 7, '', '', put_by_id, put_at FROM assemblies_briefingversion"
    ),
    "briefing_version_stays": "UPDATE assemblies_briefingversion SET text = 'otra cosa'",
    "calendar_key_one_alive": (
        "INSERT INTO assemblies_calendarkey (person_id, key_hash, made_at)"
        " SELECT person_id, 'otra', made_at FROM assemblies_calendarkey"
    ),
    "reach_has_an_address": "UPDATE assemblies_reach SET address = ''",
    "sending_once": (
        "INSERT INTO assemblies_sending (person_id, kind, about, made_at, tries)"
        " SELECT person_id, kind, about, made_at, 0 FROM assemblies_sending"
    ),
}


@pytest.fixture(autouse=True)
def _rows():
    a.network_meeting()
    someone = f.worker()
    a.decision()
    where = m.space(by=someone)
    m.weekly(where)
    topic = m.topic(where)
    put_briefing(by=someone, topic=topic, title="Fotos", text="Así está.")
    m.came(m.sealed(where))
    m.agreed(m.space())
    reach.make_calendar_key(by=someone)
    reach.say_reach(by=someone, channel="email", address="a@b.org", wants_digest=True, wants_reminders=False)
    Sending.objects.create(person=someone, kind="digest", about="2029-01", made_at=now())


def test_the_database_refuses_each_by_its_name():
    all_broken(BROKEN)


@pytest.mark.parametrize("column", ["acta_sha256 = ''", "number = 9", "title = 'x'", "state = 'open'"])
def test_nothing_of_a_sealed_acta_changes(column):
    broken("acta_sealed_stays", f"UPDATE assemblies_meeting SET {column} WHERE state = 'sealed'")


def test_versions_of_a_briefing_are_not_deleted():
    assert Briefing.objects.exists()
    broken("briefing_version_stays", "DELETE FROM assemblies_briefingversion")


def test_a_reserved_topic_names_nobody():
    Topic.objects.update(body="")
    broken(
        "topic_reserved_is_mute",
        "UPDATE assemblies_topic SET is_reserved = true, title = 'Asunto reservado'",
    )
