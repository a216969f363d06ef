"""The roster's steps: planning ahead, publishing, repairing what changed."""

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from rotation.services import planning, rosters, swaps


@step(
    "rotation.plan",
    every=dt.timedelta(hours=1),
    help=_(
        "Plans the weeks to come, up to five ahead, and again those drafts whose people or posts changed."
    ),
)
def plan() -> str:
    return f"{planning.plan_due()} planned"


@step(
    "rotation.publish",
    every=dt.timedelta(hours=1),
    help=_("Publishes each week whose day has come, four weeks ahead, with the keys of its turns."),
)
def publish() -> str:
    return f"{rosters.publish_due()} published"


@step(
    "rotation.repair_weeks",
    every=dt.timedelta(minutes=10),
    help=_("Covers for whoever cannot come in a published week, moving as few people as possible."),
)
def repair_weeks() -> str:
    return f"{planning.repair_due()} repaired"


@step(
    "rotation.lapse_swaps",
    every=dt.timedelta(hours=1),
    help=_("Lets the swaps end that nobody answered before their week began."),
)
def lapse_swaps() -> str:
    return f"{swaps.lapse_swaps()} lapsed"


@shared_task(name="rotation.repair", ignore_result=True)
def repair() -> None:
    planning.repair_due()
