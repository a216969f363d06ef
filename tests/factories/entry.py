"""How people come in: codes, second factors, PINs, machines."""

import base64
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django_otp.oath import totp

from cecosesola.kernel.clock import now
from federation.models import LoginSession, Person, SecondFactor, TillPin

SECRET = base64.b32encode(b"the hen of the house").decode()
PIN = "8305"


def second_factor(person: Person, **extra: Any) -> SecondFactor:
    """A second factor that is set up and not used yet."""
    given = {"secret": SECRET, "confirmed_at": now()} | extra
    return SecondFactor.objects.create(person=person, **given)


def code_now(secret: str = SECRET, steps: int = 0) -> str:
    """What the phone shows now, or some half minutes from now."""
    moment = int(now().timestamp()) + 30 * steps
    return f"{totp(base64.b32decode(secret), t0=_ago(moment)):06d}"


def _ago(moment: int) -> int:
    import time

    return int(time.time()) - moment


def till_pin(person: Person, pin: str = PIN) -> TillPin:
    return TillPin.objects.create(person=person, pin_hash=make_password(pin), set_at=now())


def login_of(person: Person) -> LoginSession:
    return LoginSession.objects.filter(person=person).latest("id")


def log_in(person: Person, password: str, **extra: Any) -> Client:
    client = Client(**extra)
    client.post("/entrar/", {"document": person.document, "password": password})
    return client
