"""Who may, in one place: by relation and turn, never by rank. Denied by default."""

from federation.policies.entry import came_by_pin, may_open_by_pin, register_pin_pages
from federation.policies.keys import Keys, forget_keys, keys_of, may_hold, may_read_as_worker
from federation.policies.register import (
    may_be_given,
    may_break_glass,
    may_end_key,
    may_give_key_to,
    may_give_keys,
    may_help_enter,
    may_keep_register,
    may_rerun_jobs,
    may_see_changes,
    may_see_keys,
    may_see_people,
    may_see_person,
    may_see_phone,
    may_settle,
    takes_two,
)

__all__ = [
    "Keys",
    "came_by_pin",
    "forget_keys",
    "keys_of",
    "may_be_given",
    "may_break_glass",
    "may_end_key",
    "may_give_key_to",
    "may_give_keys",
    "may_help_enter",
    "may_hold",
    "may_keep_register",
    "may_open_by_pin",
    "may_read_as_worker",
    "may_rerun_jobs",
    "may_see_changes",
    "may_see_keys",
    "may_see_people",
    "may_see_person",
    "may_see_phone",
    "may_settle",
    "register_pin_pages",
    "takes_two",
]
