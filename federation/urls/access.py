"""The door and one's own account."""

from django.urls import path

from federation.views import access

urlpatterns = [
    path("entrar/", access.log_in, name="login"),
    path("salir/", access.log_out, name="logout"),
    path("cuenta/", access.account, name="account"),
    path("cuenta/clave/", access.password, name="password"),
]
