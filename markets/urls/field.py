"""Pledges, cost sheets, receiving, moves."""

from django.urls import path

from markets.views import pledges, receiving

urlpatterns = [
    path("pesada/<int:pk>/", receiving.receipt, name="receipt"),
    path("pesada/<int:pk>/corregir/", receiving.correct, name="correct_receipt"),
    path("pesada/<int:pk>/no-cuadra/", receiving.dispute, name="dispute_receipt"),
    path("pesada/<int:pk>/responder/", receiving.answer, name="answer_dispute"),
    path("<str:week>/compromisos/", pledges.pledges, name="pledges"),
    path("<str:week>/compromisos/nuevo/", pledges.pledge, name="pledge"),
    path("<str:week>/compromisos/<int:pk>/retirar/", pledges.withdraw, name="withdraw_pledge"),
    path("<str:week>/costos/", pledges.cost_sheets, name="cost_sheets"),
    path("<str:week>/costos/nueva/", pledges.cost_sheet, name="cost_sheet"),
    path("<str:week>/recepcion/", receiving.receiving, name="receiving"),
    path("<str:week>/recepcion/<slug:fair>/", receiving.gate, name="gate"),
    path("<str:week>/recepcion/<slug:fair>/pesar/", receiving.receive, name="receive"),
    path("<str:week>/recepcion/<slug:fair>/mover/", receiving.move, name="move"),
    path("<str:week>/recepcion/<slug:fair>/cargar/<slug:target>/", receiving.dispatch, name="dispatch"),
]
