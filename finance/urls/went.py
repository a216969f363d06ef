"""Where each bolívar went."""

from django.urls import path

from finance.views import went

urlpatterns = [
    path("bolivar/", went.went, name="went"),
    path("bolivar/asientos/", went.went_entries, name="went_entries"),
]
