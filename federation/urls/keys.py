"""Keys."""

from django.urls import path

from federation.views import keys

urlpatterns = [
    path("gente/llaves/", keys.keys, name="keys"),
    path("gente/llaves/dar/", keys.give, name="give_key"),
    path("gente/llaves/<int:pk>/terminar/", keys.end, name="end_key"),
]
