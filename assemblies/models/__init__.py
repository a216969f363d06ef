"""What the assemblies keep."""

from assemblies.models.actions import ActionItem
from assemblies.models.circulation import Circulation, CirculationHearing
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
from assemblies.models.criteria import (
    Criterion,
    CriterionArea,
    CriterionReview,
    CriterionStory,
    CriterionVersion,
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
from assemblies.models.proposals import Ask, Proposal, ProposalMove, ProposalVersion
from assemblies.models.reach import CalendarKey, Reach, Sending
from assemblies.models.running import (
    Attestation,
    MinuteCorrection,
    PaperSheet,
    Pen,
    SpeakingTurn,
)
from assemblies.models.spaces import MeetingSeries, Space, SpacePerson
from assemblies.models.stances import ObjectionClosure, ObjectionStep, Stance, VersionAnswer
from assemblies.models.topics import Briefing, BriefingVersion, Topic

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AnonymousNote",
    "AsideWords",
    "Ask",
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
    "Circulation",
    "CirculationHearing",
    "Concern",
    "ConductCase",
    "Course",
    "CourseMaterial",
    "Criterion",
    "CriterionArea",
    "CriterionReview",
    "CriterionStory",
    "CriterionVersion",
    "Decision",
    "DecisionPerson",
    "Enrolment",
    "HearingEntry",
    "Meeting",
    "MeetingSeries",
    "MinuteBlock",
    "MinuteCorrection",
    "ObjectionClosure",
    "ObjectionStep",
    "Offer",
    "OfferTeacher",
    "PaperSheet",
    "Pen",
    "Proposal",
    "ProposalMove",
    "ProposalVersion",
    "Reach",
    "Sending",
    "Session",
    "SessionAttendance",
    "Space",
    "SpacePerson",
    "SpeakingTurn",
    "Stance",
    "Topic",
    "VersionAnswer",
]
