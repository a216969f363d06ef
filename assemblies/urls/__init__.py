"""Meetings, what they treat, what they decide and what they remember."""

from assemblies.urls import decisions, topics

app_name = "assemblies"
urlpatterns = [*decisions.urlpatterns, *topics.urlpatterns]
