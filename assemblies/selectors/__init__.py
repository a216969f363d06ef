"""The door of this room: what the rooms above may name."""

from assemblies.models import Decision, Space, Topic
from assemblies.selectors.calendar import Event, register_events
from assemblies.selectors.criteria import applying
from assemblies.selectors.decisions import citable_decisions, unheard
from assemblies.selectors.education import CalendarSession, sessions_between, sessions_of
from assemblies.selectors.effects import Effect, register_effects
from assemblies.selectors.heads import register_head
from assemblies.selectors.power import register_power
from assemblies.selectors.proposals import open_objections, proposals_of_topic
from assemblies.selectors.spaces import network_meeting
from assemblies.selectors.topics import open_topics

__all__ = [
    "CalendarSession",
    "Decision",
    "Effect",
    "Event",
    "Space",
    "Topic",
    "applying",
    "citable_decisions",
    "network_meeting",
    "open_objections",
    "open_topics",
    "proposals_of_topic",
    "register_effects",
    "register_events",
    "register_head",
    "register_power",
    "sessions_between",
    "sessions_of",
    "unheard",
]
