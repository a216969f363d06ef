"""What the assemblies keep."""

from assemblies.models.decisions import Decision, DecisionPerson, HearingEntry
from assemblies.models.meetings import AgendaItem, Attendance, Meeting
from assemblies.models.minutes import AsideWords, BlockRevision, Concern, MinuteBlock
from assemblies.models.reach import CalendarKey, Reach, Sending
from assemblies.models.running import (
    Attestation,
    MinuteCorrection,
    PaperSheet,
    Pen,
    SpeakingTurn,
)
from assemblies.models.spaces import MeetingSeries, Space, SpacePerson
from assemblies.models.topics import Briefing, BriefingVersion, Topic

__all__ = [
    "AgendaItem",
    "AsideWords",
    "Attendance",
    "Attestation",
    "BlockRevision",
    "Briefing",
    "BriefingVersion",
    "CalendarKey",
    "Concern",
    "Decision",
    "DecisionPerson",
    "HearingEntry",
    "Meeting",
    "MeetingSeries",
    "MinuteBlock",
    "MinuteCorrection",
    "PaperSheet",
    "Pen",
    "Reach",
    "Sending",
    "Space",
    "SpacePerson",
    "SpeakingTurn",
    "Topic",
]
