from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "federation"
    verbose_name = _("People and keys")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from cecosesola.ui import menu, verbs, waiting
        from federation import policies
        from federation.selectors import my_day
        from federation.services import entries, kinds

        # Django's own login tells of itself: however somebody comes in, the login is noted.
        user_logged_in.connect(entries.begin, dispatch_uid="federation.entries")
        kinds.register()
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
                "federation.make_code": _("made a code to choose a password"),
                "federation.activate": _("chose a password with a code"),
                "federation.set_second_factor": _("set up their second factor"),
                "federation.new_paper_codes": _("printed new paper codes"),
                "federation.use_paper_code": _("used a paper code"),
                "federation.reset_second_factor": _("forgot a second factor"),
                "federation.revoke_login": _("ended their own logins"),
                "federation.set_pin": _("chose their PIN"),
                "federation.drop_pin": _("gave up their PIN"),
                "federation.open_pin": _("opened a PIN again"),
                "federation.close_pin": _("closed a PIN after five wrong tries"),
                "federation.suspend": _("suspended"),
                "federation.lift_suspension": _("lifted a suspension"),
                "federation.found": _("founded the installation"),
                "federation.change_language": _("changed their language"),
                "federation.change_account": _("changed their own data"),
                "federation.change_password": _("changed their password"),
                "federation.ask_second": _("asked for a second person"),
                "federation.act_done": _("confirmed, as the second person"),
                "federation.act_declined": _("declined, as the second person"),
                "federation.act_withdrawn": _("took back what they had asked"),
                "federation.act_expired": _("expired without a second person"),
                "kernel.ask_again": _("asked to repeat a job"),
            },
            pages={"federation.person": "federation:person", "federation.twopersonact": "federation:act"},
        )
        waiting.register(my_day.acts_to_confirm)
        waiting.register(my_day.second_factor_lacking)
