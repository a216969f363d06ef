"""What changes in the register: the verbs that pages, jobs and the rooms above call."""

from federation.services.accounts import change_account, change_language, change_password
from federation.services.mandates import end_key, end_mandate, give_key, give_mandate
from federation.services.members import admit

__all__ = [
    "admit",
    "change_account",
    "change_language",
    "change_password",
    "end_key",
    "end_mandate",
    "give_key",
    "give_mandate",
]
