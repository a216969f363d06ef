"""What changes in the register: the verbs that pages, jobs and the rooms above call."""

from federation.services.accounts import change_account, change_language, change_password
from federation.services.mandates import end_key, end_mandate, give_key, give_mandate
from federation.services.members import admit
from federation.services.merging import MergePart, register_merge
from federation.services.register import change_person, register_person

__all__ = [
    "MergePart",
    "admit",
    "change_account",
    "change_language",
    "change_password",
    "change_person",
    "end_key",
    "end_mandate",
    "give_key",
    "give_mandate",
    "register_merge",
    "register_person",
]
