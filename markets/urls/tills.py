"""Tills: sessions, floats, counts, the till itself, machines, sales to review."""

from django.urls import path

from markets.views import closing_till, devices, opening, pin, review, sessions, till

urlpatterns = [
    path("caja/", till.till, name="till"),
    path("caja/precios.json", till.prices, name="till_prices"),
    path("caja/entrar/", pin.pin, name="pin"),
    path("caja/salir/", pin.leave, name="pin_leave"),
    path("caja/maquina/", pin.know_machine, name="know_machine"),
    path("caja/abrir/", opening.open_till, name="open_till"),
    path("cajas/maquinas/", devices.machines, name="machines"),
    path("cajas/maquinas/registrar/", devices.register, name="register_machine"),
    path("cajas/maquinas/<int:pk>/anular/", devices.revoke, name="revoke_machine"),
    path("turno/<int:pk>/", sessions.session, name="session"),
    path("turno/<int:pk>/confirmar/", opening.confirm, name="confirm_opening"),
    path("turno/<int:pk>/contar/", closing_till.count, name="count_session"),
    path("turno/<int:pk>/firmar/", closing_till.sign, name="sign_count"),
    path("turno/<int:pk>/recontar/", closing_till.recount, name="recount_session"),
    path("turno/<int:pk>/explicar/", closing_till.explain, name="explain_difference"),
    path("turno/<int:pk>/conciliar/", closing_till.reconcile, name="reconcile_session"),
    path("venta/<uuid:pk>/", sessions.receipt, name="sale"),
    path("ventas/revisar/", review.review, name="review"),
    path("ventas/revisar/venta/<uuid:pk>/", review.review_sale, name="review_sale"),
    path("ventas/revisar/retenida/<int:pk>/", review.resolve, name="resolve_quarantine"),
    path("<str:week>/cajas/", sessions.tills, name="tills"),
]
