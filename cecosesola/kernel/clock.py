"""The one clock. Code asks here, so that a test can stop time in one place."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today's date in Caracas."""
    return timezone.localdate()
