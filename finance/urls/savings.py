"""Savings."""

from django.urls import path

from finance.views import savings, savings_desk

urlpatterns = [
    path("mis-ahorros/", savings.my_savings, name="my_savings"),
    path("ahorros/", savings_desk.savings_desk, name="savings_desk"),
    path("ahorros/abrir/", savings_desk.open_saving, name="open_saving"),
    path("ahorros/<int:pk>/", savings.saving, name="saving"),
    path("ahorros/<int:pk>/estado.pdf", savings.saving_paper, name="saving_paper"),
    path("ahorros/<int:pk>/retirar/", savings.ask_withdrawal, name="ask_withdrawal"),
    path("ahorros/<int:pk>/cerrar/", savings.ask_closing, name="ask_closing"),
    path("ahorros/<int:pk>/depositar/", savings_desk.deposit, name="deposit"),
    path("ahorros/<int:pk>/terminar/", savings_desk.close_saving, name="close_saving"),
    path("retiros/<int:pk>/consentir/", savings.consent_withdrawal, name="consent_withdrawal"),
    path("retiros/<int:pk>/deshacer/", savings.undo_withdrawal, name="undo_withdrawal"),
    path("retiros/<int:pk>/pagar/", savings_desk.pay_withdrawal, name="pay_withdrawal"),
    path("libros/<slug:code>/ahorros/ofrecer/", savings_desk.offer_saving, name="offer_saving"),
    path("maneras-de-ahorrar/<int:pk>/", savings_desk.saving_product, name="saving_product"),
]
