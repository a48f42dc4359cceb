"""WSGI entry: pages and REST in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fusemeet.settings")
application = get_wsgi_application()
