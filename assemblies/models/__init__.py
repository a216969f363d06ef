"""What the assemblies keep."""

from assemblies.models.decisions import Decision, DecisionPerson, HearingEntry
from assemblies.models.meetings import AgendaItem, Attendance, Meeting
from assemblies.models.reach import CalendarKey, Reach, Sending
from assemblies.models.spaces import MeetingSeries, Space, SpacePerson
from assemblies.models.topics import Briefing, BriefingVersion, Topic

__all__ = [
    "AgendaItem",
    "Attendance",
    "Briefing",
    "BriefingVersion",
    "CalendarKey",
    "Decision",
    "DecisionPerson",
    "HearingEntry",
    "Meeting",
    "MeetingSeries",
    "Reach",
    "Sending",
    "Space",
    "SpacePerson",
    "Topic",
]
