"""Where things stand in the assemblies, and what may follow."""

from assemblies.states.conduct import AT_REST, CASE, CASE_TONES, CaseState
from assemblies.states.decisions import HEARING, HEARING_TONES, Hearing
from assemblies.states.meetings import MEETING, MEETING_TONES, MeetingState
from assemblies.states.topics import TOPIC, TopicState

__all__ = [
    "AT_REST",
    "CASE",
    "CASE_TONES",
    "HEARING",
    "HEARING_TONES",
    "MEETING",
    "MEETING_TONES",
    "TOPIC",
    "CaseState",
    "Hearing",
    "MeetingState",
    "TopicState",
]
