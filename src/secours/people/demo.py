"""Demo accounts: their password is in the README, so they sign in only where nobody else comes."""

DOMAIN = "demo.example"
PASSWORD = "secours-demo"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def demo_accounts_may_sign_in(*, demo: str, host: str, public_url: str) -> bool:
    """On a loopback address without SECOURS_URL, or where SECOURS_DEMO=public asks for it."""
    return demo == "public" or (host in _LOOPBACK and not public_url)
