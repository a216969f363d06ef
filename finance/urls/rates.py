"""Reference rates."""

from django.urls import path

from finance.views import rates

urlpatterns = [
    path("tasas/", rates.rates, name="rates"),
]
