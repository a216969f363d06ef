"""The bank against the books."""

from django.urls import path

from finance.views import bank

urlpatterns = [
    path("banco/", bank.accounts, name="bank"),
    path("banco/<int:pk>/", bank.account, name="bank_account"),
    path("banco/<int:pk>/traer/", bank.bring, name="bring_bank_file"),
    path("banco/<int:pk>/seguras/", bank.match_certain, name="match_certain"),
    path("banco/lineas/<int:pk>/conciliar/", bank.match, name="match_line"),
    path("banco/lineas/<int:pk>/deshacer/", bank.undo, name="undo_match"),
    path("banco/lineas/<int:pk>/comision/", bank.charge, name="post_charge"),
]
