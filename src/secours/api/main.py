"""API v1: the second door to the same operations."""

from ninja import NinjaAPI

api = NinjaAPI(title="Secours", version="1", urls_namespace="api", docs_url=None)
