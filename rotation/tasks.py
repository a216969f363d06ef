"""The roster's steps: planning ahead, publishing, repairing what changed."""

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from cecosesola.kernel.text import as_written
from rotation.services import planning, rosters, swaps


@step(
    "rotation.plan",
    every=dt.timedelta(hours=1),
    help=_(
        "Plans the weeks to come, up to five ahead, and again those drafts whose people or posts changed."
    ),
)
def plan() -> str:
    return as_written(_("weeks planned: %(n)s"), n=planning.plan_due())


@step(
    "rotation.publish",
    every=dt.timedelta(hours=1),
    help=_("Publishes each week whose day has come, four weeks ahead, with the keys of its turns."),
)
def publish() -> str:
    return as_written(_("weeks published: %(n)s"), n=rosters.publish_due())


@step(
    "rotation.repair_weeks",
    every=dt.timedelta(minutes=10),
    help=_("Covers for whoever cannot come in a published week, moving as few people as possible."),
)
def repair_weeks() -> str:
    return as_written(_("weeks repaired: %(n)s"), n=planning.repair_due())


@step(
    "rotation.lapse_swaps",
    every=dt.timedelta(hours=1),
    help=_("Lets the swaps end that nobody answered before their week began."),
)
def lapse_swaps() -> str:
    return as_written(_("swaps that lapsed: %(n)s"), n=swaps.lapse_swaps())


@shared_task(name="rotation.repair", ignore_result=True)
def repair() -> None:
    planning.repair_due()
