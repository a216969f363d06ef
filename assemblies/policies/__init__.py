"""Who may do what. Every worker reads, tells and questions: no meeting outranks another."""

from assemblies.policies.access import may_read, may_read_some, may_read_space
from assemblies.policies.decisions import may_hear, may_replace, may_tell
from assemblies.policies.topics import may_bring_topic, may_move_topic

__all__ = [
    "may_bring_topic",
    "may_hear",
    "may_move_topic",
    "may_read",
    "may_read_some",
    "may_read_space",
    "may_replace",
    "may_tell",
]
