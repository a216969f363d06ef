"""Weeks, plan, prices, allocation."""

from django.urls import path

from markets.views import allocation, planning, prices, weeks

urlpatterns = [
    path("", weeks.current, name="current"),
    path("semanas/", weeks.weeks, name="weeks"),
    path("semanas/abrir/", weeks.open_week, name="open_week"),
    path("<str:week>/", weeks.week, name="week"),
    path("<str:week>/mover/", weeks.advance, name="advance"),
    path("<str:week>/siguiente/", weeks.step, name="step"),
    path("<str:week>/plan/", planning.plan, name="plan"),
    path("<str:week>/plan/<slug:fair>/", planning.fair_plan, name="fair_plan"),
    path("<str:week>/plan/<slug:fair>/dias/", planning.calendar, name="calendar"),
    path("<str:week>/plan/<slug:fair>/participa/", planning.participation, name="participation"),
    path("<str:week>/precios/", prices.prices, name="prices"),
    path("<str:week>/precios/publicar/", prices.publish, name="publish"),
    path("<str:week>/precios/rubro/<int:item>/", prices.mix_item, name="mix_item"),
    path("<str:week>/precios/v<int:version>/", prices.price_book, name="price_book"),
    path("<str:week>/reparto/", allocation.allocation, name="allocation"),
    path("<str:week>/reparto/proponer/", allocation.propose, name="propose"),
    path("<str:week>/reparto/rubro/<int:item>/", allocation.item_allocation, name="item_allocation"),
    path("<str:week>/reparto/<slug:fair>/<int:item>/", allocation.allot, name="allot"),
]
