"""How the workbench answers: the same address gives a page, or for htmx the dialog of that page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from secours.web.workbench.frame import frame


def dialog(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The form in a native dialog for htmx; otherwise on a page of its own, which needs no script."""
    if request.headers.get("HX-Request"):
        return render(request, "workbench/_dialog.html", {**context, "body": template}, status=status)
    return render(
        request,
        "workbench/form.html",
        {**frame(request, rail=True), **context, "body": template},
        status=status,
    )


def answered(request: HttpRequest, url: str) -> HttpResponse:
    """Done: go there. htmx is told by a header, since it would follow a redirect silently."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
