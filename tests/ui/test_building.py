"""The building's own pages: each person's day, the jobs, and what machines ask."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cecosesola.kernel import jobs
from cecosesola.kernel.clock import now
from cecosesola.kernel.models import AuditEvent, Job
from cecosesola.ui import waiting
from federation.models import Mandate, Role
from tests.factories import federation as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(monkeypatch):
    monkeypatch.setattr(jobs, "STEPS", {})
    from cecosesola import dashboard

    monkeypatch.setattr(dashboard, "STEPS", jobs.STEPS)

    def add(name, run=lambda: "2 semanas", every=dt.timedelta(minutes=5)):
        jobs.step(name, every=every, help="Cerrar semanas")(run)

    return add


# --- my day -------------------------------------------------------------------------------------


def test_each_kind_of_person_sees_their_own_day(client, enter):
    assert client.get("/").url == "/entrar/?next=%2F"
    assert "Todavía no estás" in enter(f.person()).get("/").content.decode()
    consumer = enter(f.member()).get("/").content.decode()
    assert "Hoy no tienes turno" in consumer
    assert "Ver todo lo que cambió" not in consumer
    someone = f.worker()
    f.key(someone, Role.TILL, "fair:1", scope_label="Caja 12 · Feria del Centro", source="turn")
    body = enter(someone).get("/").content.decode()
    assert "Tu turno de hoy" in body
    assert "Caja 12 · Feria del Centro" in body
    assert "Mis llaves" in body


def test_rooms_say_more_about_a_turn_than_its_key(enter, monkeypatch):
    monkeypatch.setattr(waiting, "_TURNS", {})
    waiting.register_turns(
        lambda person: [waiting.Turn("Caja 12", "Feria", action="Abrir mi caja", url="/x/")]
    )
    someone = f.worker()
    f.key(someone, Role.TILL, source="turn")
    body = enter(someone).get("/").content.decode()
    assert "Abrir mi caja" in body
    assert body.count("Tu turno de hoy") == 1


def test_what_the_others_did_since_yesterday_is_for_workers(enter):
    f.key(f.worker(), Role.TILL)
    keeper = f.holder(Role.REGISTER)
    mandate = f.key(f.worker(), Role.BUYING)
    from federation import services

    services.end_mandate(by=keeper, mandate=mandate, reason="x")
    assert "terminó una llave" in enter(f.worker()).get("/").content.decode()
    assert "terminó una llave" not in enter(f.member()).get("/").content.decode()


def test_the_day_costs_the_same_with_many_keys(enter):
    someone = f.worker()
    f.key(someone, Role.TILL, "fair:100")
    inside = enter(someone)
    inside.get("/")
    with CaptureQueriesContext(connection) as few:
        inside.get("/")
    for number in range(20):
        f.key(someone, Role.TILL, f"fair:{number}")
    with CaptureQueriesContext(connection) as many:
        inside.get("/")
    assert len(many) == len(few) <= 28


def test_more_holds_what_does_not_fit_in_five_tabs(enter):
    body = enter(f.worker()).get("/mas/").content.decode()
    for words in ("Gente", "Trabajos", "Mi cuenta", "Salir", "English"):
        assert words in body


# --- jobs ---------------------------------------------------------------------------------------


def test_each_job_says_how_it_goes_in_a_word(enter, steps):
    for name in ("markets.close", "markets.late", "finance.check", "rotation.new"):
        steps(name)

    def breaks():
        raise ValueError("boom")

    steps("finance.check", breaks)
    for name in ("markets.close", "markets.late", "finance.check"):
        jobs.run_step(name)
    Job.objects.filter(name="markets.late").update(expected_by=now() - dt.timedelta(hours=1))
    answer = enter(f.worker()).get("/trabajos/")
    assert [(line.name, line.word) for line in answer.context["lines"]] == [
        ("finance.check", "está fallando"),
        ("markets.late", "atrasado"),
        ("rotation.new", "todavía no corre"),
        ("markets.close", "al día"),
    ]
    body = answer.content.decode()
    assert "ValueError: boom" in body
    assert "2 necesitan que alguien los mire." in body
    assert "Repetir ahora" not in body


def test_whoever_looks_after_the_jobs_asks_for_one_again(
    enter, steps, sent, django_capture_on_commit_callbacks
):
    steps("markets.close")
    url, inside = "/trabajos/markets.close/repetir/", enter(f.holder(Role.JOBS))
    assert "Repetir ahora" in inside.get("/trabajos/").content.decode()
    assert enter(f.worker()).post(url).status_code == 403
    assert inside.get(url).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        assert inside.post(url).status_code == 302
    assert sent == [("cecosesola.run_step", ("markets.close",))]
    assert AuditEvent.objects.get(verb="kernel.ask_again").object_id == "markets.close"
    assert inside.post("/trabajos/nada/repetir/").status_code == 404


def test_jobs_are_for_workers(client, enter):
    assert client.get("/trabajos/").status_code == 302
    assert enter(f.member()).get("/trabajos/").status_code == 404


# --- what machines ask --------------------------------------------------------------------------


def test_health_tells_of_late_jobs_without_taking_the_site_down(client):
    answer = client.get("/healthz")
    assert answer.json() == {
        "status": "ok",
        "database": True,
        "redis": True,
        "jobs": {"late": 0, "failing": 0},
    }
    Job.objects.create(
        name="x", room="x", every_seconds=60, expected_by=now() - dt.timedelta(hours=1), failures=2
    )
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["jobs"] == {"late": 1, "failing": 1}


def test_health_says_when_the_cache_does_not_answer(client, monkeypatch):
    from cecosesola import monitoring

    monkeypatch.setattr(monitoring, "_cache_answers", lambda: False)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"


def test_metrics_are_for_this_machine_or_for_whoever_shows_the_token(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"x-forwarded-for": "10.0.0.1"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.1").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404
    settings.METRICS_TOKEN = "mango"
    away = {"REMOTE_ADDR": "10.0.0.1"}
    assert client.get("/metrics", headers={"authorization": "Bearer otra"}, **away).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer mango"}, **away).status_code == 200
    assert Mandate.objects.count() == 0
