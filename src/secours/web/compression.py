"""Text travels compressed; what is compressed already (fonts, photos, PDF) and downloads do not pay for it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
)


class CompressionMiddleware(GZipMiddleware):
    """Against guessing a secret by the length of pages (BREACH): no page repeats a secret beside words of its
    address unmasked (Django masks the form token anew each time), and each length is blurred at random.

    Style sheets and scripts that the build compressed come with their encoding and pass untouched.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind not in _TEXT or response.headers.get("Content-Disposition", "").startswith("attachment"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
