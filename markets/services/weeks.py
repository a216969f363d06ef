"""The week's own verbs: open from the template, move to the next stage, catch up."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refusal, Refused, refuse, require
from cecosesola.kernel.text import as_written
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from markets import policies
from markets.models import Demand, Fair, FairDay, FairHours, FairWeek, MarketWeek, Milestone, StageSchedule
from markets.selectors.readiness import not_ready
from markets.services.reporting import make_report
from markets.states import ORDER, WEEK, Stage, next_stage

OPEN_AHEAD = dt.timedelta(days=3)
"""How long before its Monday a week is opened from the template."""


def open_week(*, by: Person | None, iso: Week) -> MarketWeek:
    """Open a week from the template: each fair's usual hours, the last week's demand, the stages' schedule.

    Opening a week that is there already returns it unchanged.
    """
    if by is not None:
        require(policies.may_coordinate(by))
        if not _is_near(iso):
            raise refuse(
                "far_week",
                _("That week is too far from today. Look at the year."),
                iso=_("A week of the last year or of the next eight weeks."),
            )
    with transaction.atomic():
        _one_at_a_time(iso)
        week = MarketWeek.objects.filter(year=iso.year, number=iso.number).first()
        if week is not None:
            return week
        earlier = Q(year__lt=iso.year) | Q(year=iso.year, number__lt=iso.number)
        source = MarketWeek.objects.filter(earlier).order_by("-year", "-number").first()
        week = MarketWeek.objects.create(year=iso.year, number=iso.number, copied_from=source)
        _schedule(week)
        _fairs(week)
        _demand(week, source)
        audit.record(by=by, verb="markets.open_week", thing=week, new={"copied_from": source})
    return week


def _is_near(iso: Week) -> bool:
    """A slip in the year would open a week after which the template opens no other for years."""
    this = Week.of(today())
    return this.shift(-53) <= iso <= this.shift(8)


def _one_at_a_time(iso: Week) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [iso.year * 100 + iso.number])


def _schedule(week: MarketWeek) -> None:
    zone = timezone.get_default_timezone()
    Milestone.objects.bulk_create(
        Milestone(
            week=week,
            stage=row.stage,
            due_at=dt.datetime.combine(
                week.monday + dt.timedelta(days=row.day_offset), row.time, tzinfo=zone
            ),
            reached_at=now() if row.stage == Stage.PLAN else None,
        )
        for row in StageSchedule.objects.all()
    )


def _fairs(week: MarketWeek) -> None:
    fair_weeks = FairWeek.objects.bulk_create(
        FairWeek(week=week, fair=fair) for fair in Fair.objects.filter(is_active=True)
    )
    by_fair = {row.fair_id: row for row in fair_weeks}
    zone = timezone.get_default_timezone()
    FairDay.objects.bulk_create(
        FairDay(
            fair_week=by_fair[hours.fair_id],
            date=week.iso.day(hours.weekday),
            opens_at=dt.datetime.combine(week.iso.day(hours.weekday), hours.opens, tzinfo=zone),
            closes_at=dt.datetime.combine(week.iso.day(hours.weekday), hours.closes, tzinfo=zone),
        )
        for hours in FairHours.objects.filter(fair_id__in=by_fair)
    )


def _demand(week: MarketWeek, source: MarketWeek | None) -> None:
    if source is None:
        return
    fair_weeks = dict(week.fair_weeks.values_list("fair_id", "id"))
    rows = Demand.objects.filter(
        fair_week__week=source, item__is_active=True, fair_week__fair_id__in=fair_weeks
    )
    Demand.objects.bulk_create(
        Demand(fair_week_id=fair_weeks[fair], item_id=item, kilos=kilos)
        for fair, item, kilos in rows.values_list("fair_week__fair_id", "item_id", "kilos")
    )


def advance(*, by: Person | None, week: MarketWeek, expected: str, override_reason: str = "") -> MarketWeek:
    """Move a week to the stage after `expected`.

    Asked again after it has moved, it changes nothing. `by=None` is the schedule, which never
    overrides. Raises Refused when the week is not ready, unless a coordinator gives a reason.
    """
    if by is not None:
        require(policies.may_advance(by, week))
    if expected not in ORDER:
        raise refuse("unknown_stage", _("There is no such stage."))
    with transaction.atomic():
        week = MarketWeek.objects.select_for_update().get(pk=week.pk)
        target = next_stage(expected)
        if target is None:
            raise Refused(policies.CLOSED)
        if week.stage == target:
            return week
        require(WEEK.refusal(week.stage, target))
        waiting = not_ready(week, target)
        if waiting is not None and not (by is not None and override_reason.strip()):
            raise Refused(waiting)
        if waiting is not None and target == Stage.CLOSED:
            # The books of an unfinished week may not be called closed, whoever says so.
            raise Refused(waiting)
        old, week.stage = week.stage, target
        week.save(update_fields=["stage"])
        if target == Stage.CLOSED:
            make_report(week)
        Milestone.objects.filter(week=week, stage=target).update(
            reached_at=now(), moved_by=by, override_reason=override_reason if waiting else "", blocked_by=""
        )
        audit.record(
            by=by,
            verb="markets.advance_week",
            thing=week,
            old={"stage": old},
            new={"stage": target, "override": override_reason if waiting else ""},
        )
    return week


def move_what_is_due() -> str:
    """Move every week whose time has come, as far as it is ready. Late or repeated, it does its work once."""
    moved, waiting = [], []
    moment = now()
    live = MarketWeek.objects.exclude(stage=Stage.CLOSED).order_by("year", "number")
    for week in live:
        due = dict(week.milestones.filter(due_at__lte=moment).values_list("stage", "due_at"))
        while (target := next_stage(week.stage)) in due and target is not None:
            refusal = _try(week)
            if refusal is not None:
                week.milestones.filter(stage=target).update(blocked_by=str(refusal.message)[:300])
                waiting.append(f"{week} ↛ {target}")
                break
            week.refresh_from_db()
            moved.append(f"{week} → {week.stage}")
    return ", ".join(moved + waiting) or as_written(_("nothing was due"))


def _try(week: MarketWeek) -> Refusal | None:
    try:
        advance(by=None, week=week, expected=week.stage)
    except Refused as error:
        return error.refusal
    return None


def open_what_is_due() -> str:
    """Open every week up to the one that is due, so that a week missed in an outage is opened too."""
    last = MarketWeek.objects.order_by("-year", "-number").first()
    wanted = Week.of(timezone.localdate(now() + OPEN_AHEAD))
    if last is None:
        return as_written(_("no week has been opened yet: open the first one by hand"))
    opened = []
    iso = last.iso.next
    while iso <= wanted:
        opened.append(str(open_week(by=None, iso=iso)))
        iso = iso.next
    return ", ".join(opened) or as_written(_("nothing was due"))


def set_schedule(*, by: Person, stage: str, day_offset: int, time: dt.time) -> StageSchedule:
    """Change by when a stage is expected, from the next week that is opened."""
    require(policies.may_coordinate(by))
    if stage not in ORDER:
        raise refuse("unknown_stage", _("There is no such stage."))
    if not -14 <= day_offset <= 21:
        words = _("From 14 days before the week's Monday to 21 days after.")
        raise refuse("far_stage", words, day_offset=words)
    with transaction.atomic():
        known = StageSchedule.objects.select_for_update().filter(stage=stage).first()
        old = {"day": known.day_offset, "time": known.time} if known else {}
        new = {"day": day_offset, "time": time}
        if known and old == new:
            return known
        row, _created = StageSchedule.objects.update_or_create(
            stage=stage, defaults={"day_offset": day_offset, "time": time}
        )
        changed = [name for name in new if old.get(name) != new[name]]
        audit.record(
            by=by,
            verb="markets.set_schedule",
            thing=row,
            old={name: old[name] for name in changed if name in old},
            new={name: new[name] for name in changed},
        )
    return row
