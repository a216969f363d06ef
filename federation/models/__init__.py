"""People, cooperatives, memberships and the mandates that give power for a while."""

from federation.models.acts import TwoPersonAct
from federation.models.cooperatives import Cooperative, Membership
from federation.models.mandates import NETWORK, Mandate, Role
from federation.models.people import Person, PersonManager

__all__ = [
    "NETWORK",
    "Cooperative",
    "Mandate",
    "Membership",
    "Person",
    "PersonManager",
    "Role",
    "TwoPersonAct",
]
