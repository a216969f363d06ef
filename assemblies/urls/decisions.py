from django.urls import path

from assemblies.views import decisions

urlpatterns = [
    path("decisiones/", decisions.decisions, name="decisions"),
    path("decisiones/contar/", decisions.tell, name="tell_decision"),
    path("decisiones/<int:pk>/", decisions.decision, name="decision"),
    path("decisiones/<int:pk>/respuesta/", decisions.hear, name="hear_decision"),
]
