"""Months of the books, revaluation, surplus, a new bolívar."""

from django.urls import path

from finance.views import eras, periods, surplus

urlpatterns = [
    path("libros/<slug:code>/meses/", periods.periods, name="periods"),
    path("meses/<int:pk>/cerrar/", periods.close_period, name="close_period"),
    path("meses/<int:pk>/reabrir/", periods.reopen_period, name="reopen_period"),
    path("libros/<slug:code>/revaluar/", periods.revalue, name="revalue"),
    path("libros/<slug:code>/excedentes/", surplus.surplus, name="surplus"),
    path("libros/<slug:code>/parte/", surplus.surplus_rule, name="surplus_rule"),
    path("monedas/", eras.eras, name="eras"),
    path("monedas/nueva/", eras.plan_era, name="plan_era"),
    path("monedas/<int:pk>/", eras.era, name="era"),
    path("monedas/<int:pk>/<slug:code>/probar/", eras.prove_era, name="prove_era"),
    path("monedas/pruebas/<int:pk>/convertir/", eras.convert_era, name="convert_era"),
]
