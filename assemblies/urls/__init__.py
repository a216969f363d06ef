"""Meetings, what they treat, what they decide and what they remember."""

from assemblies.urls import decisions, proposals, topics

app_name = "assemblies"
urlpatterns = [*decisions.urlpatterns, *proposals.urlpatterns, *topics.urlpatterns]
