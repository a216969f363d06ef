"""What changes in the register: the verbs that pages, jobs and the rooms above call."""

from federation.services.accounts import change_account, change_language, change_password
from federation.services.break_glass import ask_break_glass
from federation.services.entries import leave, let_in
from federation.services.mandates import ask_key, end_key, end_mandate, give_key, give_mandate, hand_key
from federation.services.members import admit
from federation.services.merging import MergePart, register_merge
from federation.services.pins import arrive, prove_pin
from federation.services.register import change_person, register_person
from federation.services.suspensions import lift_suspension, suspend
from federation.services.turns import TurnKey, TurnKeys, end_mandates_of, give_turn_mandates

__all__ = [
    "MergePart",
    "TurnKey",
    "TurnKeys",
    "admit",
    "arrive",
    "ask_break_glass",
    "ask_key",
    "change_account",
    "change_language",
    "change_password",
    "change_person",
    "end_key",
    "end_mandate",
    "end_mandates_of",
    "give_key",
    "give_mandate",
    "give_turn_mandates",
    "hand_key",
    "leave",
    "let_in",
    "lift_suspension",
    "prove_pin",
    "register_merge",
    "register_person",
    "suspend",
]
