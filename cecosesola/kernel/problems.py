"""RFC 9457 problem details: how the API says no."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refusal, Refused

CONTENT_TYPE = "application/problem+json"


def problem(refusal: Refusal) -> dict[str, Any]:
    """The members of RFC 9457, plus `code` (stable) and `errors` (by field)."""
    body: dict[str, Any] = {
        "type": f"urn:cecosesola:problem:{refusal.code}",
        "title": str(refusal.message),
        "status": refusal.status,
        "code": refusal.code,
    }
    if refusal.fields:
        body["errors"] = {name: str(message) for name, message in refusal.fields.items()}
    return body


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook: every refusal and every framework error as a problem."""
    if isinstance(error, Refused):
        return _answer(problem(error.refusal))
    if isinstance(error, Http404 | PermissionDenied):
        return _answer(problem(NOT_FOUND))
    response = drf_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "error")
    body: dict[str, Any] = {
        "type": f"urn:cecosesola:problem:{code}",
        "title": str(getattr(error, "default_detail", error)),
        "status": response.status_code,
        "code": code,
    }
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = response.data
    elif isinstance(error, exceptions.APIException):
        body["title"] = str(error.detail)
    return _answer(body, headers=dict(response.items()))


def _answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    kept = {name: value for name, value in (headers or {}).items() if name.lower() != "content-type"}
    return Response(body, status=body["status"], headers=kept, content_type=CONTENT_TYPE)
