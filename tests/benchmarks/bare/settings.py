"""A Django with next to nothing in it, on the product's own database settings.

`BENCHMARK_BARE` says how much: "" for no middleware, "session" for sessions and CSRF checks.
"""

import os

from annotator.settings import (  # noqa: F401 - settings are read by name
    ALLOWED_HOSTS,
    DATABASES,
    DEFAULT_AUTO_FIELD,
    SECRET_KEY,
)

DEBUG = False
USE_TZ = True
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = (
    [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    if os.environ.get("BENCHMARK_BARE") == "session"
    else []
)
ROOT_URLCONF = "tests.benchmarks.bare.views"
