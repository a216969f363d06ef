"""Scheduled steps of the register, and the work that pages hand over."""

import datetime as dt

from celery import shared_task
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from cecosesola.kernel.text import as_written
from federation.services.acts import expire_acts
from federation.services.clients import forget_old_tokens
from federation.services.doubles import find_doubles
from federation.services.entries import forget_old
from federation.services.importing import flow


@step(
    "federation.expire_acts", every=dt.timedelta(minutes=5), help=_("Ends what no second person confirmed.")
)
def expire() -> str:
    return as_written(_("acts ended: %(n)s"), n=expire_acts())


@step(
    "federation.forget_tokens",
    every=dt.timedelta(hours=1),
    help=_("Takes out the API's tokens that have ended."),
)
def forget_tokens() -> str:
    return as_written(_("tokens taken out: %(n)s"), n=forget_old_tokens())


@step(
    "federation.forget_logins", every=dt.timedelta(hours=24), help=_("Forgets where people logged in from.")
)
def forget() -> str:
    """Three months after they were last there. Django's own expired sessions go with them."""
    forgotten = forget_old()
    call_command("clearsessions")
    return as_written(_("logins forgotten: %(n)s"), n=forgotten)


@step(
    "federation.wake_imports",
    every=dt.timedelta(minutes=1),
    help=_("Goes on with files that stopped half-way into the register."),
)
def wake_imports() -> str:
    return as_written(_("files that go on: %(n)s"), n=flow.wake())


@step(
    "federation.empty_imports",
    every=dt.timedelta(days=1),
    help=_("Removes the words of files that came in a month ago."),
)
def empty_imports() -> str:
    return as_written(_("files emptied: %(n)s"), n=flow.empty_old())


@step("federation.find_doubles", every=dt.timedelta(hours=6), help=_("Looks for people who are here twice."))
def find() -> str:
    return as_written(_("new pairs: %(n)s"), n=find_doubles())


@shared_task(name=flow.GO_ON)
def go_on_import(pk: int) -> str:
    """Read or write a file from where it stopped. Run twice, the second finds nothing to do."""
    return flow.go_on(pk)
