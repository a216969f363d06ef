"""The door, people, cooperatives, keys, and what changed: the addresses by what people do."""

from federation.urls import access, acts, audit, beginnings, cooperatives, keys, people

app_name = "federation"
urlpatterns = [
    *access.urlpatterns,
    *people.urlpatterns,
    *cooperatives.urlpatterns,
    *beginnings.urlpatterns,
    *keys.urlpatterns,
    *acts.urlpatterns,
    *audit.urlpatterns,
]
