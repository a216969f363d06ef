"""The door, people, cooperatives, keys, and what changed."""

from django.urls import path

from federation.views import access, audit, keys, people

app_name = "federation"
urlpatterns = [
    path("entrar/", access.log_in, name="login"),
    path("salir/", access.log_out, name="logout"),
    path("cuenta/", access.account, name="account"),
    path("cuenta/clave/", access.password, name="password"),
    path("gente/", people.people, name="people"),
    path("gente/<int:pk>/", people.person, name="person"),
    path("gente/cooperativas/", people.cooperatives, name="cooperatives"),
    path("gente/cooperativas/<slug:code>/", people.cooperative, name="cooperative"),
    path("gente/llaves/", keys.keys, name="keys"),
    path("gente/llaves/dar/", keys.give, name="give_key"),
    path("gente/llaves/<int:pk>/terminar/", keys.end, name="end_key"),
    path("gente/cambios/", audit.changes, name="changes"),
]
