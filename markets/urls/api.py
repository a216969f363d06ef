"""REST of the fair week. Mounted at `api/v1/`."""

from django.urls import path

from markets.api.machine import StateView
from markets.api.till import SyncView

urlpatterns = [
    path("till/sync", SyncView.as_view(), name="till_sync"),
    path("till/state", StateView.as_view(), name="till_state"),
]
