"""Who may, in one place. Everybody reads the roster; few things of it need a key."""

from rotation.policies.absences import (
    may_answer_swap,
    may_answer_time_off,
    may_ask_swap,
    may_read_time_off_words,
    may_stand_by,
    may_take_back_swap,
    may_take_back_time_off,
    swap_fits,
)
from rotation.policies.access import may_keep_roster, may_read
from rotation.policies.attendance import may_note_attendance
from rotation.policies.rosters import may_hear_roster, may_plan, may_publish
from rotation.policies.skills import may_note_skill

__all__ = [
    "may_answer_swap",
    "may_answer_time_off",
    "may_ask_swap",
    "may_hear_roster",
    "may_keep_roster",
    "may_note_attendance",
    "may_note_skill",
    "may_plan",
    "may_publish",
    "may_read",
    "may_read_time_off_words",
    "may_stand_by",
    "may_take_back_swap",
    "may_take_back_time_off",
    "swap_fits",
]
