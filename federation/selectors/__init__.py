"""The door of this room: what the rooms above may name."""

from federation.models import (
    NETWORK,
    SENSITIVE,
    Area,
    Cooperative,
    JournalEntry,
    Mandate,
    Membership,
    Person,
    Role,
    TwoPersonAct,
)
from federation.policies import Keys, came_by_pin, keys_of, register_pin_pages
from federation.policies import may_hold as key_refusal
from federation.policies import may_read_as_worker as worker_refusal
from federation.policies.acts import ActKind, register_act
from federation.selectors.access import is_suspended, suspended_between, suspended_throughout, till_people
from federation.selectors.audit import changes_since
from federation.selectors.audit_names import as_shown
from federation.selectors.beginnings import mentor_of, mentor_pairs
from federation.selectors.cooperatives import cooperatives_of, primary_cooperative, public_cooperatives
from federation.selectors.crew import workers_of, workers_on
from federation.selectors.lent import (
    Citation,
    Donation,
    register_agenda,
    register_citations,
    register_donations,
    register_founding,
    register_scopes,
    resolve,
    scopes,
)
from federation.selectors.mandates import keys_held, live_mandates, mandates_citing, mandates_of
from federation.selectors.memory import stories
from federation.selectors.people import find_by_documents, member_since
from federation.selectors.search import find_people, standing_of

__all__ = [
    "NETWORK",
    "SENSITIVE",
    "ActKind",
    "Area",
    "Citation",
    "Cooperative",
    "Donation",
    "JournalEntry",
    "Keys",
    "Mandate",
    "Membership",
    "Person",
    "Role",
    "TwoPersonAct",
    "as_shown",
    "came_by_pin",
    "changes_since",
    "cooperatives_of",
    "find_by_documents",
    "find_people",
    "is_suspended",
    "key_refusal",
    "keys_held",
    "keys_of",
    "live_mandates",
    "mandates_citing",
    "mandates_of",
    "member_since",
    "mentor_of",
    "mentor_pairs",
    "primary_cooperative",
    "public_cooperatives",
    "register_act",
    "register_agenda",
    "register_citations",
    "register_donations",
    "register_founding",
    "register_pin_pages",
    "register_scopes",
    "resolve",
    "scopes",
    "standing_of",
    "stories",
    "suspended_between",
    "suspended_throughout",
    "till_people",
    "worker_refusal",
    "workers_of",
    "workers_on",
]
