"""What the server calls."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline_web.settings")
application = get_wsgi_application()


def _end_with_parent() -> None:
    """A server whose starter was killed must not stay behind and hold the port."""
    starter = multiprocessing.parent_process()
    if starter is not None:
        wait([starter.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


if multiprocessing.parent_process() is not None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
