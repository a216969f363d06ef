"""Tills: sessions, floats, counts, the till itself, sales to review."""

from django.urls import path

from markets.views import sessions

urlpatterns = [path("turno/<int:pk>/", sessions.session, name="session")]
