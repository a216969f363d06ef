"""Counts, mass balance, settlement, report."""

from django.urls import path

from markets.views import counting, report, settlements

urlpatterns = [
    path("productores/", settlements.mine, name="producers"),
    path("productores/<int:pk>/", settlements.producer, name="producer"),
    path("liquidacion/<int:pk>/", settlements.settlement, name="settlement"),
    path("liquidacion/<int:pk>/responder/", settlements.answer, name="answer_settlement"),
    path("<str:week>/conteo/", counting.counting, name="counting"),
    path("<str:week>/conteo/<slug:fair>/", counting.place, name="place"),
    path("<str:week>/conteo/<slug:fair>/salida/", counting.outflow, name="outflow"),
    path("<str:week>/conteo/<slug:fair>/contar/", counting.stock_count, name="stock_count"),
    path("<str:week>/conteo/<slug:fair>/listo/", counting.finish, name="finish_fair"),
    path("<str:week>/liquidacion/", settlements.settlements, name="settlements"),
    path("<str:week>/liquidacion/hacer/", settlements.act, name="act_settlements"),
    path("<str:week>/informe/", report.report, name="report"),
    path("<str:week>/informe.pdf", report.report_pdf, name="report_pdf"),
    path("<str:week>/informe.csv", report.report_csv, name="report_csv"),
]
