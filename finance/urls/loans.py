"""Loans."""

from django.urls import path

from finance.views import loans, loans_desk

urlpatterns = [
    path("mis-prestamos/", loans.my_loans, name="my_loans"),
    path("prestamos/", loans_desk.loans_desk, name="loans_desk"),
    path("prestamos/pedir/<int:pk>/", loans.ask_loan, name="ask_loan"),
    path("prestamos/<int:pk>/", loans.loan, name="loan"),
    path("prestamos/<int:pk>/papel.pdf", loans.loan_paper, name="loan_paper"),
    path("prestamos/<int:pk>/deshacer/", loans.undo_loan, name="undo_loan"),
    path("prestamos/<int:pk>/acordar/", loans_desk.agree_loan, name="agree_loan"),
    path("prestamos/<int:pk>/no-acordar/", loans_desk.decline_loan, name="decline_loan"),
    path("prestamos/<int:pk>/entregar/", loans_desk.draw_loan, name="draw_loan"),
    path("prestamos/<int:pk>/recibir/", loans_desk.pay_loan, name="pay_loan"),
    path("prestamos/<int:pk>/renegociar/", loans_desk.renegotiate_loan, name="renegotiate_loan"),
    path("prestamos/<int:pk>/soltar/", loans_desk.write_off_loan, name="write_off_loan"),
    path("fianzas/<int:pk>/responder/", loans.answer_guarantee, name="answer_guarantee"),
    path("libros/<slug:code>/prestamos/ofrecer/", loans_desk.offer_loan, name="offer_loan"),
    path("maneras-de-prestar/<int:pk>/", loans_desk.loan_product, name="loan_product"),
]
