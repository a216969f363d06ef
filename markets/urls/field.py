"""Pledges, cost sheets, receiving, moves."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
