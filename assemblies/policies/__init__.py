"""Who may do what. Every worker reads, tells and questions: no meeting outranks another."""

from assemblies.policies.access import may_read, may_read_some, may_read_space
from assemblies.policies.actions import may_end_action, may_promise
from assemblies.policies.criteria import may_keep_criteria, may_move_criterion
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
from assemblies.policies.proposals import (
    may_add_space,
    may_ask_stance,
    may_claim,
    may_close_own,
    may_move_proposal,
    may_propose,
    may_read_proposal,
    may_record_circulation,
    may_record_closing,
    may_reword,
    may_say,
    may_work_on,
    stands_against,
)
from assemblies.policies.topics import may_bring_topic, may_change_topic, may_move_topic

__all__ = [
    "may_add_space",
    "may_ask_stance",
    "may_brief",
    "may_bring_to",
    "may_bring_topic",
    "may_change_topic",
    "may_claim",
    "may_close_own",
    "may_end_action",
    "may_hear",
    "may_keep_agenda",
    "may_keep_criteria",
    "may_keep_spaces",
    "may_move_criterion",
    "may_move_meeting",
    "may_move_proposal",
    "may_move_topic",
    "may_open",
    "may_promise",
    "may_propose",
    "may_read",
    "may_read_acta",
    "may_read_meeting",
    "may_read_proposal",
    "may_read_some",
    "may_read_space",
    "may_record_circulation",
    "may_record_closing",
    "may_replace",
    "may_reword",
    "may_say",
    "may_seal",
    "may_tell",
    "may_work_on",
    "stands_against",
]
