"""Sessions of the people in the benchmarks, without their passwords."""

from django.conf import settings
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client

from annotator.accounts.models import User


def logged_in(username: str) -> Client:
    """Return a test client with a session, speaking to the address the server has."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=username))
    return client


def headers_of(username: str) -> dict[str, str]:
    """Return what a browser would send: session, CSRF secret and its token, kind of content.

    Written by hand, since a browser keeps `Secure` cookies to itself over plain HTTP.
    """
    session = logged_in(username).cookies[settings.SESSION_COOKIE_NAME].value
    secret = "s" * CSRF_SECRET_LENGTH
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={secret}",
        "X-CSRFToken": secret,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
