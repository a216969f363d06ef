"""Each named promise of the assemblies' tables, broken by hand: the database itself refuses."""

import pytest

from assemblies.models import Space
from assemblies.states import Hearing
from tests.assemblies import test_conduct_constraints as conduct
from tests.assemblies import test_meeting_constraints as meetings
from tests.assemblies import test_minutes_constraints as minutes
from tests.assemblies import test_proposal_constraints as proposals
from tests.factories import assemblies as a
from tests.promises import assert_all_tried, broken

pytestmark = pytest.mark.django_db

BROKEN = {
    "space_one_network_meeting": "UPDATE assemblies_space SET is_network = true",
    "decision_collective_names_its_meeting": (
        "INSERT INTO assemblies_decision (title, text, mode, taken_on, hearing, recorded_by_id, recorded_at)"
        " SELECT title, text, 'collective', taken_on, 'kept', recorded_by_id, now() FROM assemblies_decision"
    ),
    "decision_has_words": (
        "INSERT INTO assemblies_decision (title, text, mode, taken_on, hearing, recorded_by_id, recorded_at)"
        " SELECT title, '', mode, taken_on, hearing, recorded_by_id, now() FROM assemblies_decision"
    ),
    "decision_never_deleted": "DELETE FROM assemblies_decision",
    "decision_words_stand": "UPDATE assemblies_decision SET text = 'otra cosa'",
    "decision_person_once": (
        "INSERT INTO assemblies_decisionperson (decision_id, person_id)"
        " SELECT decision_id, person_id FROM assemblies_decisionperson"
    ),
    "hearing_append_only": "DELETE FROM assemblies_hearingentry",
    "topic_source_once": "UPDATE assemblies_topic SET source = 'markets.tillsession:1'",
}


@pytest.fixture(autouse=True)
def _rows():
    a.network_meeting()
    Space.objects.create(name="Reunión de verduras")
    a.decision(hearing=Hearing.REPORTED)
    a.topic()
    a.topic()


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name):
    broken(name, BROKEN[name])


@pytest.mark.parametrize("column", ["title", "mode", "taken_on", "recorded_at"])
def test_no_word_of_a_decision_changes(column):
    value = "now()" if column in {"taken_on", "recorded_at"} else "'group'"
    broken("decision_words_stand", f"UPDATE assemblies_decision SET {column} = {value}")


def test_hearings_are_not_rewritten():
    broken("hearing_append_only", "UPDATE assemblies_hearingentry SET note = 'x'")


def test_no_promise_is_left_untried():
    minuted = {*minutes.OPEN, *minutes.READ, *minutes.SEALED, *minutes.ALSO}
    elsewhere = {*meetings.BROKEN, *conduct.BROKEN, *proposals.BROKEN, *minuted}
    elsewhere |= {"case_redacted_stays", "stance_holds_its_proposal"}  # each in a test of its own
    assert_all_tried("assemblies", {*BROKEN, *elsewhere})
