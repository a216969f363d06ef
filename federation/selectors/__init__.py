"""The door of this room: what the rooms above may name."""

from federation.models import NETWORK, Cooperative, Mandate, Membership, Person, Role
from federation.policies import Keys, keys_of
from federation.policies import may_hold as key_refusal
from federation.policies import may_read_as_worker as worker_refusal
from federation.selectors.audit import changes_since
from federation.selectors.audit_names import as_shown
from federation.selectors.cooperatives import primary_cooperative
from federation.selectors.lent import Citation, register_citations, register_scopes, resolve
from federation.selectors.mandates import live_mandates, mandates_citing, mandates_of
from federation.selectors.people import find_by_documents
from federation.selectors.search import standing_of

__all__ = [
    "NETWORK",
    "Citation",
    "Cooperative",
    "Keys",
    "Mandate",
    "Membership",
    "Person",
    "Role",
    "as_shown",
    "changes_since",
    "find_by_documents",
    "key_refusal",
    "keys_of",
    "live_mandates",
    "mandates_citing",
    "mandates_of",
    "primary_cooperative",
    "register_citations",
    "register_scopes",
    "resolve",
    "standing_of",
    "worker_refusal",
]
