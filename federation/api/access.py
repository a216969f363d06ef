"""Who knocks at the API, what for, and how often: tokens, scopes, throttles."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework import exceptions
from rest_framework.authentication import get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from federation.models import ApiClient, Scope
from federation.policies.cooperatives import Machine


class ClientAuthentication(OAuth2Authentication):
    """`Authorization: Bearer <token>` of a client that still lives. `request.auth` is who acts: a Machine."""

    www_authenticate_realm = "api"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Machine] | None:
        kind, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer" or not token:
            return None
        found = super().authenticate(request)
        if found is None:
            raise InvalidToken
        given = found[1]
        client: ApiClient = given.application
        if not client.is_usable(request):
            raise InvalidToken
        # What the client may do today, not what it could when the token was made.
        scopes = frozenset(given.scope.split()) & frozenset(client.scopes)
        return AnonymousUser(), Machine(client, scopes)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class InvalidToken(exceptions.AuthenticationFailed):
    """Unknown, ended, or of a client that was revoked: the caller is not told which."""

    default_code = "invalid_token"
    default_detail = _("This token is not valid, or no longer. Ask for another.")


class InsufficientScope(exceptions.PermissionDenied):
    default_code = "insufficient_scope"
    default_detail = _("This client may not do this. Whoever keeps the register can let it.")

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.auth_header = f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'


class HasScope(BasePermission):
    """A client whose token holds the scope that the address names for reading or for writing."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        machine = request.auth
        if not isinstance(machine, Machine):
            return False
        scope = scope_for(view, request.method or "GET")
        if scope is None:
            return True  # the method does not exist here; the view says so
        if scope not in machine.scopes:
            raise InsufficientScope(scope)
        return True


def scope_for(view: Any, method: str) -> Scope | None:
    """The scope that an address wants for a method."""
    wanted: dict[str, Scope] = getattr(view, "scopes", {})
    return wanted.get("GET" if method in {"HEAD", "OPTIONS"} else method)


class PerClient(SimpleRateThrottle):
    """Each client has its own measure, for reading and for writing, whatever address it comes from."""

    scope = "client_read"

    def allow_request(self, request: Request, view: APIView) -> bool:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            self.scope = "client_write"
            self.rate = self.get_rate()
            self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if not isinstance(request.auth, Machine):
            return None
        return f"throttle:{self.scope}:{request.auth.client.pk}"


class ClientView(APIView):
    """An address for clients. `scopes` says what each method needs."""

    authentication_classes = [ClientAuthentication]
    permission_classes = [HasScope]
    throttle_classes = [PerClient]
    scopes: dict[str, Scope] = {}

    @property
    def machine(self) -> Machine:
        machine = self.request.auth
        assert isinstance(machine, Machine)
        return machine


class ClientScheme(OpenApiAuthenticationExtension):
    """How the API's description tells of `ClientAuthentication`."""

    target_class = ClientAuthentication
    name = "client"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/api/v1/oauth/token/",
                    "scopes": {value: str(label) for value, label in Scope.choices},
                }
            },
        }

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        scope = scope_for(auto_schema.view, auto_schema.method)
        return {self.name: [scope.value] if scope else []}
