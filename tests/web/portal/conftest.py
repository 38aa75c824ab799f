"""A person in front of the portal: opens pages, reads them, presses their buttons."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest


@dataclass
class Screen:
    """The page in front of the person. `press` sends a form as the browser would."""

    browser: Any
    response: Any = None

    def open(self, address: str, **headers: str) -> "Screen":
        self.response = self.browser.get(address, follow=True, headers=headers or None)
        return self

    def press(self, address: str, **fields: Any) -> "Screen":
        """Posts with the hidden fields of the form at that address."""
        hidden = self.hidden(address)
        self.response = self.browser.post(address, {**hidden, **fields}, follow=True)
        return self

    @property
    def html(self) -> str:
        return self.response.content.decode()

    @property
    def text(self) -> str:
        """What is read, with plain spaces."""
        body = re.sub(r"<(head|svg|script)\b.*?</\1>", " ", self.html, flags=re.S)
        words = unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ")
        return re.sub(r"\s+", " ", words)

    @property
    def address(self) -> str:
        return self.response.request["PATH_INFO"]

    @property
    def run_id(self) -> int:
        return int(re.search(r"/portal/diagnosis/(\d+)/", self.address)[1])

    def forms(self) -> dict[str, str]:
        """address → the inside of its form."""
        found = re.findall(r"<form\b([^>]*)>(.*?)</form>", self.html, flags=re.S)
        return {
            unescape(match[1]): inside
            for attributes, inside in found
            if (match := re.search(r'action="([^"]*)"', attributes))
        }

    def hidden(self, address: str) -> dict[str, str]:
        inside = self.forms().get(address, "")
        return {
            name: unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside)
        }

    def choices(self) -> list[str]:
        """The situations offered, in the order of the page; “other” and “request” among them."""
        return re.findall(r'<button class="tile" name="fault" value="([^"]+)"', self.html)

    def go_through_checks(
        self, value: str = "unknown", outcome: str = "not_fixed", most: int = 12
    ) -> list[str]:
        """Answers every check and tries every solution until something else comes; what was asked."""
        asked = []
        for _turn in range(most):
            run = f"/portal/diagnosis/{self.run_id}/" if "/diagnosis/" in self.address else ""
            title = re.search(r"<h1>(.*?)</h1>", self.html, flags=re.S)
            if run and f"{run}findings/" in self.forms():
                asked.append(unescape(title[1]))
                self.press(f"{run}findings/", value=value)
            elif run and f"{run}attempts/" in self.forms():
                asked.append(unescape(title[1]))
                self.press(f"{run}attempts/", outcome=outcome)
            else:
                break
        return asked


@pytest.fixture
def screen(sign_in: Any) -> Any:
    """`screen("requester")`: the portal as that role sees it."""
    return lambda role="requester": Screen(sign_in(role))


@pytest.fixture
def told(screen: Any) -> Any:
    """A person who has just said what is happening."""

    def tell(text: str, role: str = "requester") -> Screen:
        return screen(role).open("/portal/").press("/portal/", text=text)

    return tell
