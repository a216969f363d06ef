from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "federation"
    verbose_name = _("People and keys")

    def ready(self) -> None:
        from cecosesola.ui import menu, verbs, waiting
        from federation import policies
        from federation.policies.acts import register_act
        from federation.selectors import my_day
        from federation.services import merging, redacting, taking
        from federation.services.importing import flow
        from federation.services.merge_parts import PARTS

        menu.register(
            menu.Room(
                "federation",
                _("People"),
                "users-round",
                place=70,
                entries=[
                    menu.Entry(
                        _("People"), "federation:people", "users-round", menu.allowed(policies.may_see_people)
                    ),
                    menu.Entry(
                        _("Cooperatives"),
                        "federation:cooperatives",
                        "handshake",
                        menu.allowed(policies.may_see_people),
                    ),
                    menu.Entry(
                        _("Who holds keys?"),
                        "federation:keys",
                        "key-round",
                        menu.allowed(policies.may_see_keys),
                    ),
                    menu.Entry(
                        _("Twice here?"),
                        "federation:doubles",
                        "copy-check",
                        menu.allowed(policies.may_keep_register),
                    ),
                    menu.Entry(
                        _("Bring in"),
                        "federation:imports",
                        "file-up",
                        menu.allowed(policies.may_keep_register),
                    ),
                    menu.Entry(_("By two people"), "federation:acts", "handshake"),
                    menu.Entry(
                        _("What changed"),
                        "federation:changes",
                        "history",
                        menu.allowed(policies.may_see_changes),
                    ),
                ],
            )
        )
        verbs.register(
            {
                "federation.admit": _("entered into a cooperative"),
                "federation.give_mandate": _("gave a key"),
                "federation.end_mandate": _("ended a key"),
                "federation.change_language": _("changed their language"),
                "federation.change_account": _("changed their own data"),
                "federation.change_password": _("changed their password"),
                "federation.ask_second": _("asked for a second person"),
                "federation.act_done": _("confirmed, as the second person"),
                "federation.act_declined": _("declined, as the second person"),
                "federation.act_withdrawn": _("took back what they had asked"),
                "federation.act_expired": _("expired without a second person"),
                "federation.register_person": _("entered in the register"),
                "federation.change_person": _("put right what the register says of"),
                "federation.set_household": _("wrote where they live"),
                "federation.enter_household": _("entered in a household"),
                "federation.leave_household": _("took out of a household"),
                "federation.tell_apart": _("told apart two who look like one"),
                "federation.merge_person": _("joined two rows of one person"),
                "federation.part_person": _("parted what was joined"),
                "federation.redact_person": _("removed the data of, as they asked"),
                "federation.bring_file": _("brought a file"),
                "federation.import_file": _("had a file written in the register"),
                "federation.import_done": _("has in the register now all of the file"),
                "federation.leave_file": _("left a file aside"),
                "federation.take_out": _("took people's data out of the house"),
                "kernel.ask_again": _("asked to repeat a job"),
            },
            pages={"federation.person": "federation:person", "federation.twopersonact": "federation:act"},
        )
        waiting.register(my_day.acts_to_confirm)
        for part in PARTS:
            merging.register_merge(part)
        for kind in (*merging.ACTS, *redacting.ACTS, *taking.ACTS, *flow.ACTS):
            register_act(kind)
