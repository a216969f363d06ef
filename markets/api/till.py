"""What a till's device talks to. See docs/till-protocol.md."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.ui.bodies import json_of
from markets.models import Device
from markets.policies import may_send
from markets.services.sync import authenticate, sync_sales


class DeviceAuthentication(BaseAuthentication):
    """`Authorization: Device <secret>`, as given when the machine was registered."""

    def authenticate(self, request: Request) -> tuple[None, Device] | None:
        kind, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind != "Device" or not secret:
            return None
        return None, authenticate(secret)

    def authenticate_header(self, request: Request) -> str:
        return "Device"


class IsDevice(BasePermission):
    """Only a registered machine sends sales."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        device: Any = request.auth
        require(may_send(device))
        return True


_BATCH = {
    "type": "object",
    "required": ["sales"],
    "properties": {
        "unsent": {
            "type": "integer",
            "minimum": 0,
            "description": "Sales the device still holds after this batch.",
        },
        "sales": {
            "type": "array",
            "maxItems": 500,
            "items": {
                "type": "object",
                "required": ["prev", "hash", "body"],
                "properties": {
                    "prev": {"type": "string", "description": "Hash of the device's sale before, or empty."},
                    "hash": {"type": "string", "description": "SHA-256 of prev followed by body."},
                    "body": {
                        "type": "string",
                        "description": "The sale, as the exact JSON text that was hashed.",
                    },
                },
            },
        },
    },
}
_ANSWER = {
    "type": "object",
    "properties": {
        "server_time": {"type": "string", "format": "date-time"},
        "sales": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "status": {"type": "string", "enum": ["stored", "replayed", "conflict", "quarantined"]},
                    "number": {"type": "string"},
                    "flags": {"type": "array", "items": {"type": "string"}},
                    "error": {"type": "string"},
                },
            },
        },
    },
}


class SyncView(APIView):
    """Completed sales of one device. Each stands alone; a replay answers as the first time did."""

    authentication_classes = [DeviceAuthentication]
    permission_classes = [IsDevice]

    @extend_schema(
        operation_id="till_sync",
        request={"application/json": _BATCH},
        responses={200: _ANSWER},
        examples=[OpenApiExample("Nothing to send", value={"unsent": 0, "sales": []}, request_only=True)],
    )
    def post(self, request: HttpRequest) -> JsonResponse:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        device = authenticate(secret) if kind == "Device" and secret else None
        require(may_send(device))
        assert device is not None
        try:
            payload = json_of(request)
        except ValueError as error:
            raise refuse("not_json", _("The body is not JSON."), status=400) from error
        answers = sync_sales(device=device, payload=payload)
        return JsonResponse({"server_time": now().isoformat(), "sales": answers})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Every sale of three hundred tills passes here, so a POST goes straight to the service.

        Negotiating, parsing and rendering in general would cost as much again as reading the sales.
        """
        return self.post(request) if request.method == "POST" else super().dispatch(request, *args, **kwargs)


class DeviceScheme(OpenApiAuthenticationExtension):
    """How the API's description tells of `DeviceAuthentication`."""

    target_class = DeviceAuthentication
    name = "device"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Device <secret>`, as given when the machine was registered.",
        }
