"""The chart of accounts, and the statements made of it."""

from django.urls import path

from finance.views import chart, sheets

urlpatterns = [
    path("libros/<slug:code>/plan/", chart.chart, name="chart"),
    path("plan/<int:pk>/", chart.rename_node, name="rename_node"),
    path("plan/<int:pk>/quitar/", chart.remove_node, name="remove_node"),
    path("libros/<slug:code>/estados/", sheets.statements, name="statements"),
    path("red/estados/", sheets.network_statements, name="network_statements"),
]
