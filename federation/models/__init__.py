"""People, cooperatives, memberships and the mandates that give power for a while."""

from federation.models.acts import TwoPersonAct
from federation.models.beginnings import (
    LONGEST_TRIAL_DAYS,
    Beginning,
    BeginningStep,
    ChecklistItem,
    Mentoring,
    Reflection,
    Reprimand,
    Section,
)
from federation.models.certificates import ShareCertificate
from federation.models.clients import ApiClient, Scope
from federation.models.cooperatives import (
    Contact,
    Cooperative,
    CooperativeService,
    NetworkService,
    NetworkStay,
    Sector,
)
from federation.models.doubles import LikelyDouble, Merge
from federation.models.entries import ActivationCode, LoginSession, Suspension
from federation.models.households import Household, HouseholdMember
from federation.models.imports import Import, ImportRow
from federation.models.mandates import NETWORK, SENSITIVE, Mandate, Role
from federation.models.memberships import Area, Leaving, Membership
from federation.models.memory import JournalEntry, JournalPhoto, JournalRevision
from federation.models.people import STANDING, Person, PersonManager, PersonPhone
from federation.models.proofs import PinTries, RecoveryCode, SecondFactor, TillPin
from federation.models.support import Delivery, RoundDonation, SupportedHome, SupportRound

__all__ = [
    "LONGEST_TRIAL_DAYS",
    "NETWORK",
    "SENSITIVE",
    "STANDING",
    "ActivationCode",
    "ApiClient",
    "Area",
    "Beginning",
    "BeginningStep",
    "ChecklistItem",
    "Contact",
    "Cooperative",
    "CooperativeService",
    "Delivery",
    "Household",
    "HouseholdMember",
    "Import",
    "ImportRow",
    "JournalEntry",
    "JournalPhoto",
    "JournalRevision",
    "Leaving",
    "LikelyDouble",
    "LoginSession",
    "Mandate",
    "Membership",
    "Mentoring",
    "Merge",
    "NetworkService",
    "NetworkStay",
    "Person",
    "PersonManager",
    "PersonPhone",
    "PinTries",
    "RecoveryCode",
    "Reflection",
    "Reprimand",
    "Role",
    "RoundDonation",
    "Scope",
    "SecondFactor",
    "Section",
    "Sector",
    "ShareCertificate",
    "SupportRound",
    "SupportedHome",
    "Suspension",
    "TillPin",
    "TwoPersonAct",
]
