"""People, cooperatives, memberships and the mandates that give power for a while."""

from federation.models.acts import TwoPersonAct
from federation.models.cooperatives import Cooperative, Membership
from federation.models.mandates import NETWORK, Mandate, Role
from federation.models.memory import JournalEntry, JournalPhoto, JournalRevision
from federation.models.people import Person, PersonManager
from federation.models.support import Delivery, RoundDonation, SupportedHome, SupportRound

__all__ = [
    "NETWORK",
    "Cooperative",
    "Delivery",
    "JournalEntry",
    "JournalPhoto",
    "JournalRevision",
    "Mandate",
    "Membership",
    "Person",
    "PersonManager",
    "Role",
    "RoundDonation",
    "SupportRound",
    "SupportedHome",
    "TwoPersonAct",
]
