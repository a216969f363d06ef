"""Scheduled steps of the register, and the work that pages hand over."""

import datetime as dt

from celery import shared_task
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.jobs import step
from federation.services.acts import expire_acts
from federation.services.clients import forget_old_tokens
from federation.services.doubles import find_doubles
from federation.services.entries import forget_old
from federation.services.importing import flow


@step(
    "federation.expire_acts", every=dt.timedelta(minutes=5), help=_("Ends what no second person confirmed.")
)
def expire() -> str:
    return f"{expire_acts()} expired"


@step(
    "federation.forget_tokens",
    every=dt.timedelta(hours=1),
    help=_("Takes out the API's tokens that have ended."),
)
def forget_tokens() -> str:
    return f"{forget_old_tokens()} taken out"


@step(
    "federation.forget_logins", every=dt.timedelta(hours=24), help=_("Forgets where people logged in from.")
)
def forget() -> str:
    """Three months after they were last there. Django's own expired sessions go with them."""
    forgotten = forget_old()
    call_command("clearsessions")
    return f"{forgotten} forgotten"


@step(
    "federation.wake_imports",
    every=dt.timedelta(minutes=1),
    help=_("Goes on with files that stopped half-way into the register."),
)
def wake_imports() -> str:
    return f"{flow.wake()} woken"


@step(
    "federation.empty_imports",
    every=dt.timedelta(days=1),
    help=_("Removes the words of files that came in a month ago."),
)
def empty_imports() -> str:
    return f"{flow.empty_old()} emptied"


@step("federation.find_doubles", every=dt.timedelta(hours=6), help=_("Looks for people who are here twice."))
def find() -> str:
    return f"{find_doubles()} new pairs"


@shared_task(name=flow.GO_ON)
def go_on_import(pk: int) -> str:
    """Read or write a file from where it stopped. Run twice, the second finds nothing to do."""
    return flow.go_on(pk)
