"""What the assemblies keep."""

from assemblies.models.conduct import (
    CaseAttestation,
    CaseEntry,
    CaseKey,
    CaseMeasure,
    CasePerson,
    CaseRead,
    CaseStep,
    ConductCase,
)
from assemblies.models.decisions import Decision, DecisionPerson, HearingEntry
from assemblies.models.education import (
    Course,
    CourseMaterial,
    Enrolment,
    Offer,
    OfferTeacher,
    Session,
    SessionAttendance,
)
from assemblies.models.meetings import AgendaItem, Attendance, Meeting
from assemblies.models.minutes import AsideWords, BlockRevision, Concern, MinuteBlock
from assemblies.models.notes import AnonymousNote
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
    "AnonymousNote",
    "AsideWords",
    "Attendance",
    "Attestation",
    "BlockRevision",
    "Briefing",
    "BriefingVersion",
    "CalendarKey",
    "CaseAttestation",
    "CaseEntry",
    "CaseKey",
    "CaseMeasure",
    "CasePerson",
    "CaseRead",
    "CaseStep",
    "Concern",
    "ConductCase",
    "Course",
    "CourseMaterial",
    "Decision",
    "DecisionPerson",
    "Enrolment",
    "HearingEntry",
    "Meeting",
    "MeetingSeries",
    "MinuteBlock",
    "MinuteCorrection",
    "Offer",
    "OfferTeacher",
    "PaperSheet",
    "Pen",
    "Reach",
    "Sending",
    "Session",
    "SessionAttendance",
    "Space",
    "SpacePerson",
    "SpeakingTurn",
    "Topic",
]
