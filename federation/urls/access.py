"""The door and one's own account."""

from django.urls import path

from federation.views import access, activation, own_entry, second_factor

urlpatterns = [
    path("entrar/", access.log_in, name="login"),
    path("salir/", access.log_out, name="logout"),
    path("cuenta/", access.account, name="account"),
    path("cuenta/clave/", access.password, name="password"),
    path("cuenta/entradas/", own_entry.logins, name="logins"),
    path("cuenta/pin/", own_entry.pin, name="pin"),
    path("cuenta/segundo-paso/", second_factor.second_factor, name="second_factor"),
    path("cuenta/segundo-paso/preparar/", second_factor.set_up, name="set_up_factor"),
    path("activar/", activation.activate, name="activate"),
]
