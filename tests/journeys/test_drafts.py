"""A form left before it was sent: its words wait for the person, wherever they sign in, until they are sent or discarded."""

import re
from typing import Any

ESCALATION = "/workbench/tickets/1001/escalation"
WORDS = "Tout essayé : câble, pilote, autre prise."
# Shown by its field (js/autosave.js).
SAID = "p[data-draft-status]"


def type_and_wait(page: Any, words: str) -> Any:
    """Typed, and kept once the pause has passed; gives what the server answered."""
    with page.expect_response("**/drafts/**") as answer:
        page.locator("#id_note").fill(words)
    return answer.value


def test_a_form_left_waits_with_its_words(page: Any) -> None:
    here = page("technician", ESCALATION)
    assert not here.locator(SAID).is_visible()
    assert type_and_wait(here, WORDS).status == 204
    here.locator(SAID, has_text=re.compile(r"Brouillon gardé à \d+:\d\d")).wait_for()

    # In another browser, on a phone.
    there = page("technician", ESCALATION, width=390)
    assert there.locator("#id_note").input_value() == WORDS
    there.locator(SAID, has_text="pas encore envoyé").wait_for()
    assert there.locator(SAID).evaluate("said => said.getBoundingClientRect().right <= innerWidth")

    with there.expect_response("**/drafts/**") as answer:
        there.get_by_role("button", name="Abandonner le brouillon").click()
    assert answer.value.status == 204
    assert there.locator("#id_note").input_value() == ""
    assert there.locator(SAID, has_text="pas encore envoyé").count() == 0
    there.reload()
    assert there.locator("#id_note").input_value() == ""
    assert there.get_by_role("button", name="Abandonner le brouillon").count() == 0


def test_left_without_saving_the_words_come_back(page: Any) -> None:
    """The link leaves the form as it was; what was typed is a draft, which the form says once it is open again."""
    form = page("supervisor", "/setup/standard-replies/new")
    with form.expect_response("**/drafts/**"):
        form.locator("[name=text_fr]").fill(WORDS)
    with form.expect_navigation():
        form.locator("main form a.btn-ghost").click()
    form.goto("/setup/standard-replies/new")
    assert form.locator("[name=text_fr]").input_value() == WORDS
    with form.expect_response("**/drafts/**"):
        form.get_by_role("button", name="Abandonner le brouillon").click()
    assert form.locator("[name=text_fr]").input_value() == ""


def test_too_long_it_stays_in_this_browser_and_says_why(page: Any, browsing: Any) -> None:
    form, long = page("technician", ESCALATION), "Tout essayé. " * 8000
    assert type_and_wait(form, long).status == 413
    form.locator(f"{SAID}.c-danger", has_text="la limite est").wait_for()
    form.reload()
    assert form.locator("#id_note").input_value() == long
    form.locator("#id_note").fill("")
    form.wait_for_function("() => Object.keys(localStorage).length === 0")
    assert not form.locator(SAID).is_visible()
    browsing.faults = [fault for fault in browsing.faults if "status of 413" not in fault]
