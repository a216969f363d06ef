"""The steps of the fair week that the minute's tick runs."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from markets.services import settling, weeks

MINUTE = dt.timedelta(minutes=1)


@step("markets.open_weeks", every=10 * MINUTE, help=_("Opens next week from the template."))
def open_weeks() -> str:
    return weeks.open_what_is_due()


@step("markets.move_weeks", every=MINUTE, help=_("Moves each week to the stage whose hour has come."))
def move_weeks() -> str:
    return weeks.move_what_is_due()


@step("markets.settle_weeks", every=5 * MINUTE, help=_("Draws up the statements of weeks in settlement."))
def settle_weeks() -> str:
    return settling.settle_what_is_due()
