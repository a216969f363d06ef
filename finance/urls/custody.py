"""Cash on its way."""

from django.urls import path

from finance.views import custody

urlpatterns = [
    path("efectivo/", custody.cash_home, name="cash_home"),
    path("libros/<slug:code>/efectivo/", custody.cash, name="cash"),
    path("libros/<slug:code>/bolsa/", custody.open_bag, name="open_bag"),
    path("bolsas/<int:pk>/", custody.bag, name="bag"),
    path("bolsas/<int:pk>/papel.pdf", custody.bag_paper, name="bag_paper"),
    path("bolsas/<int:pk>/contar/", custody.tally_bag, name="tally_bag"),
    path("bolsas/<int:pk>/dejar/", custody.cancel_bag, name="cancel_bag"),
    path("bolsas/<int:pk>/explicar/", custody.explain_bag, name="explain_bag"),
]
