"""Every address of the workbench × role: only staff, and only those who serve may act."""

import pytest
from django.urls import URLPattern, URLResolver

from secours.web.workbench.urls import urlpatterns


def addresses(patterns=urlpatterns, prefix=""):
    """Every address with plausible values in it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def filled(route, number):
    for part, value in (
        ("<int:number>", number), ("<int:person_id>", 1), ("<int:view_id>", 1), ("<int:other>", 1), ("<int:task_id>", 1),
        ("<int:message_id>", 1), ("<int:approval_id>", 1),
        ("<slug:name>", "hold"), ("<str:language>", "fr"),
    ):  # fmt: skip
        route = route.replace(part, str(value))
    assert "<" not in route, f"{route}: give its part a value here"
    return f"/workbench/{route}"


ROUTES = sorted(set(addresses()))
# The assessment is given to the requester's own organisation: its owner tests who reads the PDF.
SHARED = ("assessment",)


@pytest.mark.parametrize("route", [route for route in ROUTES if not any(part in route for part in SHARED)])
def test_nobody_but_staff(sign_in, declare, route):
    url = filled(route, declare().number)
    for role in ("requester", "client", "outsider"):
        for method in ("get", "post"):
            assert getattr(sign_in(role), method)(url).status_code in (403, 405)


@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_signs_in_first(client, declare, route):
    answer = client.get(filled(route, declare().number))
    assert answer.status_code in (302, 405)
    assert answer.status_code == 405 or "/account/login/" in answer.headers["Location"]


def test_the_refusal_says_where_to_go(sign_in):
    html = sign_in("requester").get("/workbench/").content.decode()
    assert "Mon assistance" in html


@pytest.mark.parametrize("url", ["/workbench/", "/workbench/palette?q=x", "/workbench/filters"])
def test_staff_who_do_not_serve_read(sign_in, url):
    assert sign_in("manager").get(url).status_code == 200


@pytest.mark.parametrize("url", ["/workbench/tickets/new", "/workbench/views", "/workbench/bulk/hold?t=1"])
def test_staff_who_do_not_serve_do_not_act(sign_in, url):
    assert sign_in("manager").get(url).status_code == 403
