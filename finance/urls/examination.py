"""The examination of the ledger."""

from django.urls import path

from finance.views import examination

urlpatterns = [
    path("comprobacion/", examination.examination, name="examination"),
    path("comprobacion/ahora/", examination.examine, name="examine"),
]
