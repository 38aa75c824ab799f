"""A call noted where scripts do not run: each step is a page of the server."""

from typing import Any

from tests.journeys.world import DATA


def press(page: Any, button: Any) -> None:
    with page.expect_navigation():
        button.click()


def test_a_call_is_noted_without_script(page: Any) -> None:
    desk = page("technician", "/workbench/tickets/new", java_script_enabled=False)
    desk.locator("[name=text]").fill(DATA["call"])
    desk.locator("[name=who]").fill("morvan")
    press(desk, desk.locator("button[name=do][value=search]"))
    assert desk.locator("[name=text]").input_value() == DATA["call"]
    desk.get_by_label("Claire Morvan").check()
    desk.locator("[name=callback_phone]").fill("02 40 55 31 42")
    desk.locator("[name=callback_place]").fill("bureau 12")
    press(desk, desk.locator("button[name=do][value=declare]:not([tabindex])"))
    desk.wait_for_url("**/workbench/tickets/*/")
    assert "Claire Morvan" in desk.inner_text("main")
    assert "bureau 12" in desk.inner_text("main")
