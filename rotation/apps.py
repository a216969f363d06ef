from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.grants import APPEND_ONLY


class RotationConfig(AppConfig):
    name = "rotation"
    verbose_name = _("Rotation")

    web_privileges = {
        "rotation_turnchange": APPEND_ONLY,
        "rotation_attendancenote": APPEND_ONLY,
        "rotation_weights": APPEND_ONLY,
    }

    def ready(self) -> None:
        from assemblies.selectors import register_effects, register_events
        from cecosesola.ui import menu, verbs, waiting
        from federation.selectors import register_citations
        from federation.services import register_merge
        from rotation import policies
        from rotation.selectors import calendar, effects, my_day
        from rotation.services import merge_parts

        reads = menu.allowed(policies.may_read)
        menu.register(
            menu.Room(
                "rotation",
                _("Rotation"),
                "refresh-cw",
                place=30,
                entries=[
                    menu.Entry(_("My turn"), "rotation:my_turn", "user-round-check", reads),
                    menu.Entry(_("The week"), "rotation:this_week", "calendar-range", reads),
                    menu.Entry(_("Time off"), "rotation:times_off", "calendar-off", reads),
                    menu.Entry(_("My year"), "rotation:my_year", "chart-pie", reads),
                    menu.Entry(_("How fair"), "rotation:fairness", "scale", reads),
                    menu.Entry(_("Posts"), "rotation:posts", "map-pin", reads),
                    menu.Entry(_("Skills"), "rotation:skills", "graduation-cap", reads),
                    menu.Entry(_("Weights"), "rotation:weights", "sliders-horizontal", reads),
                ],
            )
        )
        waiting.register(my_day.waiting_for)
        waiting.register_turns(my_day.turns_today)
        register_events(calendar.turns_on_calendar)
        register_effects(effects.weights_of)
        register_effects(effects.places_of)
        register_effects(effects.times_off_of)
        register_citations(effects.Turns(), "turn")
        register_merge(merge_parts.ROTATION)
        verbs.register(
            {
                "rotation.ask_time_off": _("asked for time off"),
                "rotation.answer_time_off": _("wrote what the meeting said of somebody's time off"),
                "rotation.take_back_time_off": _("took their time off back"),
                "rotation.ask_swap": _("asked to change a turn"),
                "rotation.swap": _("changed turns with somebody"),
                "rotation.decline_swap": _("did not change turns"),
                "rotation.take_back_swap": _("no longer asks to change a turn"),
                "rotation.stand_by": _("can be called for a week"),
                "rotation.stand_down": _("can no longer be called for a week"),
                "rotation.note_attendance": _("wrote who came"),
                "rotation.plan_roster": _("planned a week"),
                "rotation.hear_roster": _("wrote that the meeting heard a roster"),
                "rotation.publish_roster": _("published a roster"),
                "rotation.repair_roster": _("repaired a published week"),
                "rotation.keep_post": _("kept a post"),
                "rotation.place": _("wrote who stays at a post"),
                "rotation.end_place": _("wrote until when somebody stays at a post"),
                "rotation.keep_skill": _("kept a skill"),
                "rotation.qualify": _("wrote that somebody knows something"),
                "rotation.end_qualification": _("wrote until when somebody does something"),
                "rotation.begin_training": _("began to teach somebody"),
                "rotation.end_training": _("wrote how a training ended"),
                "rotation.bring_qualifications": _("brought a file of who knows what"),
                "rotation.set_weights": _("set the weights of the roster"),
            },
            pages={
                "rotation.post": "rotation:post",
                "rotation.skill": "rotation:skill",
                "rotation.turn": "rotation:turn",
                "rotation.timeoff": "rotation:time_off",
            },
        )
