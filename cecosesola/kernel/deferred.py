"""Work for after the commit, by task name, so that a lower room can wake a job of an upper one."""

from functools import partial

from celery import current_app
from django.db import transaction


def after_commit(task: str, *args: object) -> None:
    """Send `task` with small arguments (ids) once the transaction commits. A rollback sends nothing.

    A broker that cannot be reached never breaks the request: every task only asks what is due,
    so the next minute's tick does the same work.
    """
    transaction.on_commit(partial(_send, task, args), robust=True)


def _send(task: str, args: tuple[object, ...]) -> None:
    current_app.send_task(task, args=args, retry=False)
