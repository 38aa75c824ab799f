"""Signing in with the organisation's own service (OpenID Connect), when one is set."""

from typing import Any
from urllib.parse import urlparse

from secours.config import environment
from secours.config.environment import WrongSetting

# In the address that the service sends people back to: /account/oidc/main/login/callback/
PROVIDER = "main"


def openid_providers() -> dict[str, Any]:
    """As allauth takes it; empty without SECOURS_OIDC_URL, and then no way in by it exists."""
    address = environment.text("SECOURS_OIDC_URL")
    if not address:
        return {}
    client, secret = (
        environment.text("SECOURS_OIDC_CLIENT_ID"),
        environment.text("SECOURS_OIDC_CLIENT_SECRET"),
    )
    if not client or not secret:
        raise WrongSetting(
            "SECOURS_OIDC_URL is set: set SECOURS_OIDC_CLIENT_ID and SECOURS_OIDC_CLIENT_SECRET too, "
            "as the sign-in service gave them."
        )
    app = {
        "provider_id": PROVIDER,
        "name": environment.text("SECOURS_OIDC_NAME", urlparse(address).hostname or address),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": address.rstrip("/")},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def openid_origins() -> list[str]:
    """Where the form of the sign-in page leads on to: browsers hold a redirect to `form-action` too."""
    parts = urlparse(environment.text("SECOURS_OIDC_URL"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
