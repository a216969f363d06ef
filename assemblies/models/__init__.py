"""What the assemblies keep."""

from assemblies.models.actions import ActionItem
from assemblies.models.circulation import Circulation, CirculationHearing
from assemblies.models.criteria import (
    Criterion,
    CriterionArea,
    CriterionReview,
    CriterionStory,
    CriterionVersion,
)
from assemblies.models.decisions import Decision, DecisionPerson, HearingEntry
from assemblies.models.meetings import AgendaItem, Attendance, Meeting
from assemblies.models.proposals import Ask, Proposal, ProposalMove, ProposalVersion
from assemblies.models.reach import CalendarKey, Reach, Sending
from assemblies.models.spaces import MeetingSeries, Space, SpacePerson
from assemblies.models.stances import ObjectionClosure, ObjectionStep, Stance, VersionAnswer
from assemblies.models.topics import Briefing, BriefingVersion, Topic

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Ask",
    "Attendance",
    "Briefing",
    "BriefingVersion",
    "CalendarKey",
    "Circulation",
    "CirculationHearing",
    "Criterion",
    "CriterionArea",
    "CriterionReview",
    "CriterionStory",
    "CriterionVersion",
    "Decision",
    "DecisionPerson",
    "HearingEntry",
    "Meeting",
    "MeetingSeries",
    "ObjectionClosure",
    "ObjectionStep",
    "Proposal",
    "ProposalMove",
    "ProposalVersion",
    "Reach",
    "Sending",
    "Space",
    "SpacePerson",
    "Stance",
    "Topic",
    "VersionAnswer",
]
