"""Newcomers with their mentors, certificates, and programs of cooperatives with their tokens."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.test import Client

from cecosesola.kernel.clock import now, today
from federation.models import (
    ApiClient,
    Area,
    Beginning,
    ChecklistItem,
    Cooperative,
    Person,
    Role,
    Scope,
    Section,
)
from federation.services import beginnings, certificates
from federation.services.clients import new_secret
from tests.factories import assemblies as a
from tests.factories import federation as f

_numbers = itertools.count(1)


def area(name: str = "ferias") -> Area:
    return Area.objects.get_or_create(name=name)[0]


def checklist() -> list[ChecklistItem]:
    return [
        ChecklistItem.objects.get_or_create(section=section, words=f"Aprender {section}")[0]
        for section in Section.values
    ]


def beginning(mentor: Person | None = None, newcomer: Person | None = None) -> Beginning:
    """Somebody introduced by a worker of the primary cooperative."""
    return beginnings.introduce(
        by=mentor or f.worker(),
        cooperative=f.primary(),
        newcomer=newcomer or f.person(),
        area=area(),
        words="La conozco del barrio.",
    )


def trial(mentor: Person | None = None, keeper: Person | None = None, **extra: Any) -> Beginning:
    """Somebody on trial, with a checklist."""
    checklist()
    begun = beginning(mentor)
    given = {
        "since": today(),
        "until": today() + dt.timedelta(days=90),
        "decision": a.decision().number,
    } | extra
    return beginnings.begin_trial(by=keeper or f.holder(Role.REGISTER), beginning=begun, **given)


def certificate(keeper: Person | None = None, **extra: Any) -> Any:
    given = {
        "number": f"C-{next(_numbers):04d}",
        "issuer": f.primary(),
        "issued_on": today(),
        "amount": Decimal("100.00"),
        "currency": "USD",
    } | extra
    if "person" not in given and "cooperative" not in given:
        given["cooperative"] = f.cooperative()
    return certificates.issue_certificate(by=keeper or f.holder(Role.REGISTER), **given)


def client(
    cooperative: Cooperative | None = None, *, scopes: Any = None, **extra: Any
) -> tuple[ApiClient, str]:
    """A living client and its secret."""
    given = {
        "name": "Sistema",
        "cooperative": cooperative or f.cooperative(),
        "scopes": list(scopes or Scope.values),
        "expires_at": now() + dt.timedelta(days=30),
        "client_type": "confidential",
        "authorization_grant_type": "client-credentials",
        "asked_by": f.person(),
        "confirmed_by": f.person(),
    } | extra
    return new_secret(by=f.holder(Role.REGISTER), client=ApiClient.objects.create(**given))


def token(made: ApiClient, secret: str, scope: str = "") -> str:
    """A token from the house's own door."""
    body = {
        "grant_type": "client_credentials",
        "client_id": made.client_id,
        "client_secret": secret,
    } | ({"scope": scope} if scope else {})
    answer = Client().post("/api/v1/oauth/token/", body)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


class Caller:
    """A REST client with its token."""

    def __init__(self, bearer: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.bearer = bearer

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        given: dict[str, Any] = {"headers": sent}
        if body is not None:
            given |= {"data": body, "content_type": "application/json"}
        return getattr(self.client, method.lower())(f"/api/v1/{path}", **given)


def caller(cooperative: Cooperative | None = None, scope: str = "", **extra: Any) -> Caller:
    made, secret = client(cooperative, **extra)
    return Caller(token(made, secret, scope))
