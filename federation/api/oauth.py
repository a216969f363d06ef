"""Where a client gets its token: client credentials, and nothing else."""

import json
from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from oauth2_provider.views.mixins import OAuthLibMixin
from rest_framework.parsers import FormParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class KnowsItsSecret(BasePermission):
    """Anyone may knock; only a client with its own secret gets a token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return True


class PerAddress(SimpleRateThrottle):
    """Guessing a secret is slow: a measure for each address that asks."""

    scope = "token"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"throttle:token:{self.get_ident(request)}"


_ASKED = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {
            "type": "string",
            "description": "Some of its scopes, with spaces; all if left out.",
        },
        "client_id": {"type": "string", "description": "Unless both come as HTTP Basic."},
        "client_secret": {"type": "string"},
    },
}
_TOKEN = {
    "type": "object",
    "properties": {
        "access_token": {"type": "string"},
        "token_type": {"type": "string", "enum": ["Bearer"]},
        "expires_in": {"type": "integer", "description": "Seconds."},
        "scope": {"type": "string"},
    },
}
_ERROR = {
    "type": "object",
    "description": "As RFC 6749 says, for the libraries that read it.",
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}


@method_decorator(sensitive_post_parameters("client_secret"), name="dispatch")
class TokenView(OAuthLibMixin, APIView):
    """A token for fifteen minutes, against a client's id and secret."""

    authentication_classes: list[Any] = []
    permission_classes = [KnowsItsSecret]
    throttle_classes = [PerAddress]
    parser_classes = [FormParser]

    @extend_schema(
        operation_id="token",
        auth=[],
        request={"application/x-www-form-urlencoded": _ASKED},
        responses={200: _TOKEN, 400: OpenApiResponse(_ERROR), 401: OpenApiResponse(_ERROR)},
    )
    def post(self, request: Request) -> Response:
        _url, headers, body, status = self.create_token_response(request._request)
        answer = Response(json.loads(body), status=status)
        for name, value in headers.items():
            if name.lower() != "content-type":
                answer[name] = value
        answer["Cache-Control"] = "no-store"
        return answer
