"""The building: wiring, settings and the kernel that every room stands on."""

from cecosesola.celery import app as celery_app

__all__ = ["celery_app"]
