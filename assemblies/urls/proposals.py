from django.urls import path

from assemblies.views import actions, criteria, objections, proposals

urlpatterns = [
    path("propuestas/", proposals.proposals, name="proposals"),
    path("propuestas/nueva/", proposals.propose, name="propose"),
    path("propuestas/<int:pk>/", proposals.proposal, name="proposal"),
    path("propuestas/<int:pk>/redactar/", proposals.reword, name="reword"),
    path("propuestas/<int:pk>/decir/", proposals.say, name="say"),
    path("propuestas/<int:pk>/mover/", proposals.move, name="move_proposal"),
    path("propuestas/<int:pk>/aparte/", proposals.lay_aside, name="lay_aside"),
    path("propuestas/<int:pk>/consenso/", proposals.claim, name="claim"),
    path("propuestas/<int:pk>/preguntar/", proposals.ask, name="ask_stance"),
    path("propuestas/<int:pk>/afecta/", proposals.add_space, name="add_space"),
    path("propuestas/redaccion/<int:pk>/", proposals.wording, name="wording"),
    path("propuestas/circulacion/<int:pk>/", proposals.heard, name="heard_in_space"),
    path("propuestas/objeciones/<int:pk>/", objections.objection, name="objection"),
    path("propuestas/objeciones/<int:pk>/cerrar/", objections.close, name="close_objection"),
    path("criterios/", criteria.criteria, name="criteria"),
    path("criterios/cuaderno.pdf", criteria.booklet, name="booklet"),
    path("criterios/nuevo/", criteria.make, name="make_criterion"),
    path("criterios/<int:pk>/", criteria.criterion, name="criterion"),
    path("criterios/<int:pk>/revisar/", criteria.review, name="review_criterion"),
    path("criterios/<int:pk>/confirmar/", criteria.confirm, name="confirm_criterion"),
    path("criterios/<int:pk>/renovar/", criteria.renew, name="renew_criterion"),
    path("criterios/<int:pk>/retirar/", criteria.retire, name="retire_criterion"),
    path("por-hacer/", actions.action_items, name="action_items"),
    path("por-hacer/nueva/", actions.promise, name="promise"),
    path("por-hacer/<int:pk>/terminar/", actions.end, name="end_action"),
    path("por-hacer/<int:pk>/pasar/", actions.hand_on, name="hand_on"),
]
