"""Who may, in one place: by relation and turn, never by rank. Denied by default."""

from federation.policies.keys import Keys, forget_keys, keys_of, may_hold, may_read_as_worker
from federation.policies.register import (
    may_be_given,
    may_end_key,
    may_give_key_to,
    may_give_keys,
    may_keep_register,
    may_rerun_jobs,
    may_see_changes,
    may_see_keys,
    may_see_people,
    may_see_phone,
    may_settle,
)

__all__ = [
    "Keys",
    "forget_keys",
    "keys_of",
    "may_be_given",
    "may_end_key",
    "may_give_key_to",
    "may_give_keys",
    "may_hold",
    "may_keep_register",
    "may_read_as_worker",
    "may_rerun_jobs",
    "may_see_changes",
    "may_see_keys",
    "may_see_people",
    "may_see_phone",
    "may_settle",
]
