"""The door, people, cooperatives, keys, and what changed: the addresses by what people do."""

from federation.urls import (
    access,
    acts,
    audit,
    beginnings,
    cooperatives,
    keys,
    memory,
    people,
    support,
)

app_name = "federation"
urlpatterns = [
    *access.urlpatterns,
    *people.urlpatterns,
    *cooperatives.urlpatterns,
    *beginnings.urlpatterns,
    *keys.urlpatterns,
    *acts.urlpatterns,
    *memory.urlpatterns,
    *support.urlpatterns,
    *audit.urlpatterns,
]
