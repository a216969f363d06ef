"""REST of the fair week. Mounted at `api/v1/`."""

from django.urls import path

from markets.api.till import SyncView

urlpatterns = [path("till/sync", SyncView.as_view(), name="till_sync")]
