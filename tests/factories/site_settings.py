"""The site's settings for tests: its own folder, no second server, nothing slow on purpose."""

from __future__ import annotations

import os
import tempfile

os.environ["PLUMBLINE_DATA"] = tempfile.mkdtemp(prefix="plumbline-tests-")
os.environ["PLUMBLINE_SECRET"] = "a secret of the tests alone, worth nothing anywhere"
os.environ["PLUMBLINE_URL"] = "http://127.0.0.1:8000"

from plumbline_web.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SECOND_FACTOR = "optional"
