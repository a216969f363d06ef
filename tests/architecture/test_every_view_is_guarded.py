"""Denied by default: every address of the house says who may open it."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from cecosesola.ui.guard import declared
from cecosesola.ui.middleware import RefusalMiddleware

# Open to anyone, on purpose. A new one is a decision: it is written here too.
PUBLIC = {
    "assemblies:calendar",  # the secret in its address is the key
    "federation:login",
    "federation:logout",
    "federation:activate",  # the code is the key
    "markets:know_machine",  # the machine's secret is
    "markets:pin",  # shows names only to a registered machine
    "markets:pin_leave",
    "theme",
    "language",
    "health",
    "metrics",
}


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [space, pattern.namespace or ""]))
            yield from patterns(pattern, inner)
        else:
            yield ":".join(filter(None, [space, pattern.name or str(pattern.pattern)])), pattern


def test_every_address_declares_its_policy():
    undeclared = [name for name, pattern in patterns(get_resolver()) if not declared(pattern.callback)]
    assert undeclared == []


def test_what_is_public_is_so_on_purpose():
    public = {
        name
        for name, pattern in patterns(get_resolver())
        if getattr(pattern.callback, "policy", "") == "public"
    }
    assert public - PUBLIC == set()


def test_a_view_that_declares_nothing_opens_for_nobody(caplog):
    def bare(request):
        return HttpResponse("open")

    request = RequestFactory().get("/api/bare")
    answer = RefusalMiddleware(lambda request: HttpResponse()).process_view(request, bare, (), {})
    assert answer is not None
    assert answer.status_code == 404
