"""What changes in the assemblies: the verbs that pages, jobs and the rooms above call."""

from assemblies.services.decisions import hear_decision, tell_decision
from assemblies.services.meetings import open_meeting, plan_meeting, seal_meeting
from assemblies.services.topics import bring_by_itself, bring_topic, move_topic

__all__ = [
    "bring_by_itself",
    "bring_topic",
    "hear_decision",
    "move_topic",
    "open_meeting",
    "plan_meeting",
    "seal_meeting",
    "tell_decision",
]
