"""Months of the books."""

from django.urls import path

from finance.views import periods

urlpatterns = [
    path("libros/<slug:code>/meses/", periods.periods, name="periods"),
    path("meses/<int:pk>/cerrar/", periods.close_period, name="close_period"),
]
