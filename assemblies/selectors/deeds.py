"""What running a meeting tells the house: the words of its deeds."""

from django.utils.translation import gettext_lazy as _


def register_running() -> None:
    """Teach the audit's pages what is done while a meeting is held."""
    from cecosesola.ui import verbs

    verbs.register(
        {
            "assemblies.write_minutes": _("wrote in the minutes"),
            "assemblies.revise_minutes": _("said a piece of the minutes otherwise"),
            "assemblies.keep_aside": _("wrote words that are kept beside an acta"),
            "assemblies.close_concern": _("said that a concern is taken up"),
            "assemblies.treat_now": _("went on to another topic"),
            "assemblies.settle_item": _("wrote what became of a topic"),
            "assemblies.take_pen": _("took the acta"),
            "assemblies.read_back": _("began to read an acta back"),
            "assemblies.reopen": _("opened a meeting again"),
            "assemblies.attest": _("attested an acta"),
            "assemblies.agree": _("made an acta agreed, with another person"),
            "assemblies.correct_acta": _("signed a correction of an acta"),
            "assemblies.attend": _("wrote that somebody was there"),
            "assemblies.untick": _("took somebody off a list"),
            "assemblies.count_guests": _("counted who came of the community"),
            "assemblies.keep_sheet": _("kept the photograph of a signed list"),
            "assemblies.choose_turns": _("chose whether a meeting keeps turns"),
        }
    )
