"""People, cooperatives, memberships and the mandates that give power for a while."""

from federation.models.acts import TwoPersonAct
from federation.models.cooperatives import Cooperative, Membership
from federation.models.entries import ActivationCode, LoginSession, Suspension
from federation.models.mandates import NETWORK, SENSITIVE, Mandate, Role
from federation.models.people import Person, PersonManager
from federation.models.proofs import PinTries, RecoveryCode, SecondFactor, TillPin

__all__ = [
    "NETWORK",
    "SENSITIVE",
    "ActivationCode",
    "Cooperative",
    "LoginSession",
    "Mandate",
    "Membership",
    "Person",
    "PersonManager",
    "PinTries",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "Suspension",
    "TillPin",
    "TwoPersonAct",
]
