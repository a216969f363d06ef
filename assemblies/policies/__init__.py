"""Who may do what. Every worker reads, tells and questions: no meeting outranks another."""

from assemblies.policies.access import may_read, may_read_some, may_read_space
from assemblies.policies.decisions import may_hear, may_replace, may_tell
from assemblies.policies.meetings import (
    may_brief,
    may_bring_to,
    may_keep_agenda,
    may_keep_spaces,
    may_move_meeting,
    may_open,
    may_read_acta,
    may_read_meeting,
    may_seal,
)
from assemblies.policies.topics import may_bring_topic, may_change_topic, may_move_topic

__all__ = [
    "may_brief",
    "may_bring_to",
    "may_bring_topic",
    "may_change_topic",
    "may_hear",
    "may_keep_agenda",
    "may_keep_spaces",
    "may_move_meeting",
    "may_move_topic",
    "may_open",
    "may_read",
    "may_read_acta",
    "may_read_meeting",
    "may_read_some",
    "may_read_space",
    "may_replace",
    "may_seal",
    "may_tell",
]
