"""What the register does because a meeting agreed, it does citing the decision."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import refuse
from federation.selectors import lent as read_lent


def require_decision(ref: str, *, needed: bool = True) -> str:
    """The decision's name when it exists. Raises Refused when it does not, or a needed one is not named."""
    if not ref and not needed:
        return ""
    if not ref or ref not in read_lent.resolve([ref]):
        raise refuse(
            "no_decision",
            _("This cites the decision that agreed it."),
            decision=_("Choose the decision. If it is not here, tell it first."),
        )
    return ref
