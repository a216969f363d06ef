from django.urls import path

from assemblies.views import education

urlpatterns = [
    path("escuela/", education.school, name="school"),
    path("escuela/cursos/", education.courses, name="courses"),
    path("escuela/cursos/proponer/", education.propose, name="propose_course"),
    path("escuela/cursos/<int:pk>/", education.course, name="course"),
    path("escuela/cursos/<int:pk>/ofrecer/", education.offer_course, name="offer_course"),
    path("escuela/cursos/<int:pk>/materiales/", education.put_material, name="put_material"),
    path("escuela/materiales/<int:pk>/", education.material, name="material"),
    path("escuela/<int:pk>/", education.offer, name="offer"),
    path("escuela/<int:pk>/inscribirse/", education.enrol, name="enrol"),
    path("escuela/<int:pk>/sesiones/", education.add_session, name="add_session"),
    path("escuela/<int:pk>/cancelar/", education.cancel, name="cancel_offer"),
    path("escuela/sesiones/<int:pk>/lista/", education.tick, name="tick_session"),
]
