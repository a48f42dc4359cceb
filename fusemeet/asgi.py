"""ASGI entry: sockets under /ws/, and everything else through Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fusemeet.settings")
pages = get_asgi_application()

from fusemeet.sockets import sockets  # noqa: E402  (needs the apps loaded)
from signaling.lifespan import SocketsAndPages  # noqa: E402

application = SocketsAndPages(pages=pages, sockets=sockets)
