"""The week's own verbs: opened from the template, moved stage by stage, caught up by the minute's tick."""

import datetime as dt
from collections import Counter
from functools import partial

import pytest
from django.db import DatabaseError

from assemblies.models import Topic
from cecosesola.kernel import clock, jobs
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent, Job
from cecosesola.kernel.weeks import Week
from markets.models import (
    Demand,
    Fair,
    FairDay,
    FairHours,
    FairWeek,
    MarketWeek,
    Milestone,
    Settlement,
    StageSchedule,
)
from markets.services import counting, settling, tills, weeks
from markets.states import ORDER, Stage
from tests.factories import federation as f
from tests.factories import markets as m
from tests.finance.conftest import at_once

CARACAS = dt.timezone(dt.timedelta(hours=-4))


def refused(code, do, **given):
    with pytest.raises(Refused) as caught:
        do(**given)
    assert caught.value.refusal.code == code
    return caught.value.refusal


def events(verb):
    return AuditEvent.objects.filter(verb=f"markets.{verb}")


# --- opening -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_week_opens_once(planned):
    iso = planned.week.iso.next
    first = weeks.open_week(by=planned.coordinator, iso=iso)
    again = weeks.open_week(by=planned.coordinator, iso=iso)
    assert first == again
    assert MarketWeek.objects.filter(year=iso.year, number=iso.number).count() == 1
    assert events("open_week").filter(object_id=str(first.pk)).count() == 1
    assert first.fair_weeks.count() == 3


@pytest.mark.django_db
def test_the_next_week_has_the_hours_the_demand_and_the_schedule_of_the_template(planned):
    week, item = planned.week, planned.item
    planned.drive.plan()
    FairHours.objects.create(fair=planned.market.fairs[0], weekday=7, opens=dt.time(5), closes=dt.time(13))
    made = weeks.open_week(by=None, iso=week.iso.next)
    assert made.copied_from == week
    for old in Demand.objects.filter(fair_week__week=week):
        new = Demand.objects.get(fair_week__week=made, fair_week__fair=old.fair_week.fair, item=old.item)
        assert new.kilos == old.kilos
    assert Demand.objects.filter(fair_week__week=made, item=item).exists()
    days = FairDay.objects.filter(fair_week__week=made, fair_week__fair=planned.market.fairs[0])
    assert [day.date.isoweekday() for day in days] == [5, 7]
    sunday = days.get(date=made.iso.sunday)
    assert sunday.opens_at.astimezone(CARACAS).time() == dt.time(5)
    assert sunday.closes_at.astimezone(CARACAS).time() == dt.time(13)
    assert [row.stage for row in made.milestones.order_by("due_at")] == ORDER
    selling = made.milestones.get(stage=Stage.SELL).due_at.astimezone(CARACAS)
    assert (selling.date(), selling.time()) == (made.iso.day(5), dt.time(4))
    assert list(made.milestones.exclude(reached_at=None).values_list("stage", flat=True)) == ["plan"]


@pytest.mark.django_db
def test_a_fair_that_is_closed_for_good_and_an_item_out_of_use_are_not_copied(planned):
    planned.drive.plan()
    planned.item.is_active = False
    planned.item.save()
    Fair.objects.filter(pk=planned.market.fairs[1].pk).update(is_active=False)
    made = weeks.open_week(by=None, iso=planned.week.iso.next)
    assert not Demand.objects.filter(fair_week__week=made, item=planned.item).exists()
    assert Demand.objects.filter(fair_week__week=made).count() == 4
    assert not made.fair_weeks.filter(fair=planned.market.fairs[1]).exists()


@pytest.mark.django_db
def test_a_week_opened_late_takes_after_the_week_before_it_not_after_a_later_one(planned):
    iso = planned.week.iso
    later = weeks.open_week(by=None, iso=iso.shift(2))
    between = weeks.open_week(by=None, iso=iso.next)
    assert later.copied_from == planned.week
    assert between.copied_from == planned.week


@pytest.mark.django_db
def test_the_week_after_the_53rd_is_the_first_of_the_new_year(planned):
    MarketWeek.objects.all().delete()
    last = weeks.open_week(by=None, iso=Week(2026, 53))
    with clock.at(dt.datetime(2027, 1, 1, 8, tzinfo=CARACAS)):
        weeks.open_what_is_due()
    made = MarketWeek.objects.exclude(pk=last.pk).get()
    assert str(made) == "2027-W01"
    assert made.monday == dt.date(2027, 1, 4)
    assert made.copied_from == last
    friday = FairDay.objects.filter(fair_week__week=made).values_list("date", flat=True).distinct().get()
    assert friday == dt.date(2027, 1, 8)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 12, 31), "2026-W53"),
        (dt.date(2027, 1, 3), "2026-W53"),
        (dt.date(2027, 1, 4), "2027-W01"),
        (dt.date(2025, 12, 29), "2026-W01"),
        (dt.date(2024, 12, 30), "2025-W01"),
    ],
)
def test_days_around_new_year_are_in_their_iso_week(day, name):
    assert str(Week.of(day)) == name
    assert Week.parse(name).monday <= day <= Week.parse(name).sunday


@pytest.mark.django_db
def test_a_slip_in_the_year_opens_nothing(planned):
    for iso in (Week(9999, 52), Week(1, 1), planned.week.iso.shift(60)):
        refused("far_week", weeks.open_week, by=planned.coordinator, iso=iso)
    assert MarketWeek.objects.count() == 1


@pytest.mark.django_db
def test_only_a_coordinator_opens_a_week(planned):
    refused("no_key", weeks.open_week, by=f.worker(), iso=planned.week.iso.next)


@pytest.mark.django_db(transaction=True)
def test_eight_hands_open_one_week():
    walk = m.walk()
    iso = walk.week.iso.next
    found = at_once(*[partial(weeks.open_week, by=walk.coordinator, iso=iso)] * 8)
    assert len({week.pk for week in found}) == 1
    assert MarketWeek.objects.count() == 2
    made = found[0]
    assert made.fair_weeks.count() == 3
    assert made.milestones.count() == len(ORDER)
    assert events("open_week").filter(object_id=str(made.pk)).count() == 1


# --- moving --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_moving_twice_moves_once(planned):
    planned.drive.plan()
    stale = MarketWeek.objects.get(pk=planned.week.pk)
    for _ in range(2):
        assert weeks.advance(by=planned.coordinator, week=stale, expected="plan").stage == "pledge"
    planned.week.refresh_from_db()
    assert planned.week.stage == "pledge"
    assert events("advance_week").count() == 1
    milestone = planned.week.milestones.get(stage="pledge")
    assert (milestone.moved_by, milestone.override_reason) == (planned.coordinator, "")
    assert milestone.reached_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("expected", ["price", "settle"])
def test_a_week_does_not_jump(planned, expected):
    refused("no_such_move", weeks.advance, by=planned.coordinator, week=planned.week, expected=expected)


@pytest.mark.django_db
@pytest.mark.parametrize("expected", ["", "x", "PLAN"])
def test_a_stage_that_does_not_exist_is_refused(planned, expected):
    refused("unknown_stage", weeks.advance, by=planned.coordinator, week=planned.week, expected=expected)


GUARDS = {
    "plan": "no_demand",
    "pledge": "no_pledges",
    "price": "no_prices",
    "allocate": "no_allocation",
    "receive": "nothing_received",
    "count": "fairs_uncounted",
}


@pytest.mark.django_db
@pytest.mark.parametrize("stage", GUARDS)
def test_a_week_that_is_not_ready_stays_and_says_what_it_lacks(planned, stage):
    planned.put_in(stage)
    refused(GUARDS[stage], weeks.advance, by=planned.coordinator, week=planned.week, expected=stage)
    planned.week.refresh_from_db()
    assert planned.week.stage == stage
    assert not events("advance_week").exists()


@pytest.mark.django_db
def test_a_week_without_any_open_day_is_not_ready_for_pledges(planned):
    planned.drive.plan()
    FairDay.objects.all().delete()
    refused("no_calendar", weeks.advance, by=planned.coordinator, week=planned.week, expected="plan")


@pytest.mark.django_db
def test_a_week_is_not_settled_while_a_till_is_not_reconciled(planned):
    planned.go_to(Stage.SELL)
    machine = planned.market.machines_of(planned.market.fairs[0].pk)[0]
    with m.during(planned, 4, 6):
        tills.open_session(
            by=planned.market.crew[machine.fair][0],
            device=machine.device,
            fair_week=planned.fair,
            counts={"VES": {"100": 1}},
        )
    planned.put_in(Stage.COUNT)
    refused("tills_open", weeks.advance, by=planned.coordinator, week=planned.week, expected="count")
    refused("tills_open", counting.finish_fair, by=planned.coordinator, fair_week=planned.fair)


@pytest.mark.django_db
def test_a_coordinator_moves_a_week_that_is_not_ready_by_saying_why(planned):
    before = planned.week
    moved = weeks.advance(
        by=planned.coordinator, week=before, expected="plan", override_reason="La demanda va por teléfono."
    )
    assert moved.stage == "pledge"
    milestone = moved.milestones.get(stage="pledge")
    assert milestone.override_reason == "La demanda va por teléfono."
    assert events("advance_week").get().new == {"stage": "pledge", "override": "La demanda va por teléfono."}


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nobody_overrides(planned, reason):
    refused(
        "no_demand",
        weeks.advance,
        by=planned.coordinator,
        week=planned.week,
        expected="plan",
        override_reason=reason,
    )


@pytest.mark.django_db
def test_the_schedule_never_overrides(planned):
    refused(
        "no_demand",
        weeks.advance,
        by=None,
        week=planned.week,
        expected="plan",
        override_reason="porque sí",
    )


@pytest.mark.django_db
def test_a_reason_that_was_not_needed_is_not_kept(planned):
    planned.drive.plan()
    moved = weeks.advance(
        by=planned.coordinator, week=planned.week, expected="plan", override_reason="por si acaso"
    )
    assert moved.milestones.get(stage="pledge").override_reason == ""


@pytest.mark.django_db
def test_nobody_moves_a_week_without_its_key(planned):
    planned.drive.plan()
    for person in (f.worker(), planned.finance, planned.receiver):
        refused("no_key", weeks.advance, by=person, week=planned.week, expected="plan")


@pytest.mark.django_db
def test_unpaid_statements_keep_a_week_open_whoever_asks(settling_week):
    walk = settling_week
    settling.settle_week(by=walk.coordinator, week=walk.week)
    refused(
        "statements_unpaid",
        weeks.advance,
        by=walk.coordinator,
        week=walk.week,
        expected="settle",
        override_reason="Hay que cerrar.",
    )
    walk.week.refresh_from_db()
    assert walk.week.stage == Stage.SETTLE


@pytest.mark.django_db
def test_weighings_without_a_statement_keep_a_week_open(settling_week):
    refused(
        "not_settled",
        weeks.advance,
        by=settling_week.coordinator,
        week=settling_week.week,
        expected="settle",
        override_reason="Hay que cerrar.",
    )


@pytest.mark.django_db
def test_a_weighing_put_right_to_nothing_keeps_a_week_open_until_it_is_taken_back(settling_week):
    walk = settling_week
    walk.drive.settle()
    receipt = walk.hub.receipts.filter(producer=walk.organised).first()
    m.correct(walk, receipt, receipt.tare, receipt.tare)
    refused("not_settled", weeks.advance, by=walk.coordinator, week=walk.week, expected="settle")
    walk.drive.settle()
    assert weeks.advance(by=walk.coordinator, week=walk.week, expected="settle").stage == Stage.CLOSED


@pytest.mark.django_db
def test_a_closed_week_moves_no_more(settling_week):
    walk = settling_week
    walk.go_to(Stage.CLOSED)
    refused("week_closed", weeks.advance, by=walk.coordinator, week=walk.week, expected="closed")
    assert Topic.objects.filter(source=f"markets.marketweek:{walk.week.pk}").count() == 1


@pytest.mark.django_db
def test_a_change_of_the_schedule_holds_from_the_next_week_opened(planned):
    weeks.set_schedule(by=planned.coordinator, stage="price", day_offset=2, time=dt.time(9))
    old = planned.week.milestones.get(stage="price").due_at.astimezone(CARACAS)
    made = weeks.open_week(by=None, iso=planned.week.iso.next)
    new = made.milestones.get(stage="price").due_at.astimezone(CARACAS)
    assert (old.date(), old.hour) == (planned.week.monday + dt.timedelta(days=1), 14)
    assert (new.date(), new.hour) == (made.monday + dt.timedelta(days=2), 9)
    refused(
        "unknown_stage",
        weeks.set_schedule,
        by=planned.coordinator,
        stage="x",
        day_offset=1,
        time=dt.time(9),
    )
    refused("no_key", weeks.set_schedule, by=f.worker(), stage="price", day_offset=1, time=dt.time(9))


# --- the minute's tick ---------------------------------------------------------------------------

OURS = ("markets.open_weeks", "markets.move_weeks", "markets.settle_weeks")


@pytest.fixture
def tick(monkeypatch):
    """The tick with the steps of this room only."""
    monkeypatch.setattr(jobs, "STEPS", {name: jobs.STEPS[name] for name in OURS})

    def run(moment):
        with clock.at(moment):
            return jobs.run_due()

    return run


def footprint():
    """All that a tick which runs twice might double."""
    return {
        "weeks": sorted(map(str, MarketWeek.objects.all())),
        "stages": dict(MarketWeek.objects.values_list("pk", "stage")),
        "fair weeks": FairWeek.objects.count(),
        "milestones": sorted(Milestone.objects.values_list("pk", "reached_at")),
        "statements": Settlement.objects.count(),
        "topics": Topic.objects.count(),
        "audit": AuditEvent.objects.count(),
    }


@pytest.mark.django_db
def test_a_stop_of_26_hours_is_caught_up_once(planned, tick):
    planned.drive.plan()
    tick(planned.hour(-2))
    assert planned.week.milestones.get(stage="pledge").reached_at is None
    before = footprint()
    late = planned.hour(0, 12)  # 26 hours after the tick of Saturday would have been Sunday; this is Monday
    assert tick(late) == list(OURS)
    planned.week.refresh_from_db()
    assert planned.week.stage == "pledge"
    assert events("advance_week").count() == 1
    after = footprint()
    assert after["audit"] == before["audit"] + 1
    assert tick(late) == []
    with clock.at(late + dt.timedelta(minutes=11)):
        jobs.run_due()
    assert footprint() == after
    assert planned.week.milestones.get(stage="price").blocked_by == ""


@pytest.mark.django_db
def test_a_stop_of_eight_days_opens_each_week_that_was_missed_once(planned, tick):
    first = planned.week.iso
    tick(planned.hour(-2))
    late = planned.hour(6 + 8, 12)
    tick(late)
    assert sorted(map(str, MarketWeek.objects.all())) == [str(first), str(first.next), str(first.shift(2))]
    chain = [week.copied_from for week in MarketWeek.objects.order_by("year", "number")]
    assert chain == [None, *MarketWeek.objects.order_by("year", "number")[:2]]
    once = footprint()
    tick(late + dt.timedelta(minutes=11))
    assert footprint() == once
    assert events("open_week").count() == 3


@pytest.mark.django_db
def test_a_week_that_is_not_ready_says_on_its_board_what_it_waits_for(planned, tick):
    tick(planned.hour(1))
    planned.week.refresh_from_db()
    assert planned.week.stage == "plan"
    assert "Ninguna feria ha pedido nada" in planned.week.milestones.get(stage="pledge").blocked_by
    assert "↛ pledge" in Job.objects.get(name="markets.move_weeks").last_result
    planned.drive.plan()
    tick(planned.hour(1, 11))
    assert planned.week.milestones.get(stage="pledge").blocked_by == ""


@pytest.mark.django_db
def test_a_late_tick_moves_a_week_as_far_as_it_is_ready(planned, tick):
    planned.drive.plan()
    m.pledge(planned)
    tick(planned.hour(2, 23))
    planned.week.refresh_from_db()
    assert planned.week.stage == "price"
    assert events("advance_week").count() == 2
    assert set(planned.week.milestones.exclude(moved_by=None)) == set()
    assert "precios" in planned.week.milestones.get(stage="allocate").blocked_by


@pytest.mark.django_db
def test_the_tick_draws_up_statements_once_and_agrees_those_that_nobody_questioned(settling_week, tick):
    walk = settling_week
    moment = clock.now()
    tick(moment)
    made = Settlement.objects.count()
    assert made == walk.hub.receipts.values("producer").distinct().count()
    assert set(Settlement.objects.values_list("state", flat=True)) == {"review"}
    one = Settlement.objects.filter(producer=walk.organised).get()
    settling.dispute(by=walk.voice, settlement=one, reason="Faltan dos huacales.")
    tick(moment + dt.timedelta(hours=23))
    assert not Settlement.objects.filter(state="agreed").exists()
    tick(moment + dt.timedelta(hours=25))
    assert Counter(Settlement.objects.values_list("state", flat=True)) == {"agreed": made - 1, "disputed": 1}
    once = footprint()
    tick(moment + dt.timedelta(hours=26))
    assert footprint() == once


@pytest.mark.django_db(transaction=True)
def test_ticks_at_once_do_their_work_once(tick):
    walk = m.walk()
    walk.drive.plan()
    m.pledge(walk)
    moment = walk.hour(1, 20)
    at_once(*[partial(tick, moment)] * 4)
    assert MarketWeek.objects.filter(number=walk.week.number).count() == 1
    assert events("advance_week").count() == 2
    assert Counter(events("open_week").values_list("label", flat=True)).most_common(1)[0][1] == 1


@pytest.mark.django_db
def test_a_step_that_breaks_shows_its_error_and_stops_nobody(planned, tick, monkeypatch):
    def broken():
        weeks.open_week(by=None, iso=planned.week.iso.shift(5))
        raise ValueError("no hay línea")

    old = jobs.STEPS["markets.open_weeks"]
    monkeypatch.setitem(jobs.STEPS, old.name, jobs.Step(old.name, old.room, old.every, broken, old.help))
    planned.drive.plan()
    tick(planned.hour(0, 12))
    job = Job.objects.get(name="markets.open_weeks")
    assert "ValueError: no hay línea" in job.error
    assert job.failures == 1
    assert MarketWeek.objects.count() == 1, "what it did is undone with it"
    planned.week.refresh_from_db()
    assert planned.week.stage == "pledge"
    assert Job.objects.get(name="markets.move_weeks").error == ""


@pytest.mark.django_db
def test_every_step_of_the_room_is_on_the_board():
    assert {name for name, step in jobs.STEPS.items() if step.room == "markets"} == set(OURS)


@pytest.mark.django_db
def test_a_stage_is_scheduled_once(planned):
    with pytest.raises(DatabaseError, match="unique"):
        StageSchedule.objects.create(stage="plan", day_offset=0, time=dt.time(8))
