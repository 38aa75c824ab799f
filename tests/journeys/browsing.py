"""Pages of the cast in one Chromium: signed in once a role, watched, closed with the test."""

import re
from typing import Any

PASSWORD = "secours-demo"
_OWN = {"colleague": "en"}
# Told by Chromium about a request that a test breaks on purpose; never about our pages.
_ON_PURPOSE = re.compile(
    r"status of 422|net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)"
)


class Browsing:
    def __init__(self, chromium: Any, address: str) -> None:
        self.chromium, self.address = chromium, address
        self._states: dict[str, Any] = {}
        self._languages: dict[str, str] = {}
        self._contexts: list[Any] = []
        self.faults: list[str] = []
        self._requests: dict[Any, str] = {}  # failed, and perhaps given up: the last of each page

    def open(
        self,
        role: str = "",
        path: str = "/",
        *,
        width: int = 1440,
        language: str = "",
        theme: str = "light",
        **more: Any,
    ) -> Any:
        context = self.context(role, width=width, language=language, theme=theme, **more)
        page = context.new_page()
        page.goto(path)
        return page

    def context(
        self, role: str = "", *, width: int = 1440, language: str = "", theme: str = "light", **more: Any
    ) -> Any:
        state = self._state(role, language or _OWN.get(role, "fr")) if role else None
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 640 if width < 700 else 900},
            color_scheme=theme,
            reduced_motion="reduce",
            storage_state=state,
            **{"locale": "fr-FR", **more},
        )
        context.set_default_timeout(15_000)
        context.on("page", self._watch)
        self._contexts.append(context)
        return context

    def close_pages(self) -> None:
        """Nothing may have gone wrong unseen."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        for page in list(self._requests):
            self._keep_request(page)
        faults, self.faults = self.faults, []
        assert faults == [], "\n".join(faults)

    def _watch(self, page: Any) -> None:
        # A broken Content-Security-Policy shows as an error of the console.
        page.on("console", lambda message: self._heard(page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))

    def _heard(self, page: Any, message: Any) -> None:
        """A page left while its list was still being asked for gives the request up, which is no failure. htmx
        tells it twice, one after the other: `afterRequest`, as of any request that failed, then `sendAbort`."""
        if message.type != "error" or _ON_PURPOSE.search(message.text):
            return
        if message.text.startswith("htmx:sendAbort"):
            self._requests.pop(page, None)
        elif message.text.startswith("htmx:afterRequest"):
            self._keep_request(page)
            self._requests[page] = f"{page.url}: {message.text}"
        else:
            self.faults.append(f"{page.url}: {message.text}")

    def _keep_request(self, page: Any) -> None:
        """The one that no `sendAbort` followed did fail."""
        if told := self._requests.pop(page, ""):
            self.faults.append(told)

    def _state(self, role: str, language: str) -> Any:
        """The cookies of a role, its account speaking that language."""
        if role not in self._states:
            self._states[role] = self._sign_in(role)
        if self._languages.get(role) != language:
            self._speak(role, language)
        return self._states[role]

    def _sign_in(self, role: str) -> Any:
        """As the form does, without a page: a page costs a second of processor."""
        context = self.chromium.new_context(base_url=self.address)
        known = {"login": f"{role}@demo.example", "password": PASSWORD}
        self._send(context, "/account/login/", known)
        state = context.storage_state()
        context.close()
        return state

    def _speak(self, role: str, language: str) -> None:
        context = self.chromium.new_context(base_url=self.address, storage_state=self._states[role])
        self._send(context, "/account/language", {"language": language})
        context.close()
        self._languages[role] = language

    def _send(self, context: Any, path: str, typed: dict[str, str]) -> None:
        """A form of ours, and where it leads: not back to the sign-in."""
        shown = context.request.get("/account/login/" if path.endswith("login/") else "/account/preferences")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text())
        assert token, shown.url
        answer = context.request.post(path, form={**typed, "csrfmiddlewaretoken": token[1]})
        assert answer.ok, (path, answer.status)
        assert "/login" not in answer.url, path
