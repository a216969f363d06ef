"""Keys."""

from django.urls import path

from federation.views import keys, person_access

urlpatterns = [
    path("gente/llaves/", keys.keys, name="keys"),
    path("gente/llaves/que-abren/", keys.powers, name="powers"),
    path("gente/llaves/emergencia/", keys.break_glass, name="break_glass"),
    path("gente/<int:pk>/llaves/", keys.history, name="person_keys"),
    path("gente/<int:pk>/entrada/", person_access.person_access, name="person_access"),
    path("gente/llaves/dar/", keys.give, name="give_key"),
    path("gente/llaves/<int:pk>/terminar/", keys.end, name="end_key"),
]
