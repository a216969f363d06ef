"""What the network remembers."""

from django.urls import path

from federation.views import memory

urlpatterns = [
    path("gente/memoria/", memory.journal, name="journal"),
    path("gente/memoria/contar/", memory.tell, name="tell_story"),
    path("gente/memoria/<int:pk>/", memory.story, name="story"),
    path("gente/memoria/<int:pk>/corregir/", memory.correct, name="correct_story"),
    path("gente/memoria/<int:pk>/retirar/", memory.withdraw, name="withdraw_story"),
    path("gente/memoria/<int:pk>/foto/", memory.put_photo, name="put_photo"),
    path("gente/memoria/<int:pk>/nombrar/", memory.link, name="link_story"),
    path("gente/memoria/<int:pk>/no-nombrar/", memory.unlink, name="unlink_story"),
    path("gente/memoria/fotos/<int:pk>/", memory.photo, name="story_photo"),
    path("gente/memoria/fotos/<int:pk>/quitar/", memory.take_photo_down, name="take_photo_down"),
]
