"""The books: trial balance, accounts, entries, rates, periods, the examination of the ledger."""

from django.urls import path

from finance import views

app_name = "finance"
urlpatterns = [
    path("", views.home, name="home"),
    path("libros/<slug:code>/", views.books, name="books"),
    path("libros/<slug:code>/meses/", views.periods, name="periods"),
    path("libros/<slug:code>/<str:node_code>/<str:currency>/", views.node, name="node"),
    path("cuentas/<int:pk>/", views.account, name="account"),
    path("asientos/<int:pk>/", views.entry, name="entry"),
    path("asientos/<int:pk>/reversar/", views.reverse_entry, name="reverse"),
    path("meses/<int:pk>/cerrar/", views.close_period, name="close_period"),
    path("tasas/", views.rates, name="rates"),
    path("comprobacion/", views.examination, name="examination"),
    path("comprobacion/ahora/", views.examine, name="examine"),
]
