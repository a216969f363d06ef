"""Meetings, what they treat, what they decide and what they remember."""

from assemblies.urls import conduct, decisions, education, meetings, proposals, running, topics

app_name = "assemblies"
urlpatterns = [
    *meetings.urlpatterns,
    *running.urlpatterns,
    *decisions.urlpatterns,
    *proposals.urlpatterns,
    *topics.urlpatterns,
    *conduct.urlpatterns,
    *education.urlpatterns,
]
