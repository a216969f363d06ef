"""The catalogue: what stays from week to week."""

from django.urls import path

from markets.views import catalogue

urlpatterns = [
    path("catalogo/", catalogue.items, name="catalogue"),
    path("catalogo/rubros/nuevo/", catalogue.new_item, name="new_item"),
    path("catalogo/rubros/<int:pk>/", catalogue.change_item, name="change_item"),
    path("catalogo/viveres/", catalogue.products, name="catalogue_products"),
    path("catalogo/viveres/nuevo/", catalogue.new_product, name="new_product"),
    path("catalogo/viveres/<int:pk>/", catalogue.change_product, name="change_product"),
    path("catalogo/productores/", catalogue.producers, name="catalogue_producers"),
    path("catalogo/productores/nuevo/", catalogue.new_producer, name="new_producer"),
    path("catalogo/productores/<int:pk>/", catalogue.change_producer, name="change_producer"),
    path("catalogo/ferias/", catalogue.fairs, name="catalogue_fairs"),
    path("catalogo/ferias/nueva/", catalogue.new_fair, name="new_fair"),
    path("catalogo/ferias/<int:pk>/", catalogue.change_fair, name="change_fair"),
    path("catalogo/ferias/<int:pk>/horas/", catalogue.fair_hours, name="fair_hours"),
    path("catalogo/ferias/<int:pk>/cajas/", catalogue.new_till, name="new_till"),
    path("catalogo/etapas/", catalogue.schedule, name="catalogue_schedule"),
    path("catalogo/etapas/<str:stage>/", catalogue.change_schedule, name="change_schedule"),
    path("catalogo/cifras/", catalogue.parameters, name="catalogue_parameters"),
    path("catalogo/cifras/nueva/", catalogue.new_parameter, name="new_parameter"),
]
