from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.grants import APPEND_ONLY


class AssembliesConfig(AppConfig):
    name = "assemblies"
    verbose_name = _("Assemblies")

    # What was said is said: the web only adds to it.
    web_privileges = {
        "assemblies_hearingentry": APPEND_ONLY,
        "assemblies_briefingversion": APPEND_ONLY,
        "assemblies_blockrevision": APPEND_ONLY,
        "assemblies_asidewords": APPEND_ONLY,
        "assemblies_papersheet": APPEND_ONLY,
        "assemblies_minutecorrection": APPEND_ONLY,
    }

    def ready(self) -> None:
        from assemblies import policies, services
        from assemblies.selectors import effects, findable, finding, lent
        from assemblies.selectors.deeds import register_running
        from assemblies.services.merge_parts import SPACES
        from cecosesola.ui import menu, verbs, waiting
        from federation.selectors import register_agenda, register_citations
        from federation.services import register_merge

        reads = menu.allowed(policies.may_read)
        reads_some = menu.allowed(policies.may_read_some)
        menu.register(
            menu.Room(
                "assemblies",
                _("Meetings"),
                "messages-square",
                place=20,
                entries=[
                    menu.Entry(_("Coming"), "assemblies:meetings", "calendar-days", reads_some),
                    menu.Entry(_("Since you came"), "assemblies:since", "history", reads_some),
                    menu.Entry(_("Search"), "assemblies:search", "search", reads_some),
                    menu.Entry(_("Actas"), "assemblies:actas", "book-open-text", reads_some),
                    menu.Entry(_("Decisions"), "assemblies:decisions", "scroll-text", reads),
                    menu.Entry(_("Topics"), "assemblies:topics", "list-todo", reads),
                    menu.Entry(_("Spaces"), "assemblies:spaces", "users", reads_some),
                    menu.Entry(_("My reminders"), "assemblies:reach", "bell", reads_some),
                ],
            )
        )
        waiting.register(lent.waiting_for)
        waiting.register_news(lent.news_for)
        register_citations(lent.CITATIONS)
        register_agenda(services.bring_by_itself)
        for source in findable.SOURCES:
            finding.register_source(source)
        register_merge(SPACES)
        effects.register_effects(effects.keys_given_by)
        register_running()
        verbs.register(
            {
                "assemblies.tell_decision": _("told a decision"),
                "assemblies.hear_decision": _("wrote what a meeting answered"),
                "assemblies.bring_topic": _("brought a topic"),
                "assemblies.move_topic": _("moved a topic"),
                "assemblies.change_topic": _("said a topic better"),
                "assemblies.place_topic": _("put a topic on a meeting's agenda"),
                "assemblies.put_briefing": _("put something to read"),
                "assemblies.open_space": _("opened a space"),
                "assemblies.change_space": _("changed a space"),
                "assemblies.close_space": _("closed a space"),
                "assemblies.begin_series": _("said when a space meets"),
                "assemblies.end_series": _("ended a series of meetings"),
                "assemblies.plan_meeting": _("planned a meeting"),
                "assemblies.move_meeting": _("moved a meeting"),
                "assemblies.cancel_meeting": _("cancelled a meeting"),
                "assemblies.open_meeting": _("opened a meeting"),
                "assemblies.seal_meeting": _("closed an acta"),
                "assemblies.say_reach": _("said how to be reached"),
                "assemblies.make_calendar_key": _("made a link to their calendar"),
                "assemblies.take_calendar_key_back": _("took a link to their calendar back"),
            },
            pages={
                "assemblies.decision": "assemblies:decision",
                "assemblies.topic": "assemblies:topic",
                "assemblies.meeting": "assemblies:meeting",
                "assemblies.space": "assemblies:space",
            },
        )
