"""Decisions and how they are heard; topics and who brings them."""

from django.urls import path

from assemblies.views import decisions, topics

app_name = "assemblies"
urlpatterns = [
    path("decisiones/", decisions.decisions, name="decisions"),
    path("decisiones/contar/", decisions.tell, name="tell_decision"),
    path("decisiones/<int:pk>/", decisions.decision, name="decision"),
    path("decisiones/<int:pk>/respuesta/", decisions.hear, name="hear_decision"),
    path("temas/", topics.topics, name="topics"),
    path("temas/<int:pk>/", topics.topic, name="topic"),
    path("temas/<int:pk>/mover/", topics.move, name="move_topic"),
]
