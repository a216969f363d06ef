"""The books: trial balance, accounts, statements of accounts."""

from django.urls import path

from finance.views import books

urlpatterns = [
    path("", books.home, name="home"),
    path("libros/<slug:code>/", books.books, name="books"),
    path("libros/<slug:code>/cuenta/<str:node_code>/<str:currency>/", books.node, name="node"),
    path("cuentas/<int:pk>/", books.account, name="account"),
    path("cuentas/<int:pk>/papel/", books.account_paper, name="account_paper"),
    path("mio/", books.mine, name="mine"),
]
