"""Scheduled steps of the register."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from federation.services.acts import expire_acts


@step(
    "federation.expire_acts", every=dt.timedelta(minutes=5), help=_("Ends what no second person confirmed.")
)
def expire() -> str:
    return f"{expire_acts()} expired"
