"""Scheduled steps: due by the database, alone, caught up once."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, connections

from cecosesola.kernel import jobs
from cecosesola.kernel.clock import now
from cecosesola.kernel.models import Job

START = dt.datetime(2026, 11, 27, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def ran(monkeypatch):
    monkeypatch.setattr(jobs, "STEPS", {})
    times = []

    @jobs.step("markets.advance", every=dt.timedelta(minutes=5), help="Avanzar")
    def advance():
        times.append(now())
        return f"{len(times)} veces"

    return times


@pytest.mark.django_db
def test_a_step_runs_when_its_time_has_come(ran):
    with time_machine.travel(START, tick=False) as clock:
        assert jobs.run_due() == ["markets.advance"]
        assert jobs.run_due() == []
        clock.shift(dt.timedelta(minutes=4, seconds=59))
        assert jobs.run_due() == []
        clock.shift(dt.timedelta(seconds=1))
        assert jobs.run_due() == ["markets.advance"]
        job = Job.objects.get()
        assert (job.last_result, job.failures, job.error) == ("2 veces", 0, "")
        assert job.expected_by == now() + dt.timedelta(minutes=10)


@pytest.mark.django_db
def test_a_stop_of_a_day_is_caught_up_once(ran):
    with time_machine.travel(START, tick=False) as clock:
        jobs.run_due()
        clock.shift(dt.timedelta(hours=26))
        assert jobs.run_due() == ["markets.advance"]
        assert jobs.run_due() == []
    assert len(ran) == 2


@pytest.mark.django_db
def test_a_step_that_breaks_tells_why_and_does_not_stop_the_others(monkeypatch, ran):
    @jobs.step("finance.check", every=dt.timedelta(minutes=5), help="Cuadrar")
    def check():
        Job.objects.create(name="half", room="x", every_seconds=1)
        raise ValueError("descuadre")

    with time_machine.travel(START, tick=False) as clock:
        assert jobs.run_due() == ["markets.advance", "finance.check"]
        clock.shift(dt.timedelta(minutes=5))
        jobs.run_due()
    job = Job.objects.get(name="finance.check")
    assert job.failures == 2
    assert "ValueError: descuadre" in job.error
    assert job.last_success is None
    assert not Job.objects.filter(name="half").exists(), "what it did is undone with it"
    monkeypatch.setitem(
        jobs.STEPS,
        "finance.check",
        jobs.Step("finance.check", "finance", dt.timedelta(1), lambda: "bien", "x"),
    )
    jobs.run_step("finance.check")
    job.refresh_from_db()
    assert (job.failures, job.error, job.last_result) == (0, "", "bien")


@pytest.mark.django_db(transaction=True)
def test_a_step_runs_alone_in_the_whole_federation(ran):
    held, done = threading.Event(), threading.Event()

    @jobs.step("slow.step", every=dt.timedelta(minutes=5), help="Lento")
    def slow():
        held.set()
        done.wait(5)
        return ""

    def run():
        try:
            jobs.run_step("slow.step")
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    other.start()
    assert held.wait(5)
    assert jobs.run_step("slow.step") is False
    done.set()
    other.join()
    assert jobs.run_step("slow.step") is True
    assert connection.is_usable()
