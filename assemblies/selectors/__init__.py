"""The door of this room: what the rooms above may name."""

from assemblies.models import Decision, Space, Topic
from assemblies.selectors.decisions import citable_decisions, unheard
from assemblies.selectors.education import CalendarSession, sessions_between, sessions_of
from assemblies.selectors.effects import Effect, register_effects
from assemblies.selectors.heads import register_head
from assemblies.selectors.power import register_power
from assemblies.selectors.spaces import network_meeting
from assemblies.selectors.topics import open_topics

__all__ = [
    "CalendarSession",
    "Decision",
    "Effect",
    "Space",
    "Topic",
    "citable_decisions",
    "network_meeting",
    "open_topics",
    "register_effects",
    "register_head",
    "register_power",
    "sessions_between",
    "sessions_of",
    "unheard",
]
