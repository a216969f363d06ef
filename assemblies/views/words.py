"""The sentences that the writing page takes along, in its language, for when it has no line."""

from django.utils.translation import gettext as _


def words_for_phone() -> dict[str, str]:
    return {
        "kept": _("kept on this phone"),
        "sent": _("sent"),
        "sending": _("sending…"),
        "refused": _("not taken"),
        "again": _("Send it again"),
        "drop": _("Take it off this phone"),
        "sureDrop": _("These words are nowhere else. Take them off this phone?"),
        "allSent": _("everything sent"),
        "waiting": _("{n} kept on this phone"),
        "login": _("Log in again to send what is kept on this phone."),
        "full": _("This phone has no room left. Copy your words before you close the page."),
        "current": _("Treat another topic now"),
        "outcome": _("What became of a topic"),
        "close": _("A concern is taken up"),
        "attend": _("Somebody is there"),
        "revise": _("Said otherwise"),
        "takenOut": _("Taken out"),
        "from": _("As it was when the line went. What you write is kept."),
    }
