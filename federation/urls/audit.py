"""What changed."""

from django.urls import path

from federation.views import audit

urlpatterns = [
    path("gente/cambios/", audit.changes, name="changes"),
]
