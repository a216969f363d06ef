"""Counts, mass balance, settlement, report."""

from django.urls import path

from markets.views import report

urlpatterns = [path("<str:week>/informe/", report.report, name="report")]
