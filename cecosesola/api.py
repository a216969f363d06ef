"""`/api/v1/`: what devices and affiliate cooperatives talk to, with its own description."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("", include("federation.urls.api")),
    path("", include("markets.urls.api")),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="schema"), name="api_docs"),
]
