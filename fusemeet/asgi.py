"""ASGI entry: sockets under /ws/, and everything else through Django, with bodies of a bounded size."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fusemeet.settings")
pages = get_asgi_application()

from fusemeet.bodies import BoundedBodies  # noqa: E402  (needs the apps loaded)
from fusemeet.sockets import sockets  # noqa: E402
from signaling.lifespan import SocketsAndPages  # noqa: E402

application = SocketsAndPages(pages=BoundedBodies(pages), sockets=sockets)
