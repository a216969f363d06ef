"""Scheduled steps of the register."""

import datetime as dt

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from federation.services.acts import expire_acts
from federation.services.clients import forget_old_tokens
from federation.services.entries import forget_old


@step(
    "federation.expire_acts", every=dt.timedelta(minutes=5), help=_("Ends what no second person confirmed.")
)
def expire() -> str:
    return f"{expire_acts()} expired"


@step(
    "federation.forget_tokens",
    every=dt.timedelta(hours=1),
    help=_("Takes out the API's tokens that have ended."),
)
def forget_tokens() -> str:
    return f"{forget_old_tokens()} taken out"


@step(
    "federation.forget_logins", every=dt.timedelta(hours=24), help=_("Forgets where people logged in from.")
)
def forget() -> str:
    """Three months after they were last there. Django's own expired sessions go with them."""
    forgotten = forget_old()
    call_command("clearsessions")
    return f"{forgotten} forgotten"
