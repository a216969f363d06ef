"""REST of the register. Mounted at `api/v1/`."""

from django.urls import path

from federation.api.network import CooperativesView
from federation.api.oauth import TokenView
from federation.api.own import MemberLeavesView, MembersView, MemberView, OwnCooperativeView

urlpatterns = [
    path("oauth/token/", TokenView.as_view(), name="api_token"),
    path("network/cooperatives/", CooperativesView.as_view(), name="api_cooperatives"),
    path("cooperative/", OwnCooperativeView.as_view(), name="api_cooperative"),
    path("cooperative/members/", MembersView.as_view(), name="api_members"),
    path("cooperative/members/<int:pk>/", MemberView.as_view(), name="api_member"),
    path("cooperative/members/<int:pk>/leaving/", MemberLeavesView.as_view(), name="api_member_leaves"),
]
