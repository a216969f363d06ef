"""A cooperative's own data and members, for its own programs. Nobody else's has an address here."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse
from federation.api.access import ClientView
from federation.api.conditions import ByNumber, answer, once, require_match
from federation.api.shapes import (
    LeavingShape,
    MemberShape,
    NewMemberShape,
    OwnCooperativeShape,
    ReachShape,
)
from federation.models import Cooperative, Membership, Scope
from federation.selectors.cooperatives import members_of, people_by_kind
from federation.services import members
from federation.services.cooperatives import change_address, set_contacts

IF_NONE_MATCH = OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Any word of your own, up to 80 characters. The same key and body change nothing twice.",
)


class OwnCooperativeView(ClientView):
    """The client's own cooperative, whole."""

    scopes = {"GET": Scope.COOPERATIVE_READ, "PATCH": Scope.COOPERATIVE_WRITE}

    @extend_schema(
        operation_id="cooperative",
        parameters=[IF_NONE_MATCH],
        responses=OwnCooperativeShape,
    )
    def get(self, request: Request) -> Response:
        return answer(request, self._told())

    @extend_schema(
        operation_id="change_cooperative",
        parameters=[OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)],
        request=ReachShape,
        responses=OwnCooperativeShape,
    )
    def patch(self, request: Request) -> Response:
        """Change the address and the contacts. What is left out stays; the list of contacts is whole."""
        shape = ReachShape(data=request.data)
        shape.is_valid(raise_exception=True)
        wanted = shape.validated_data
        own = self.machine.client.cooperative
        with transaction.atomic():
            Cooperative.objects.select_for_update().get(pk=own.pk)
            require_match(request, self._told())
            if "address" in wanted:
                change_address(by=self.machine, cooperative=own, **wanted["address"])
            if "contacts" in wanted:
                set_contacts(by=self.machine, cooperative=own, contacts=wanted["contacts"])
            told = self._told()
        changed = answer(request, told)
        return Response(told, headers={"ETag": changed["ETag"], "Cache-Control": "private, no-cache"})

    def _told(self) -> Any:
        found = Cooperative.objects.prefetch_related("services", "contacts", "certificates").get(
            pk=self.machine.client.cooperative_id
        )
        return OwnCooperativeShape(found, context={"members": people_by_kind(found)}).data


class MembersView(ClientView, GenericAPIView[Membership]):
    """The cooperative's own members: those of today, or everybody there ever was."""

    scopes = {"GET": Scope.MEMBERS_READ, "POST": Scope.MEMBERS_WRITE}
    serializer_class = MemberShape
    pagination_class = ByNumber

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Membership.objects.none()
        found = members_of(self.machine.client.cooperative)
        asked = self.request.query_params
        if asked.get("today") == "true":
            found = found.filter(period__contains=today())
        if "updated_since" in asked:
            found = found.filter(updated_at__gte=_moment(asked["updated_since"]))
        return found

    @extend_schema(
        operation_id="members",
        parameters=[
            OpenApiParameter("updated_since", OpenApiTypes.DATETIME, description="Changed at or after."),
            OpenApiParameter("today", OpenApiTypes.BOOL, description="Only those who belong to it today."),
            IF_NONE_MATCH,
        ],
        responses=MemberShape(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        told = self.get_paginated_response(MemberShape(page, many=True).data)
        return answer(request, told.data)

    @extend_schema(
        operation_id="enter_member",
        parameters=[IDEMPOTENCY_KEY],
        request=NewMemberShape,
        responses={201: MemberShape},
    )
    def post(self, request: Request) -> Response:
        """Enter a member. A person who is in the register keeps the name they have there."""
        shape = NewMemberShape(data=request.data)
        shape.is_valid(raise_exception=True)
        own = self.machine.client.cooperative
        pk, replay = once(
            request,
            self.machine,
            "member",
            shape.validated_data,
            lambda: members.enter_member(by=self.machine, cooperative=own, **shape.validated_data).pk,
        )
        return _member(own, pk, status=201, replay=replay)


class MemberView(ClientView):
    """One of the cooperative's own memberships."""

    scopes = {"GET": Scope.MEMBERS_READ}

    @extend_schema(operation_id="member", parameters=[IF_NONE_MATCH], responses=MemberShape)
    def get(self, request: Request, pk: int) -> Response:
        return answer(request, MemberShape(_own_member(self.machine.client.cooperative, pk)).data)


class MemberLeavesView(ClientView):
    """Somebody leaves the cooperative."""

    scopes = {"POST": Scope.MEMBERS_WRITE}

    @extend_schema(
        operation_id="member_leaves",
        parameters=[IDEMPOTENCY_KEY],
        request=LeavingShape,
        responses=MemberShape,
    )
    def post(self, request: Request, pk: int) -> Response:
        own = self.machine.client.cooperative
        found = _own_member(own, pk)
        shape = LeavingShape(data=request.data)
        shape.is_valid(raise_exception=True)
        _pk, replay = once(
            request,
            self.machine,
            f"leaves:{found.pk}",
            shape.validated_data,
            lambda: members.leave(by=self.machine, membership=found, **shape.validated_data).pk,
        )
        return _member(own, found.pk, status=200, replay=replay)


def _own_member(own: Cooperative, pk: int) -> Membership:
    """Another cooperative's member is as if there were none."""
    found = members_of(own).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _member(own: Cooperative, pk: int, *, status: int, replay: bool) -> Response:
    headers = {"Location": reverse("api_member", args=[pk])}
    if replay:
        headers["Idempotent-Replay"] = "true"
    return Response(MemberShape(_own_member(own, pk)).data, status=status, headers=headers)


def _moment(written: str) -> Any:
    try:
        moment = parse_datetime(written.replace(" ", "+") if "T" in written else written)
        if moment is not None:
            return make_aware(moment) if is_naive(moment) else moment
    except (ValueError, OverflowError):
        pass
    raise refuse(
        "not_a_moment",
        _("This is not a moment."),
        status=400,
        updated_since=_("Write it as 2026-11-22T15:04:05-04:00."),
    )
