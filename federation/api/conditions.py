"""Answers that are asked again: marks (ETag), pages that go on, and requests that may come twice."""

from collections.abc import Callable
from typing import Any

from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from cecosesola.kernel import idempotency
from cecosesola.kernel.errors import refuse
from federation.policies.cooperatives import Machine

LONGEST_KEY = 80


def mark(body: Any) -> str:
    """The ETag of a body: the same words give the same mark, on any server."""
    return quote_etag(idempotency.body_hash(body)[:32])


def _named(request: Request, header: str) -> list[str]:
    written = request.headers.get(header, "")
    return [one.removeprefix("W/") for one in parse_etags(written)]


def answer(request: Request, body: Any) -> Response:
    """The body with its mark, or 304 when whoever asks has just that."""
    etag = mark(body)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    known = _named(request, "If-None-Match")
    if etag in known or "*" in known:
        return Response(status=304, headers=headers)
    return Response(body, headers=headers)


def require_match(request: Request, body: Any) -> None:
    """With `If-Match`, change only what the caller has seen as it is now."""
    wanted = _named(request, "If-Match")
    if wanted and "*" not in wanted and mark(body) not in wanted:
        raise refuse(
            "changed_meanwhile",
            _("It has changed since you read it. Read it again, then decide."),
            status=412,
        )


def once(request: Request, machine: Machine, what: str, body: Any, do: Callable[[], int]) -> tuple[int, bool]:
    """Run `do` once for the request's `Idempotency-Key`; answers its number, and whether it is a replay.

    Only a number is kept with the key: what it stands for is read anew.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise refuse(
            "idempotency_key_missing",
            _("Send an Idempotency-Key of your own, up to 80 characters, so that a retry changes nothing."),
            status=400,
        )
    scope = f"api:{machine.client.pk}:{what}"
    kept, replay = idempotency.once(scope, key, body, lambda: {"id": do()})
    return int(kept["id"]), replay


class ByCode(CursorPagination):
    """A hundred at a time, by short code."""

    ordering = "code"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500


class ByNumber(CursorPagination):
    """A hundred at a time, in the order in which they were entered."""

    ordering = "id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
