"""Every room's door, in the order of the menu."""

from django.urls import include, path

urlpatterns = [
    path("", include("federation.urls")),
    path("reuniones/", include("assemblies.urls")),
]
