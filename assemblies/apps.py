from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssembliesConfig(AppConfig):
    name = "assemblies"
    verbose_name = _("Assemblies")

    def ready(self) -> None:
        from assemblies import policies, services
        from assemblies.selectors.deeds import register_running
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
        register_running()
        verbs.register(
            {
                "assemblies.tell_decision": _("told a decision"),
                "assemblies.hear_decision": _("wrote what a meeting answered"),
                "assemblies.bring_topic": _("brought a topic"),
                "assemblies.move_topic": _("moved a topic"),
            },
            pages={"assemblies.decision": "assemblies:decision", "assemblies.topic": "assemblies:topic"},
        )
