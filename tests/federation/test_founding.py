"""The first keys of an installation, by two people at the keyboard."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Cooperative, Mandate, Person, Role
from federation.policies import Keys
from federation.services import founding
from tests.factories import assemblies as a
from tests.factories import entry as e
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
ANA = {
    "document": "V-12.345.678",
    "given_names": "Ana María",
    "family_names": "Pérez",
    "password": "mango maduro violeta",
}
LUIS = {
    "document": "V23456789",
    "given_names": "José Luis",
    "family_names": "Rojas",
    "password": "un telar de niebla",
}


def run(*people, minutes="acta 1", **flags):
    out = io.StringIO()
    data = {"minutes": minutes, "people": list(people or (ANA, LUIS))}
    import sys

    before, sys.stdin = sys.stdin, io.StringIO(json.dumps(data))
    try:
        call_command("found", input="-", stdout=out, **flags)
    finally:
        sys.stdin = before
    return out.getvalue()


def test_two_people_begin_with_the_keys_to_the_register_and_the_jobs(client):
    told = run()
    assert "90 días" in told
    assert ANA["password"] not in told
    ana, luis = Person.objects.order_by("document")
    for person, given in ((ana, ANA), (luis, LUIS)):
        keys = Keys(person)
        assert keys.holds(Role.REGISTER)
        assert keys.holds(Role.JOBS)
        assert keys.is_worker
        assert person.check_password(given["password"])
    spans = {row.during.upper - row.during.lower for row in Mandate.objects.all()}
    assert spans == {dt.timedelta(days=90)}
    assert set(Mandate.objects.values_list("source", "source_ref")) == {("founding", "acta 1")}
    assert AuditEvent.objects.get(verb="federation.found").new["people"] == [str(ana), str(luis)]
    assert Cooperative.objects.get().is_primary
    answer = client.post("/entrar/", {"document": "12345678", "password": ANA["password"]})
    assert answer.status_code == 302


def test_the_rooms_begin_with_it():
    from finance.models import Node

    run()
    assert Node.objects.filter(cooperative=Cooperative.objects.get()).exists()


def test_a_second_run_changes_nothing():
    run()
    before = Mandate.objects.count(), Person.objects.count()
    with pytest.raises(CommandError, match="lleva el registro"):
        run(ANA | {"password": "otra clave bien larga"}, LUIS)
    assert (Mandate.objects.count(), Person.objects.count()) == before
    assert Person.objects.get(document="V12345678").check_password(ANA["password"])


def test_a_crash_in_the_middle_leaves_nothing_and_it_can_be_run_again(monkeypatch):
    real, calls = founding.give_mandate, []

    def breaks(**given):
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError("power cut")
        return real(**given)

    monkeypatch.setattr(founding, "give_mandate", breaks)
    with pytest.raises(RuntimeError):
        run()
    assert not Person.objects.exists()
    assert not Cooperative.objects.exists()
    monkeypatch.setattr(founding, "give_mandate", real)
    run()
    assert Mandate.objects.count() == 4


def test_refused_while_somebody_can_give_keys():
    keeper = f.holder(Role.REGISTER)
    with pytest.raises(CommandError):
        run()
    assert not Person.objects.filter(document="V12345678").exists()
    assert keeper.mandates.exists()
    with at(now() + dt.timedelta(days=2)):
        run()


def test_refused_while_a_founding_holds():
    f.key(f.worker(), Role.JOBS)  # given by a founding
    with pytest.raises(CommandError, match="fundación"):
        run()


def test_the_way_back_in_when_every_key_has_ended():
    run()
    ana = Person.objects.get(document="V12345678")
    e.second_factor(ana)
    inside = e.log_in(ana, ANA["password"])
    with at(now() + dt.timedelta(days=91)):
        new = ANA | {"password": "la garza duerme de pie"}
        run(new, LUIS, minutes="acta 9")
        ana.refresh_from_db()
        assert ana.check_password(new["password"])
        assert Keys(ana).holds(Role.REGISTER)
        assert inside.get("/cuenta/").status_code == 302
        assert hasattr(ana, "second_factor"), "kept unless told otherwise"
    with at(now() + dt.timedelta(days=200)):
        run(ANA, LUIS, minutes="acta 12", forget_second_factor=True)
        assert not Person.objects.filter(second_factor__isnull=False).exists()
    assert Cooperative.objects.count() == 1


def test_a_keeper_who_is_suspended_keeps_nobody_out():
    from federation import services

    keeper, moment = f.worker(), now()
    services.give_mandate(
        by=f.worker(),
        person=keeper,
        role=Role.REGISTER,
        source="break_glass",
        source_ref="A-1",
        since=moment,
        until=moment + dt.timedelta(minutes=60),
        reason="x",
    )
    with pytest.raises(Refused):
        founding.refuse_while_keys_live()
    services.suspend(by=None, person=keeper, decision=a.decision().number, since=now(), until=None)
    founding.refuse_while_keys_live()


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ((ANA,), "dos personas"),
        ((ANA, LUIS, LUIS), "dos personas"),
        ((ANA, LUIS | {"document": "12345678"}), "dos personas"),
        ((ANA, LUIS | {"document": "nadie"}), "cédula"),
        ((ANA, LUIS | {"document": "V²³"}), "cédula"),
        ((ANA, LUIS | {"given_names": " "}), "nombres"),
        ((ANA, LUIS | {"password": "corta"}), "V23456789"),
        ((ANA, LUIS | {"password": "Barquisimeto2024"}), "V23456789"),
    ],
)
def test_what_cannot_be_is_refused_whole(people, words):
    with pytest.raises(CommandError, match=words):
        run(*people)
    assert not Person.objects.exists()


def test_what_is_no_json_is_refused_without_repeating_it(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"people": "secreto')
    with pytest.raises(CommandError) as refused:
        call_command("found", input=str(path))
    assert "secreto" not in str(refused.value)
    with pytest.raises(CommandError):
        call_command("found", input=str(tmp_path / "no"))


def test_without_a_keyboard_it_says_so():
    with pytest.raises(CommandError, match="teclado"):
        call_command("found")


def test_at_the_keyboard_nothing_secret_is_echoed(monkeypatch, capsys):
    lines = iter(["acta 1", "12345678", "Ana María", "", "Pérez", "23456789", "José Luis", "Rojas"])
    secrets = iter([ANA["password"], "otra", ANA["password"], ANA["password"], *[LUIS["password"]] * 2])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda words: next(lines))
    monkeypatch.setattr("getpass.getpass", lambda words: next(secrets))
    call_command("found")
    told = capsys.readouterr()
    assert ANA["password"] not in told.out + told.err
    assert "No son iguales" in told.err
    assert Mandate.objects.count() == 4
