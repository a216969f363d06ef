"""Posts, skills, files and weights."""

from django.urls import path

from rotation.views import keeping

urlpatterns = [
    path("puestos/", keeping.all_posts, name="posts"),
    path("puestos/nuevo/", keeping.new_post, name="new_post"),
    path("puestos/<int:pk>/", keeping.post, name="post"),
    path("puestos/<int:pk>/cambiar/", keeping.change_post, name="change_post"),
    path("puestos/<int:pk>/quedarse/", keeping.place, name="place"),
    path("quedarse/<int:pk>/terminar/", keeping.end_place, name="end_place"),
    path("saberes/", keeping.all_skills, name="skills"),
    path("saberes/nuevo/", keeping.new_skill, name="new_skill"),
    path("saberes/archivo/", keeping.bring_file, name="bring_file"),
    path("saberes/<int:pk>/", keeping.skill, name="skill"),
    path("saberes/<int:pk>/cambiar/", keeping.change_skill, name="change_skill"),
    path("saberes/<int:pk>/sabe/", keeping.qualify, name="qualify"),
    path("saberes/<int:pk>/aprende/", keeping.train, name="train"),
    path("calificaciones/<int:pk>/terminar/", keeping.end_qualification, name="end_qualification"),
    path("formaciones/<int:pk>/terminar/", keeping.end_training, name="end_training"),
    path("pesos/", keeping.all_weights, name="weights"),
    path("pesos/nuevos/", keeping.set_weights, name="set_weights"),
]
