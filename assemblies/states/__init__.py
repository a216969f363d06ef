"""Where things stand in the assemblies, and what may follow."""

from assemblies.states.actions import ACTION, ACTION_TONES, ActionState
from assemblies.states.conduct import AT_REST, CASE, CASE_TONES, CaseState
from assemblies.states.criteria import CRITERION, CRITERION_TONES, CriterionState
from assemblies.states.decisions import HEARING, HEARING_TONES, Hearing
from assemblies.states.meetings import MEETING, MEETING_TONES, MeetingState
from assemblies.states.proposals import (
    AGREED_STATES,
    OBJECTION,
    OPEN_STATES,
    PROPOSAL,
    PROPOSAL_TONES,
    TRAVEL,
    ObjectionState,
    ProposalState,
    Travel,
)
from assemblies.states.topics import TOPIC, TopicState

__all__ = [
    "ACTION",
    "ACTION_TONES",
    "AGREED_STATES",
    "AT_REST",
    "CASE",
    "CASE_TONES",
    "CRITERION",
    "CRITERION_TONES",
    "HEARING",
    "HEARING_TONES",
    "MEETING",
    "MEETING_TONES",
    "OBJECTION",
    "OPEN_STATES",
    "PROPOSAL",
    "PROPOSAL_TONES",
    "TOPIC",
    "TRAVEL",
    "ActionState",
    "CaseState",
    "CriterionState",
    "Hearing",
    "MeetingState",
    "ObjectionState",
    "ProposalState",
    "TopicState",
    "Travel",
]
