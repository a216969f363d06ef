"""REST of affiliate cooperatives: who may what, asked again, asked twice, asked wrongly."""

import datetime as dt
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from oauth2_provider.models import AccessToken

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.models import AuditEvent
from federation.models import Contact, Membership, Person, Role, Scope
from federation.services import clients, cooperatives, members
from tests.architecture.test_every_view_is_guarded import patterns
from tests.factories import coops as c
from tests.factories import federation as f

pytestmark = pytest.mark.django_db

# Every address of the register's API: method, what is sent, the scope it wants, and what its own answer is.
ROUTES = {
    "api_cooperatives": ("GET", None, Scope.NETWORK_READ, 200),
    "api_cooperative": ("GET", None, Scope.COOPERATIVE_READ, 200),
    "api_cooperative:PATCH": ("PATCH", {"address": {"parish": "Unión"}}, Scope.COOPERATIVE_WRITE, 200),
    "api_members": ("GET", None, Scope.MEMBERS_READ, 200),
    "api_members:POST": (
        "POST",
        {
            "document": "V-12.345.678",
            "given_names": "Ana",
            "family_names": "Rojas",
            "kind": "consumer",
            "since": "2026-01-05",
        },
        Scope.MEMBERS_WRITE,
        201,
    ),
    "api_member": ("GET", None, Scope.MEMBERS_READ, 200),
    "api_member_leaves:POST": ("POST", {"on": "2026-02-01", "leaving": "moved"}, Scope.MEMBERS_WRITE, 200),
}
OTHERS = {"api_token", "till_sync", "till_state", "schema", "api_docs"}
ABOUT_A_MEMBER = {"api_member", "api_member_leaves:POST"}
NOBODY_HERE = "0" * 30


@pytest.fixture
def own():
    coop = f.cooperative(joined_on="2001-01-01", name="Cooperativa Ñandú")
    f.member(at=coop)
    return coop


def path_of(name, member):
    url = reverse(name.split(":")[0], args=[member.pk] if name in ABOUT_A_MEMBER else [])
    return url.removeprefix("/api/v1/")


def call(caller, name, member):
    method, body, _scope, _status = ROUTES[name]
    extra = {"Idempotency_Key": "uno"} if method == "POST" else {}
    return caller(method, path_of(name, member), body, **extra)


def test_no_address_of_the_api_is_left_out():
    named = {name for name, pattern in patterns(get_resolver()) if _is_api(pattern)}
    assert named == {name.split(":")[0] for name in ROUTES} | OTHERS


def _is_api(pattern):
    return pattern.name in OTHERS or (pattern.name or "").startswith("api_")


@pytest.mark.parametrize("name", ROUTES)
def test_each_address_answers_each_kind_of_caller(own, name):
    _method, _body, scope, status = ROUTES[name]
    mine = own.memberships.get()
    made, secret = c.client(own)
    expired = c.token(made, secret)
    AccessToken.objects.update(expires=now() - dt.timedelta(seconds=1))
    theirs = c.caller(f.cooperative())
    without = [one for one in Scope.values if one != scope]

    anonymous = call(c.Caller(""), name, mine)
    assert (anonymous.status_code, anonymous["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    for bearer in (expired, NOBODY_HERE, "ñ\x7f"):
        late = call(c.Caller(bearer), name, mine)
        assert late.status_code == 401, bearer
        assert late["WWW-Authenticate"].startswith("Bearer")
        assert late.json()["code"] == "invalid_token"
    narrow = call(c.caller(own, scopes=without), name, mine)
    assert (narrow.status_code, narrow.json()["code"]) == (403, "insufficient_scope")
    assert f'scope="{scope}"' in narrow["WWW-Authenticate"]
    asked_for_less = call(c.caller(own, scope=" ".join(without)), name, mine)
    assert asked_for_less.status_code == 403
    other = call(theirs, name, mine)
    if name in ABOUT_A_MEMBER:
        missing = theirs(
            ROUTES[name][0], path_of(name, mine).replace(str(mine.pk), "999999999"), ROUTES[name][1]
        )
        assert (other.status_code, other.content) == (404, missing.content)
    else:
        assert other.status_code == status
        assert own.name not in other.content.decode() or name == "api_cooperatives"
    answer = call(c.caller(own), name, mine)
    assert answer.status_code == status, answer.content


@pytest.mark.parametrize("name", ROUTES)
def test_a_cookie_opens_nothing(own, name, enter):
    method, body, _scope, _status = ROUTES[name]
    inside = enter(f.holder(Role.REGISTER))
    sent = {"data": body, "content_type": "application/json"} if body else {}
    url = f"/api/v1/{path_of(name, own.memberships.get())}"
    assert getattr(inside, method.lower())(url, **sent).status_code == 401


# --- tokens -------------------------------------------------------------------------------------


def test_a_token_is_short_and_kept_as_a_hash(own):
    made, secret = c.client(own)
    answer = Client().post(
        "/api/v1/oauth/token/",
        {"grant_type": "client_credentials", "client_id": made.client_id, "client_secret": secret},
    )
    body = answer.json()
    assert (body["expires_in"], body["token_type"]) == (900, "Bearer")
    assert set(body["scope"].split()) == set(Scope.values)
    assert answer["Cache-Control"] == "no-store"
    kept = AccessToken.objects.get()
    assert body["access_token"] not in str(vars(kept))
    made.refresh_from_db()
    assert secret not in made.client_secret


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "otra"}, 401, "invalid_client"),
        ({"client_id": "nadie"}, 401, "invalid_client"),
        ({"grant_type": "password", "username": "V1", "password": "x"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "x"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "unsupported_grant_type"),
        ({"scope": "everything"}, 400, "invalid_scope"),
        ({"client_id": "\x00", "client_secret": "\x00"}, 401, "invalid_client"),
    ],
)
def test_no_token_without_its_own_secret(own, change, status, error):
    made, secret = c.client(own)
    body = {"grant_type": "client_credentials", "client_id": made.client_id, "client_secret": secret} | change
    answer = Client(raise_request_exception=False).post("/api/v1/oauth/token/", body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not AccessToken.objects.exists()


def test_a_client_without_secret_revoked_or_ended_gets_nothing_and_its_tokens_die(own):
    keeper = f.holder(Role.REGISTER)
    made, secret = c.client(own)
    caller = c.Caller(c.token(made, secret))
    assert caller("GET", "cooperative/").status_code == 200
    made, second = clients.new_secret(by=keeper, client=made)
    assert caller("GET", "cooperative/").status_code == 401
    with pytest.raises(AssertionError):
        c.token(made, secret)
    caller = c.Caller(c.token(made, second))
    type(made).objects.filter(pk=made.pk).update(
        expires_at=now() - dt.timedelta(seconds=1), created="2020-01-01T00:00Z"
    )
    assert caller("GET", "cooperative/").status_code == 401
    type(made).objects.filter(pk=made.pk).update(expires_at=now() + dt.timedelta(days=1))
    assert caller("GET", "cooperative/").status_code == 200
    clients.revoke_client(by=keeper, client=made, reason="Cambió de manos")
    assert caller("GET", "cooperative/").status_code == 401
    with pytest.raises(AssertionError):
        c.token(made, second)


def test_a_scope_taken_from_the_client_is_taken_from_its_tokens(own):
    made, secret = c.client(own)
    caller = c.Caller(c.token(made, secret))
    type(made).objects.filter(pk=made.pk).update(scopes=[Scope.NETWORK_READ])
    assert caller("GET", "cooperative/").status_code == 403


def test_guessing_secrets_is_slow(own, settings):
    made, _secret = c.client(own)
    body = {"grant_type": "client_credentials", "client_id": made.client_id, "client_secret": "x"}
    met = {Client().post("/api/v1/oauth/token/", body).status_code for _ in range(31)}
    assert met == {401, 429}


def test_each_client_has_its_own_measure(own, monkeypatch):
    from federation.api.access import PerClient

    monkeypatch.setattr(PerClient, "THROTTLE_RATES", {"client_read": "3/min", "client_write": "1/min"})
    mine, theirs = c.caller(own), c.caller(f.cooperative())
    assert [mine("GET", "cooperative/").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = mine("GET", "cooperative/")
    assert (answer.json()["code"], int(answer["Retry-After"]) > 0) == ("throttled", True)
    assert theirs("GET", "cooperative/").status_code == 200
    assert [mine("PATCH", "cooperative/", {}).status_code for _ in range(2)] == [200, 429]
    cache.clear()


# --- reading ------------------------------------------------------------------------------------


def test_the_network_is_public_to_its_affiliates_and_says_nothing_private(own):
    f.cooperative(name="Fuera de la red")
    f.cooperative(name="Se fue", joined_on="2001-01-01", left_on="2010-01-01")
    keeper = f.holder(Role.REGISTER)
    cooperatives.add_contact(
        by=keeper, cooperative=own, name="Rosa Peña", task="Pedidos", phone="0251-1234567"
    )
    cooperatives.change_cooperative(
        by=keeper, cooperative=own, sectors=["agriculture"], services=["markets:runs"], rif="J-08500000-3"
    )
    caller = c.caller(own)
    body = caller("GET", "network/cooperatives/").json()["results"]
    assert body == [
        {
            "code": own.code,
            "name": "Cooperativa Ñandú",
            "kind": "worker",
            "sectors": ["agriculture"],
            "services": [{"service": "markets", "how": "runs"}],
        }
    ]
    found = lambda query: len(caller("GET", f"network/cooperatives/?{query}").json()["results"])  # noqa: E731
    assert [found("q=nandu"), found("q=zzz"), found("kind=worker"), found("kind=producer")] == [1, 0, 1, 0]
    assert [found("sector=agriculture"), found("sector=x"), found("service=markets")] == [1, 0, 1]
    assert caller("GET", "network/cooperatives/?q=%00").status_code == 404


def test_lists_go_on_by_cursor_and_cost_the_same(own):
    caller = c.caller(own)
    for path in ("network/cooperatives/?page_size=3", "cooperative/members/?page_size=3", "cooperative/"):
        caller("GET", path)
        with CaptureQueriesContext(connection) as few:
            assert caller("GET", path.replace("page_size=3", "page_size=500")).status_code == 200
        for _ in range(10):
            f.member(at=own)
            f.cooperative(joined_on="2010-01-01")
        with CaptureQueriesContext(connection) as many:
            caller("GET", path.replace("page_size=3", "page_size=500"))
        assert len(many) == len(few) <= 6, [query["sql"] for query in many.captured_queries]
    for path in ("network/cooperatives/", "cooperative/members/"):
        seen, at = [], f"{path}?page_size=4"
        while at:
            page = caller("GET", at).json()
            seen += [row.get("id") or row["code"] for row in page["results"]]
            at = page["next"] and page["next"].partition("/api/v1/")[2]
        assert len(seen) == len(set(seen)) > 20
    assert caller("GET", "cooperative/members/?cursor=basura").status_code == 404


def test_what_has_not_changed_is_not_sent_again(own):
    caller = c.caller(own)
    for path in ("network/cooperatives/", "cooperative/", "cooperative/members/"):
        first = caller("GET", path)
        again = caller("GET", path, If_None_Match=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert caller("GET", path, If_None_Match=f'W/{first["ETag"]}, "x"').status_code == 304
    f.member(at=own)
    assert caller("GET", "cooperative/members/", If_None_Match=first["ETag"]).status_code == 200


def test_members_changed_since_a_moment(own):
    caller = c.caller(own)
    moment = now().isoformat()
    count = lambda since: len(  # noqa: E731
        caller("GET", f"cooperative/members/?updated_since={since.replace('+', '%2B')}").json()["results"]
    )
    assert count(moment) == 0
    someone = f.member(at=own)
    assert count(moment) == 1
    members.leave(
        by=f.holder(Role.REGISTER),
        membership=own.memberships.order_by("id").first(),
        on=today(),
        leaving="moved",
    )
    assert count(moment) == 2
    assert len(caller("GET", "cooperative/members/?today=true").json()["results"]) == 1
    assert str(someone.document) in caller("GET", "cooperative/members/?today=true").content.decode()
    for odd in ("ayer", "2026-99-99T00:00:00Z", "", "9999-12-31T23:59:59", "0001-01-01T00:00:00"):
        assert caller("GET", f"cooperative/members/?updated_since={odd}").status_code in {200, 400}, odd


# --- writing ------------------------------------------------------------------------------------


def test_an_affiliate_keeps_its_own_address_and_contacts(own):
    caller = c.caller(own)
    body = {
        "address": {"community": "El Cují", "directions": "Detrás de la escuela"},
        "contacts": [{"name": "Rosa Peña", "task": "Pedidos", "phone": "0414-765.43.21"}],
    }
    answer = caller("PATCH", "cooperative/", body)
    assert answer.status_code == 200
    assert answer.json()["address"]["community"] == "El Cují"
    assert answer.json()["contacts"] == [{"name": "Rosa Peña", "task": "Pedidos", "phone": "+584147654321"}]
    caller("PATCH", "cooperative/", {"contacts": []})
    own.refresh_from_db()
    assert (own.community, Contact.objects.count()) == ("El Cují", 0)
    told = list(
        AuditEvent.objects.filter(verb="federation.set_contacts").values_list("actor", "actor_id", "new")
    )
    assert told[0][1] is None
    assert own.name in told[0][0]
    assert "Rosa" not in json.dumps(told)
    assert "+58" not in json.dumps(told)


def test_what_changed_meanwhile_is_not_written_over(own):
    caller = c.caller(own)
    seen = caller("GET", "cooperative/")["ETag"]
    assert caller("PATCH", "cooperative/", {"address": {"parish": "Unión"}}, If_Match=seen).status_code == 200
    late = caller("PATCH", "cooperative/", {"address": {"parish": "Otra"}}, If_Match=seen)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    own.refresh_from_db()
    assert own.parish == "Unión"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Otra"},
        {"is_primary": True},
        {"address": {"rif": "J"}},
        {"address": []},
        {"contacts": [{"name": "x"}]},
        {"contacts": [{"name": "x", "task": "y", "phone": "123"}]},
        {"contacts": "x"},
        {"address": {"state": "x" * 61}},
        {"address": {"state": "\x00"}},
        [],
        "x",
    ],
)
def test_what_cannot_be_is_refused_as_a_problem(own, body):
    answer = c.caller(own)("PATCH", "cooperative/", body)
    assert answer.status_code in {400, 422}, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code"} <= set(answer.json())


NEW = ROUTES["api_members:POST"][1]


def test_a_member_is_entered_once_however_often_it_is_asked(own):
    caller = c.caller(own)
    first = caller("POST", "cooperative/members/", NEW, Idempotency_Key="k1")
    again = caller("POST", "cooperative/members/", NEW, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ("Idempotent-Replay" in first, again["Idempotent-Replay"]) == (False, "true")
    assert caller("GET", first["Location"].removeprefix("/api/v1/")).json() == first.json()
    assert Membership.objects.filter(person__document="V12345678").count() == 1
    other = caller("POST", "cooperative/members/", NEW | {"kind": "worker"}, Idempotency_Key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    twice = caller("POST", "cooperative/members/", NEW, Idempotency_Key="k2")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_member")
    for key in ("", "x" * 81):
        answer = caller("POST", "cooperative/members/", NEW, Idempotency_Key=key)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    theirs = c.caller(f.cooperative())("POST", "cooperative/members/", NEW, Idempotency_Key="k1")
    assert theirs.status_code == 201, "another client's keys are its own"


def test_a_number_alone_tells_nobodys_name(own):
    f.person(
        document="V12345678", given_names="Carmen Luisa", family_names="Yépez Gil", phones=["+584141234567"]
    )
    caller = c.caller(own)
    answer = caller("POST", "cooperative/members/", NEW, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["code"]) == (409, "name_differs")
    assert "Yépez" not in answer.content.decode()
    right = NEW | {"given_names": "CARMEN", "family_names": "yepez"}
    answer = caller("POST", "cooperative/members/", right, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["family_names"]) == (201, "Yépez Gil")
    known = Person.objects.get(document="V12345678")
    assert [phone.number for phone in known.phones.all()] == ["+584141234567"]


@pytest.mark.parametrize(
    "change",
    [
        {"document": "x"},
        {"document": "V" + "9" * 20},
        {"document": "V٣٤٥"},
        {"document": "\x00"},
        {"since": "ayer"},
        {"since": "0001-01-01"},
        {"since": "9999-12-31"},
        {"kind": "boss"},
        {"given_names": ""},
        {"phone": "12"},
        {"rank": 1},
        {"since": None},
    ],
)
def test_a_member_that_cannot_be_is_refused(own, change):
    answer = c.caller(own)("POST", "cooperative/members/", NEW | change, Idempotency_Key="k")
    assert answer.status_code in {400, 422}, answer.content
    assert not Person.objects.filter(given_names="Ana", family_names="Rojas").exists()


def test_whoever_leaves_leaves_once(own):
    caller = c.caller(own)
    mine = own.memberships.get()
    path = f"cooperative/members/{mine.pk}/leaving/"
    body = {"on": today().isoformat(), "leaving": "moved"}
    first = caller("POST", path, body, Idempotency_Key="k")
    assert (first.status_code, first.json()["until"]) == (200, today().isoformat())
    assert caller("POST", path, body, Idempotency_Key="k").json() == first.json()
    again = caller("POST", path, body, Idempotency_Key="otra")
    assert (again.status_code, again.json()["code"]) == (409, "already_left")
    early = caller("POST", path, {"on": "1999-01-01", "leaving": "moved"}, Idempotency_Key="c")
    assert early.status_code == 409
    assert caller("POST", path, {"on": "x", "leaving": "moved"}, Idempotency_Key="d").status_code == 400


def test_garbage_never_breaks(own):
    caller = c.caller(own)
    for path in ("cooperative/members/", f"cooperative/members/{own.memberships.get().pk}/leaving/"):
        for raw in (b"", b"{", b"[]", b"null", b'"\\u0000"', b"\xff\xfe"):
            answer = caller.client.post(
                f"/api/v1/{path}",
                raw,
                content_type="application/json",
                headers={"Authorization": f"Bearer {caller.bearer}", "Idempotency-Key": "k"},
            )
            assert 400 <= answer.status_code < 500, (path, raw)
    for pk in (0, 2**63, 10**30):
        assert caller("GET", f"cooperative/members/{pk}/").status_code == 404
