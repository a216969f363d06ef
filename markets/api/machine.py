"""What a machine asks when it starts: who it is, where its chain stands, its session."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from markets.api.till import DeviceAuthentication, IsDevice
from markets.selectors.till_work import machine_state

_SESSION = {
    "type": "object",
    "nullable": True,
    "properties": {
        "id": {"type": "integer"},
        "state": {"type": "string", "enum": ["opening", "open", "counting"]},
        "day": {"type": "string", "format": "date"},
        "operator": {"type": "string"},
        "opened_at": {"type": "string", "format": "date-time"},
    },
}
_DEVICE = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "letters": {"type": "string"},
        "till": {"type": "integer", "nullable": True},
        "fair": {"type": "string"},
        "last_counter": {"type": "integer"},
        "last_hash": {"type": "string"},
    },
}
_ANSWER = {
    "type": "object",
    "properties": {
        "device": _DEVICE,
        "session": _SESSION,
        "today": {"type": "string", "format": "date"},
        "server_time": {"type": "string", "format": "date-time"},
    },
}


class StateView(APIView):
    """A registered machine and its live session. Nothing of what the till should hold."""

    authentication_classes = [DeviceAuthentication]
    permission_classes = [IsDevice]

    @extend_schema(operation_id="till_state", responses={200: _ANSWER})
    def get(self, request: Request) -> Response:
        device: Any = request.auth
        return Response(machine_state(device), headers={"Cache-Control": "no-store"})
