"""The job processes: `celery -A cecosesola worker` and `celery -A cecosesola beat`.

Beat knows one thing: once a minute, ask every room what is due. What is due is decided by the
database, never by the hour at which the tick happens to arrive, so a stop of a day is caught up once.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cecosesola.settings")

app = Celery("cecosesola")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "tick": {"task": "cecosesola.tick", "schedule": 60.0, "options": {"expires": 55}},
}
