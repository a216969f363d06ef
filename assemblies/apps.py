from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssembliesConfig(AppConfig):
    name = "assemblies"
    verbose_name = _("Assemblies")

    def ready(self) -> None:
        from assemblies import policies, services
        from assemblies.selectors import effects, lent
        from cecosesola.ui import menu, verbs, waiting
        from federation.selectors import register_agenda, register_citations

        reads = menu.allowed(policies.may_read)
        menu.register(
            menu.Room(
                "assemblies",
                _("Meetings"),
                "messages-square",
                place=20,
                entries=[
                    menu.Entry(_("Decisions"), "assemblies:decisions", "scroll-text", reads),
                    menu.Entry(_("Topics"), "assemblies:topics", "list-todo", reads),
                ],
            )
        )
        waiting.register(lent.waiting_for)
        waiting.register_news(lent.news_for)
        register_citations(lent.CITATIONS)
        register_agenda(services.bring_by_itself)
        effects.register_effects(effects.keys_given_by)
        _register_proposals(reads)
        verbs.register(
            {
                "assemblies.tell_decision": _("told a decision"),
                "assemblies.hear_decision": _("wrote what a meeting answered"),
                "assemblies.bring_topic": _("brought a topic"),
                "assemblies.move_topic": _("moved a topic"),
            },
            pages={"assemblies.decision": "assemblies:decision", "assemblies.topic": "assemblies:topic"},
        )


def _register_proposals(reads: Callable[[Any], bool]) -> None:
    """Proposals, criteria and what there is to do."""
    from assemblies.selectors import duties, since, whats_new
    from assemblies.selectors.findable_proposals import register_proposals
    from assemblies.services.stances import CLOSING_ACT
    from cecosesola.ui import menu, verbs, waiting
    from federation.services import register_act

    menu.register(
        menu.Room(
            "assemblies",
            _("Meetings"),
            "messages-square",
            place=20,
            entries=[
                menu.Entry(_("Proposals"), "assemblies:proposals", "lightbulb", reads),
                menu.Entry(_("Criteria"), "assemblies:criteria", "book-open", reads),
                menu.Entry(_("What there is to do"), "assemblies:action_items", "clipboard-check", reads),
            ],
        )
    )
    waiting.register(duties.waiting_for)
    since.register_changes(whats_new.proposal_changes)
    since.register_changes(whats_new.criterion_changes)
    register_proposals()
    register_act(CLOSING_ACT)
    verbs.register(
        {
            "assemblies.propose": _("proposed something"),
            "assemblies.reword": _("worded a proposal again"),
            "assemblies.move_proposal": _("moved a proposal on"),
            "assemblies.take_stance": _("said what they think of a proposal"),
            "assemblies.ask_stance": _("asked somebody about a proposal"),
            "assemblies.work_on_objection": _("worked on an objection"),
            "assemblies.close_objection": _("closed an objection"),
            "assemblies.add_space": _("named a space that a proposal affects"),
            "assemblies.hear_in_space": _("wrote that a space heard a proposal"),
            "assemblies.proposal_travels": _("took a proposal round the spaces it affects"),
            "assemblies.make_criterion": _("wrote down a criterion"),
            "assemblies.criterion_begun": _("began to look at a criterion again"),
            "assemblies.criterion_confirmed": _("confirmed a criterion"),
            "assemblies.criterion_renewed": _("said a criterion otherwise"),
            "assemblies.criterion_retired": _("retired a criterion"),
            "assemblies.link_criterion_story": _("linked a story to a criterion"),
            "assemblies.unlink_criterion_story": _("took a story off a criterion"),
            "assemblies.promise_action": _("wrote what somebody will do"),
            "assemblies.end_action": _("wrote how something to do ended"),
        },
        pages={
            "assemblies.proposal": "assemblies:proposal",
            "assemblies.criterion": "assemblies:criterion",
        },
    )
