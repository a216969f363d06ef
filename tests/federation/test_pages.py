"""The register's pages: who opens what, what they show, and that they keep what was typed."""

import pytest
from django.urls import reverse

from federation.models import Mandate, Role
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db

WORKERS = ["people", "cooperatives", "keys", "changes"]
OWN = ["account", "password"]


@pytest.mark.parametrize("name", WORKERS + OWN)
def test_anonymous_people_are_sent_to_log_in_and_back(client, name):
    url = reverse(f"federation:{name}")
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.url == f"/entrar/?next={url.replace('/', '%2F')}"


@pytest.mark.parametrize("name", WORKERS)
def test_strangers_and_consumers_find_nothing(enter, name):
    for someone in (f.person(), f.member()):
        assert enter(someone).get(reverse(f"federation:{name}")).status_code == 404


@pytest.mark.parametrize("name", WORKERS + OWN)
def test_workers_read(enter, name):
    assert enter(f.worker()).get(reverse(f"federation:{name}")).status_code == 200


def test_a_person_who_may_no_longer_log_in_is_out_at_once(enter):
    someone = f.worker()
    inside = enter(someone)
    assert inside.get("/gente/").status_code == 200
    someone.is_active = False
    someone.save()
    assert inside.get("/gente/").status_code == 302


def test_the_list_is_found_by_name_and_by_number(enter):
    reader = f.worker()
    found = f.worker(given_names="Yelitza", family_names="Freitez", document="V20111222")
    inside = enter(reader)
    for words in ("yeli frei", "V-20.111", "20111222"):
        body = inside.get("/gente/", {"q": words}).content.decode()
        assert "Freitez, Yelitza" in body
        assert f"{reader.family_names}, {reader.given_names}" not in body
    assert "Freitez" in inside.get(reverse("federation:person", args=[found.pk])).content.decode()
    assert "Nadie con ese nombre" in inside.get("/gente/", {"q": "zzz"}).content.decode()


def test_the_list_goes_on_by_key(enter):
    for number in range(45):
        f.worker(family_names=f"Apellido {number:02d}")
    inside = enter(f.worker(family_names="Zeta"))
    first = inside.get("/gente/")
    page = first.context["page"]
    assert len(page) == 40
    second = inside.get(page.next)
    names = [p.pk for p in page] + [p.pk for p in second.context["page"]]
    assert len(set(names)) == len(names) == 46
    assert second.context["page"].first == "/gente/"
    assert inside.get("/gente/?desde=basura").status_code == 200


def test_a_phone_is_seen_by_its_owner_and_the_register(enter):
    someone = f.worker(phones=["+584147654321"])
    url = reverse("federation:person", args=[someone.pk])
    assert "0414-7654321" not in enter(f.worker()).get(url).content.decode()
    assert "0414-7654321" in enter(f.holder(Role.REGISTER)).get(url).content.decode()
    assert "0414-7654321" in enter(someone).get(url).content.decode()


def _query_counts(django_assert_num_queries, inside, url, more, most=13):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        assert inside.get(url).status_code == 200
    more()
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few), [q["sql"] for q in many.captured_queries]
    assert len(many) <= most


@pytest.mark.parametrize("name", [*WORKERS, "account"])
def test_queries_do_not_grow_with_rows(enter, django_assert_num_queries, name):
    reader = f.holder(Role.REGISTER)
    decision = a.decision()
    f.key(f.worker(), Role.TILL, source=Mandate.Source.DECISION, source_ref=decision.number)

    def more():
        for number in range(20):
            someone = f.worker()
            f.key(someone, Role.TILL, f"fair:{number}", source="decision", source_ref=decision.number)
            f.cooperative()
            f.key(reader, Role.TILL, f"fair:{number}")

    _query_counts(django_assert_num_queries, enter(reader), reverse(f"federation:{name}"), more)


def test_queries_of_one_cooperative_and_one_person_are_constant(enter, django_assert_num_queries):
    reader = f.worker()
    someone = f.worker()
    home = f.primary()
    pages = [
        reverse("federation:cooperative", args=[home.code]),
        reverse("federation:person", args=[someone.pk]),
    ]

    def more():
        for number in range(20):
            f.worker()
            f.key(someone, Role.TILL, f"fair:{number}")

    for url in pages:
        # A cooperative's page asks every room above what it knows of it.
        _query_counts(django_assert_num_queries, enter(reader), url, more, most=20)
        more = lambda: [f.worker() for _ in range(20)]  # noqa: E731


@pytest.mark.parametrize(
    "url", ["/gente/999999/", "/gente/cooperativas/nada/", "/gente/llaves/999999/terminar/"]
)
def test_what_does_not_exist_is_not_found(enter, url):
    assert enter(f.holder(Role.REGISTER)).get(url).status_code == 404
