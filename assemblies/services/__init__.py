"""What changes in the assemblies: the verbs that pages, jobs and the rooms above call."""

from assemblies.services.actions import end_action, hand_on, promise_action
from assemblies.services.circulation import add_space, hear_in_space
from assemblies.services.consensus import claim_consensus
from assemblies.services.criteria import (
    begin_review,
    confirm_criterion,
    link_criterion_story,
    make_criterion,
    renew_criterion,
    retire_criterion,
)
from assemblies.services.decisions import hear_decision, tell_decision
from assemblies.services.meetings import open_meeting, plan_meeting, seal_meeting
from assemblies.services.proposals import move_proposal, propose, reword
from assemblies.services.stances import ask_closing, ask_stance, close_own, take_stance, work_on
from assemblies.services.topics import bring_by_itself, bring_topic, move_topic

__all__ = [
    "add_space",
    "ask_closing",
    "ask_stance",
    "begin_review",
    "bring_by_itself",
    "bring_topic",
    "claim_consensus",
    "close_own",
    "confirm_criterion",
    "end_action",
    "hand_on",
    "hear_decision",
    "hear_in_space",
    "link_criterion_story",
    "make_criterion",
    "move_proposal",
    "move_topic",
    "open_meeting",
    "plan_meeting",
    "promise_action",
    "propose",
    "renew_criterion",
    "retire_criterion",
    "reword",
    "seal_meeting",
    "take_stance",
    "tell_decision",
    "work_on",
]
