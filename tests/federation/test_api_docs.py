"""The curl lines of docs/api.md, run as they stand: each answers what it says."""

import re
import shlex
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from federation.models import Cooperative
from tests.factories import coops as c
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
PAPER = settings.BASE_DIR / "docs" / "api.md"
EXAMPLES = re.findall(r"```sh\n# (\d{3})\n(curl .*?)```", PAPER.read_text(), re.DOTALL)


def run(line: str, given: dict[str, str]) -> Any:
    """What curl would send, sent through Django's client."""
    words = shlex.split(line.replace("\\\n", " "))
    words = [re.sub(r"\$([A-Z_]+)", lambda name: given[name[1]], word) for word in words]
    headers, method, data, address = {}, "", "", ""
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, _sign, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(rest)
        elif word == "-d":
            data = next(rest)
        elif word == "-u":
            import base64

            headers["Authorization"] = "Basic " + base64.b64encode(next(rest).encode()).decode()
        else:
            address = word
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    method = method or ("POST" if data else "GET")
    return Client().generic(method, address, data.encode(), kind, headers=headers)


def test_the_paper_has_an_example_of_each_address():
    told = " ".join(line for _status, line in EXAMPLES)
    for path in (
        "oauth/token/",
        "network/cooperatives/",
        "cooperative/",
        "cooperative/members/",
        "/leaving/",
    ):
        assert path in told
    assert len(EXAMPLES) >= 7


def test_every_example_answers_what_it_says():
    own: Cooperative = f.cooperative(joined_on="2001-01-01")
    someone = f.member(at=own)
    made, secret = c.client(own)
    token = c.token(made, secret)
    given = {
        "HOUSE": "",
        "CLIENT_ID": made.client_id,
        "CLIENT_SECRET": secret,
        "TOKEN": token,
        "ETAG": c.Caller(token)("GET", "cooperative/")["ETag"],
        "MEMBER": str(someone.memberships.get().pk),
    }
    for status, line in EXAMPLES:
        answer = run(line, given)
        assert answer.status_code == int(status), (line, answer.content)
