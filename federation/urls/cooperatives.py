"""Cooperatives."""

from django.urls import path

from federation.views import cooperatives

urlpatterns = [
    path("gente/cooperativas/", cooperatives.cooperatives, name="cooperatives"),
    path("gente/cooperativas/<slug:code>/", cooperatives.cooperative, name="cooperative"),
]
