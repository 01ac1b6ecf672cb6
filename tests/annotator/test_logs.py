"""Secrets in addresses do not reach the log."""

import io
import logging

import pytest

from annotator.logs import HideSecrets

SECRETS = ["/invitations/s3cr3t-k3y/", "/accounts/password/reset/key/1-s3cr3t-k3y/"]


@pytest.mark.parametrize("path", SECRETS)
def test_they_are_blotted_out_wherever_they_stand(path):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(HideSecrets())
    handler.setFormatter(logging.Formatter("%(message)s %(path)s %(request)s"))
    log = logging.Logger("tested")
    log.addHandler(handler)
    request = f"<WSGIRequest: GET '{path}'>"
    log.warning("Conflict: %s", path, extra={"path": path, "request": request})
    assert "s3cr3t" not in out.getvalue()
    assert out.getvalue().count("…") == 3


def test_the_site_s_own_log_hides_them(settings):
    assert settings.LOGGING["handlers"]["stdout"]["filters"] == ["hide_secrets"]
