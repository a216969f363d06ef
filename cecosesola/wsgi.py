"""The web process: `gunicorn cecosesola.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cecosesola.settings")

application = get_wsgi_application()
