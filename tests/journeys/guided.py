"""The portal's guided way, step by step, whatever the language: it looks at forms, never at words."""

from collections.abc import Iterator
from typing import Any

MOST_STEPS = 12


def walk(page: Any, words: str) -> Iterator[str]:
    """From a page that shows the question to the ticket as it was sent; stops at each step and gives its name."""
    page.locator("#q").fill(words)
    _send(page, "#ask button.btn-primary")
    yield "situation"
    _send(page, "button[name=fault]:not([value=other]):not([value=request])")
    yield "opening"
    _send(page, "#opening button.btn-primary")
    for _step in range(MOST_STEPS):
        if page.locator("#send").count():
            break
        is_check = page.locator("button[name=value]").count()
        yield "check" if is_check else "remedy"
        _send(
            page, "button[name=value][value=unknown]" if is_check else "button[name=outcome][value=not_fixed]"
        )
    yield "escalation"
    _send(page, "#send button.btn-primary")
    yield "sent"


def mend(page: Any, words: str) -> Iterator[str]:
    """The other end: left, taken up again, and it works."""
    steps = walk(page, words)
    while next(steps) not in ("check", "remedy"):
        pass
    page.evaluate(
        """async () => { const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        await fetch(`${location.pathname}departure/`, { method: "POST", headers: { "X-CSRFToken": token } }) }"""
    )
    page.reload()
    yield "left"
    if page.locator("form[action$='/resumption/']").count():
        _send(page, "form[action$='/resumption/'] button")
    _send(page, "form[action$='/solution/'] button")
    yield "solved"


def _send(page: Any, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()
