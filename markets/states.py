"""The tables of moves of the fair week."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class Stage(models.TextChoices):
    """Where a market week stands. One week, one state machine."""

    PLAN = "plan", _("plan")
    PLEDGE = "pledge", _("pledges")
    PRICE = "price", _("prices")
    ALLOCATE = "allocate", _("allocation")
    RECEIVE = "receive", _("receiving")
    SELL = "sell", _("selling")
    COUNT = "count", _("counting")
    SETTLE = "settle", _("settlement")
    CLOSED = "closed", _("closed")


ORDER = [str(stage) for stage in Stage]
WEEK = Machine.build(
    "Market week",
    Stage.PLAN,
    {old: ([new] if new else []) for old, new in zip(ORDER, [*ORDER[1:], None], strict=True)},
)


def next_stage(stage: str) -> str | None:
    """The stage that follows, or None when the week is closed."""
    return next(iter(WEEK.moves[stage]), None)


def reached(stage: str, wanted: str) -> bool:
    """Whether a week in `stage` has come to `wanted` or past it."""
    return ORDER.index(stage) >= ORDER.index(wanted)


class SessionState(models.TextChoices):
    """A till's session, from the float to the reconciled count."""

    OPENING = "opening", _("float counted, waiting for a second person")
    OPEN = "open", _("selling")
    COUNTING = "counting", _("counted once, waiting for a second person")
    COUNTED = "counted", _("counted")
    CLOSED = "closed", _("reconciled")


SESSION = Machine.build(
    "Till session",
    SessionState.OPENING,
    {
        SessionState.OPENING: [SessionState.OPEN],
        SessionState.OPEN: [SessionState.COUNTING],
        SessionState.COUNTING: [SessionState.COUNTED, SessionState.OPEN],
        SessionState.COUNTED: [SessionState.CLOSED],
        SessionState.CLOSED: [],
    },
)


class SettlementState(models.TextChoices):
    """A producer's statement."""

    REVIEW = "review", _("in review")
    DISPUTED = "disputed", _("disputed")
    AGREED = "agreed", _("agreed")
    PAID = "paid", _("paid")


SETTLEMENT = Machine.build(
    "Settlement",
    SettlementState.REVIEW,
    {
        SettlementState.REVIEW: [SettlementState.DISPUTED, SettlementState.AGREED],
        SettlementState.DISPUTED: [SettlementState.AGREED],
        SettlementState.AGREED: [SettlementState.PAID],
        SettlementState.PAID: [],
    },
)
