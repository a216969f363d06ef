from collections.abc import Callable
from typing import Any

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
        from assemblies.selectors.panels import meetings_of
        from assemblies.services.merge_parts import SPACES
        from cecosesola.ui import menu, panels, verbs, waiting
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
        panels.register("federation.cooperative", meetings_of)
        effects.register_effects(effects.keys_given_by)
        register_running()
        _register_proposals(reads)
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
        _conduct_and_school()


def _conduct_and_school() -> None:
    """Living together, the school and how the word is shared."""
    from assemblies import policies
    from assemblies.policies import conduct, education
    from assemblies.selectors import calendar, power, since, whats_new_conduct
    from assemblies.services import redacting
    from cecosesola.ui import menu, verbs, waiting
    from federation.selectors import register_act

    workers = menu.allowed(conduct.may_raise)
    menu.register(
        menu.Room(
            "assemblies",
            _("Meetings"),
            "messages-square",
            place=20,
            entries=[
                menu.Entry(_("Living together"), "assemblies:cases", "heart-handshake", workers),
                menu.Entry(
                    _("School"), "assemblies:school", "graduation-cap", menu.allowed(education.may_see_school)
                ),
                menu.Entry(
                    _("How we share the word"), "assemblies:power", "scale", menu.allowed(policies.may_read)
                ),
            ],
        )
    )
    waiting.register(whats_new_conduct.waiting_for)
    since.register_changes(whats_new_conduct.courses_since)
    calendar.register_events(whats_new_conduct.sessions_on_calendar)
    for kind in redacting.ACTS:
        register_act(kind)
    power.register_power("topics", _("Who brings topics"), power.topics_brought)
    power.register_power("attendance", _("Who comes to the meetings"), power.attended)
    power.register_power("speaking", _("Who speaks"), power.spoke)
    power.register_power("typing", _("Who writes the acta"), power.typed)
    power.register_power("keys", _("Who holds keys"), power.keys)
    verbs.register(
        {
            "assemblies.raise_case": _("raised a reserved matter"),
            "assemblies.name_case_person": _("named somebody in a reserved matter"),
            "assemblies.end_case_part": _("ended a part in a reserved matter"),
            "assemblies.write_case": _("wrote in a reserved matter"),
            "assemblies.attest_case": _("attested in a reserved matter"),
            "assemblies.move_case": _("moved a reserved matter"),
            "assemblies.impose_measure": _("wrote a measure of a reserved matter"),
            "assemblies.lift_measure": _("lifted a measure of a reserved matter"),
            "assemblies.redact_case": _("destroyed the words of a reserved matter"),
            "assemblies.take_note_off": _("took a note without a name off"),
            "assemblies.propose_course": _("proposed a course"),
            "assemblies.offer_course": _("offered a course"),
            "assemblies.add_session": _("added a session of a course"),
            "assemblies.cancel_offer": _("cancelled an edition of a course"),
            "assemblies.enrol": _("enrolled in a course"),
            "assemblies.withdraw": _("gave a place of a course back"),
            "assemblies.tick_session": _("wrote who came to a session"),
            "assemblies.put_material": _("put a material beside a course"),
        },
        pages={"assemblies.course": "assemblies:course", "assemblies.offer": "assemblies:offer"},
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
