"""What people do with cooperatives, certificates, newcomers and programs, in words for «What changed»."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "federation.register_cooperative": _("entered a cooperative in the register"),
    "federation.change_cooperative": _("changed what the register says of a cooperative"),
    "federation.set_contacts": _("changed whom to call at a cooperative"),
    "federation.record_joining": _("wrote that a cooperative joins the network"),
    "federation.record_leaving": _("wrote that a cooperative leaves the network"),
    "federation.issue_certificate": _("wrote a share certificate"),
    "federation.cancel_certificate": _("cancelled a share certificate"),
    "federation.leave": _("wrote that somebody left a cooperative"),
    "federation.change_area": _("moved somebody to another area"),
    "federation.introduce": _("introduced a newcomer"),
    "federation.begin_trial": _("wrote that a newcomer's trial begins"),
    "federation.beginning_admitted": _("wrote that the meeting admits a newcomer"),
    "federation.beginning_not_admitted": _("wrote that the meeting does not admit a newcomer"),
    "federation.beginning_withdrawn": _("took back the introduction of a newcomer"),
    "federation.beginning_left": _("wrote that a newcomer left the trial"),
    "federation.ask_mentor": _("asked somebody to be a mentor"),
    "federation.accept_mentoring": _("became a mentor"),
    "federation.decline_mentoring": _("could not be a mentor"),
    "federation.tick": _("ticked a line of a checklist"),
    "federation.reflect": _("wrote a reflection"),
    "federation.share_reflection": _("shared a reflection with the meeting"),
    "federation.note_reprimand": _("noted what the meeting told somebody"),
    "federation.save_checklist": _("changed the checklist of newcomers"),
    "federation.make_client": _("let a cooperative's program in, as the second person"),
    "federation.first_secret": _("made the secret of a cooperative's program"),
    "federation.new_secret": _("made a new secret for a cooperative's program"),
    "federation.revoke_client": _("revoked a cooperative's program"),
}
PAGES = {"federation.beginning": "federation:beginning", "federation.apiclient": "federation:client"}
