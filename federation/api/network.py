"""What every affiliate may read: which cooperatives are in the network."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from federation.api.access import ClientView
from federation.api.conditions import ByCode, answer
from federation.api.shapes import NetworkCooperativeShape
from federation.models import Cooperative, NetworkService, Scope, Sector
from federation.selectors.cooperatives import public_cooperatives, search


class CooperativesView(ClientView, ListAPIView[Cooperative]):
    """The cooperatives in the network today: names, kinds, sectors, services."""

    scopes = {"GET": Scope.NETWORK_READ}
    serializer_class = NetworkCooperativeShape
    pagination_class = ByCode

    @extend_schema(
        operation_id="network_cooperatives",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="Words of the name or place."),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=Cooperative.Kind.values),
            OpenApiParameter("sector", OpenApiTypes.STR, enum=Sector.values),
            OpenApiParameter("service", OpenApiTypes.STR, enum=NetworkService.values),
            OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return answer(request, self.list(request, *args, **kwargs).data)

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        return search(
            public_cooperatives(),
            words=asked.get("q", "")[:80],
            kind=asked.get("kind", "")[:24],
            sector=asked.get("sector", "")[:24].replace("\x00", ""),
            service=asked.get("service", "")[:24].replace("\x00", ""),
        )
