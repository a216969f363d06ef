"""Entries and their reversal."""

from django.urls import path

from finance.views import entries

urlpatterns = [
    path("asientos/<int:pk>/", entries.entry, name="entry"),
    path("asientos/<int:pk>/reversar/", entries.reverse_entry, name="reverse"),
]
