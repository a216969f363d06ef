"""People, cooperatives, memberships and the mandates that give power for a while."""

from federation.models.acts import TwoPersonAct
from federation.models.cooperatives import Cooperative, Membership
from federation.models.doubles import LikelyDouble, Merge
from federation.models.households import Household, HouseholdMember
from federation.models.imports import Import, ImportRow
from federation.models.mandates import NETWORK, Mandate, Role
from federation.models.people import STANDING, Person, PersonManager, PersonPhone

__all__ = [
    "NETWORK",
    "STANDING",
    "Cooperative",
    "Household",
    "HouseholdMember",
    "Import",
    "ImportRow",
    "LikelyDouble",
    "Mandate",
    "Membership",
    "Merge",
    "Person",
    "PersonManager",
    "PersonPhone",
    "Role",
    "TwoPersonAct",
]
