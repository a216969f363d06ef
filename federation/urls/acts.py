"""What needs two people."""

from django.urls import path

from federation.views import acts

urlpatterns = [
    path("gente/de-a-dos/", acts.acts, name="acts"),
    path("gente/de-a-dos/<int:pk>/", acts.act, name="act"),
]
