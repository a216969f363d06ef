"""The words that every room's policies share. Denied by default: a policy must find a reason to allow."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal

NOT_FOUND = Refusal("not_found", _("There is nothing here, or it is not yours to see."), status=404)
NO_KEY = Refusal(
    "no_key", _("This needs a key that you do not hold today. See who does in «Who holds keys?»."), status=403
)
SECOND_FACTOR = Refusal(
    "second_factor", _("This key asks for your second factor first: the code of your phone."), status=403
)
LOGIN = Refusal("login", _("Log in to continue."), status=401)


class Actor(Protocol):
    """Whoever acts: a person with an id and a name that the audit can keep."""

    pk: int

    def get_full_name(self) -> str: ...
