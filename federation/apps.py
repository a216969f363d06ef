from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.grants import APPEND_ONLY


class FederationConfig(AppConfig):
    name = "federation"
    verbose_name = _("People and keys")

    web_privileges = {"federation_reprimand": APPEND_ONLY}

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from cecosesola.ui import menu, verbs, waiting
        from federation import policies
        from federation.policies import beginnings as beginning_rules
        from federation.policies import memory, support
        from federation.policies.acts import register_act
        from federation.selectors import my_day, words
        from federation.services import entries, kinds, merging, redacting, taking
        from federation.services.clients import CLIENT_ACT
        from federation.services.importing import flow
        from federation.services.merge_parts import PARTS

        register_act(CLIENT_ACT)

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
                        _("Who is beginning"),
                        "federation:beginnings",
                        "sprout",
                        menu.allowed(beginning_rules.may_see_beginnings),
                    ),
                    menu.Entry(_("Certificates"), "federation:certificates", "scroll-text"),
                    menu.Entry(
                        _("Who holds keys?"),
                        "federation:keys",
                        "key-round",
                        menu.allowed(policies.may_see_keys),
                    ),
                    menu.Entry(
                        _("What we remember"),
                        "federation:journal",
                        "book-heart",
                        menu.allowed(memory.may_read_journal),
                    ),
                    menu.Entry(
                        _("Brigades"),
                        "federation:brigades",
                        "hand-heart",
                        menu.allowed(support.may_see_support),
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
                "federation.tell_story": _("told for the journal"),
                "federation.correct_story": _("corrected in the journal"),
                "federation.withdraw_story": _("withdrew from the journal"),
                "federation.put_photo": _("put a photograph in the journal"),
                "federation.take_photo_down": _("took a photograph down"),
                "federation.link_story": _("named somebody in a story"),
                "federation.unlink_story": _("un-named somebody in a story"),
                "federation.enter_home": _("wrote down a home"),
                "federation.change_home": _("looked at a home again"),
                "federation.end_support": _("ended the support of a home"),
                "federation.plan_round": _("planned a support round"),
                "federation.plan_deliveries": _("shared out a support round"),
                "federation.delivery_done": _("brought support"),
                "federation.delivery_missed": _("could not bring support"),
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
            pages={
                "federation.person": "federation:person",
                "federation.twopersonact": "federation:act",
                "federation.journalentry": "federation:story",
                "federation.supportround": "federation:round",
            },
        )
        verbs.register(words.VERBS, pages=words.PAGES)
        waiting.register(my_day.acts_to_confirm)
        waiting.register(my_day.beginnings_waiting)
        waiting.register(my_day.rounds_to_bring)
        waiting.register_news(my_day.remembered_today)
        waiting.register(my_day.second_factor_lacking)
        for part in PARTS:
            merging.register_merge(part)
        for kind in (*merging.ACTS, *redacting.ACTS, *taking.ACTS, *flow.ACTS):
            register_act(kind)
