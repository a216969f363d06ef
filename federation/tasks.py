"""Scheduled steps of the register."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from federation.services.acts import expire_acts
from federation.services.clients import forget_old_tokens


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
