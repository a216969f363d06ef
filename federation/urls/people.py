"""People."""

from django.urls import path

from federation.views import people

urlpatterns = [
    path("gente/", people.people, name="people"),
    path("gente/<int:pk>/", people.person, name="person"),
]
