"""Every room's door, in the order of the menu."""

from django.urls import include, path

from cecosesola import dashboard, monitoring
from cecosesola.ui.views import set_theme
from federation.views.access import set_language

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("mas/", dashboard.more, name="more"),
    path("trabajos/", dashboard.jobs, name="jobs"),
    path("trabajos/<str:name>/repetir/", dashboard.rerun, name="rerun_job"),
    path("tema/", set_theme, name="theme"),
    path("idioma/", set_language, name="language"),
    path("healthz", monitoring.health, name="health"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("", include("federation.urls")),
    path("reuniones/", include("assemblies.urls")),
    path("rotacion/", include("rotation.urls")),
    path("ferias/", include("markets.urls")),
    path("finanzas/", include("finance.urls")),
    path("api/v1/", include("cecosesola.api")),
]

handler403 = "cecosesola.ui.views.forbidden"
handler404 = "cecosesola.ui.views.not_found"
handler500 = "cecosesola.ui.views.broken"
