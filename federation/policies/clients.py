"""Who may let a program in, and who may end it. Two people make one; either ends it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation.models import ApiClient, Person, Role, TwoPersonAct
from federation.policies.keys import may_hold

GONE = Refusal("client_gone", _("This client was revoked or has ended."), status=409)


def may_see_clients(person: Person) -> Refusal | None:
    """Read which programs speak for whom: whoever keeps the register."""
    return may_hold(person, Role.REGISTER)


def may_ask_client(person: Person) -> Refusal | None:
    """Ask for a client: whoever keeps the register."""
    return may_hold(person, Role.REGISTER)


def may_confirm_client(person: Person, act: TwoPersonAct) -> Refusal | None:
    """The second person: another who keeps the register or looks after the jobs."""
    if may_hold(person, Role.REGISTER) is None:
        return None
    return may_hold(person, Role.JOBS)


def may_change_client(person: Person, client: Any) -> Refusal | None:
    """Make a new secret: the register, while the client lives."""
    refusal = may_hold(person, Role.REGISTER)
    if refusal is not None:
        return refusal
    return None if isinstance(client, ApiClient) and client.is_live else GONE
