from django.urls import path

from assemblies.views import topics

urlpatterns = [
    path("temas/", topics.topics, name="topics"),
    path("temas/<int:pk>/", topics.topic, name="topic"),
    path("temas/<int:pk>/cambiar/", topics.change, name="change_topic"),
    path("temas/<int:pk>/mover/", topics.move, name="move_topic"),
]
