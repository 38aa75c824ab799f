"""A technician's morning without a mouse. Nothing here clicks: every act is a key."""

from typing import Any

import pytest
from tests.journeys.browsing import Browsing

WORDS = ["Mon badge n’ouvre plus la réserve", "La souris sans fil ne répond plus"]


@pytest.fixture(scope="module")
def newcomers(browsing: Browsing) -> None:
    """Two tickets of the morning."""
    for words in WORDS:
        claire = browsing.open("requester", "/portal/")
        claire.locator("#q").fill(words)
        claire.get_by_role("button", name="Continuer").press("Enter")
        claire.get_by_role("button", name="Passer et envoyer").press("Enter")
        claire.wait_for_url("**/portal/tickets/**")
    browsing.close_pages()


@pytest.fixture
def queue(page: Any, newcomers: None) -> Any:
    opened = page("technician", "/workbench/?queue=team")
    opened.locator("tr.r").nth(1).wait_for()
    return opened


def current(page: Any) -> Any:
    return page.locator("tr.cur .subj a")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def move_to(page: Any, words: str) -> None:
    rows = page.locator("tr.r").count()
    for _row in range(rows):
        press(page, "j")
        if words in current(page).inner_text():
            return
    raise AssertionError(f"J never came to “{words}”")


def test_j_and_k_move_and_enter_opens(queue: Any) -> None:
    press(queue, "j")
    first = current(queue).inner_text()
    press(queue, "j")
    assert current(queue).inner_text() != first
    assert queue.evaluate("document.activeElement.closest('tr').matches('.cur')")
    press(queue, "k")
    assert current(queue).inner_text() == first
    press(queue, "Enter")
    queue.wait_for_url("**/workbench/tickets/**")
    assert first in queue.locator("h1").inner_text()


def test_a_ticket_from_charge_to_resolution(queue: Any) -> None:
    move_to(queue, WORDS[0])
    press(queue, "Enter")
    queue.wait_for_url("**/workbench/tickets/**")
    with queue.expect_navigation():
        press(queue, "p")
    queue.locator("#tk-meta").get_by_text("Inès Lambert").wait_for()

    press(queue, "r")
    queue.locator("#reply-text:focus").wait_for()
    queue.keyboard.type("Bonjour, je regarde la réserve. r p s ?")  # letters stay letters
    press(queue, "Control+Enter")
    queue.locator("#timeline").get_by_text("Bonjour, je regarde la réserve. r p s ?").wait_for()

    press(queue, "h")
    dialog = queue.locator("dialog[open] form")
    dialog.wait_for()
    queue.wait_for_function("() => document.querySelector('dialog[open]').contains(document.activeElement)")
    dialog.locator("[name=reason]").first.focus()
    press(queue, "Space", "Control+Enter")
    queue.locator("#tk-meta").get_by_text("En attente", exact=True).wait_for()
    with queue.expect_navigation():
        press(queue, "h")  # the same key resumes
    queue.locator("#tk-meta").get_by_text("En cours", exact=True).wait_for()

    with queue.expect_navigation():
        press(queue, "s")
    queue.locator("[name=confirmed_how][value=verified]:focus").wait_for()
    press(queue, "Space")
    queue.locator("#id_text").focus()
    queue.keyboard.type("Badge réencodé.")
    with queue.expect_navigation():
        press(queue, "Control+Enter")
    queue.locator("#tk-meta").get_by_text("Résolu", exact=True).wait_for()


def test_answers_of_the_diagnosis_keep_the_keyboard_in_its_panel(queue: Any) -> None:
    """Every question has the same three answers: the focus must not go to one that is folded away."""
    move_to(queue, WORDS[1])
    press(queue, "Enter")
    # Loaded: before, the button would post its form as without script.
    queue.wait_for_url("**/workbench/tickets/**")
    queue.locator("#diagnosis [name=fault]").first.focus()
    press(queue, "Enter")
    queue.locator("#diagnosis .nbc:focus").wait_for()
    queue.locator("#diagnosis .nbc [name=value][value=no]").first.focus()
    press(queue, "Enter")
    queue.locator("#diagnosis .nbc:focus").wait_for()


def test_x_ticks_and_p_takes_what_is_ticked(queue: Any) -> None:
    move_to(queue, WORDS[1])
    number = queue.locator("tr.cur .k-no").inner_text()
    press(queue, "x")
    queue.locator("[data-bulk]").wait_for()
    press(queue, "Escape")
    queue.locator("[data-bulk]").wait_for(state="hidden")
    press(queue, "x", "p")
    queue.wait_for_load_state()
    row = queue.locator("tr.r", has_text=number).filter(has_text="Inès")
    submit = queue.locator("dialog[open] [data-submit]")
    row.or_(submit).first.wait_for()
    if submit.is_visible():
        press(queue, "Control+Enter")
    row.first.wait_for()


def test_the_palette_goes_anywhere(queue: Any) -> None:
    press(queue, "Control+k")
    queue.locator("#palette[open] input:focus").wait_for()
    queue.keyboard.type("souris")
    queue.locator("#palette [role=option]", has_text="souris").first.wait_for()
    chosen = queue.locator("#palette [aria-selected=true]")
    chosen.wait_for()
    for _line in range(12):
        if "souris" in chosen.inner_text():
            break
        press(queue, "ArrowDown")
    press(queue, "Enter")
    queue.wait_for_url("**/workbench/tickets/**")
    assert "souris" in queue.locator("h1").inner_text()


def test_question_mark_lists_the_keys_of_the_page(queue: Any) -> None:
    press(queue, "?")
    listed = queue.locator("#keys-help[open]")
    listed.wait_for()
    for words in ("se déplacer dans la liste", "ouvrir", "Prendre en charge", "toutes les touches"):
        assert words.lower() in listed.inner_text().lower()
    press(queue, "Escape")
    listed.wait_for(state="hidden")


def test_two_strokes_change_the_list(queue: Any) -> None:
    with queue.expect_navigation():
        press(queue, "g", "a")
    assert "queue=all" in queue.url
    with queue.expect_navigation():
        press(queue, "c")
    queue.wait_for_url("**/workbench/tickets/new**")


def test_an_empty_reply_keeps_the_hand_in_its_field(queue: Any) -> None:
    move_to(queue, WORDS[1])
    press(queue, "Enter")
    queue.wait_for_url("**/workbench/tickets/**")
    press(queue, "r")
    queue.locator("#reply-text:focus").wait_for()
    with queue.expect_navigation():
        press(queue, "Control+Enter")
    area = queue.locator("#reply-text:focus")
    area.wait_for()
    sentence = queue.locator(f"#{area.get_attribute('aria-describedby')}[role=alert]")
    assert "Écrivez votre message" in sentence.inner_text()
    queue.keyboard.type("nous sommes là")  # N would open a note, S the resolution
    assert area.input_value() == "nous sommes là"
    with queue.expect_navigation():
        press(queue, "Control+Enter")
    assert queue.locator("#reply-text").input_value() == ""  # what was sent is no draft any more
    written = queue.locator("article.msg:focus")
    assert "nous sommes là" in written.inner_text()
    assert written.evaluate("it => it.getBoundingClientRect().top < innerHeight")
    press(queue, "r")
    queue.locator("#reply-text:focus").wait_for()


def test_a_refused_dialog_keeps_the_hand_in_its_field(queue: Any) -> None:
    move_to(queue, WORDS[1])
    press(queue, "Enter")
    queue.wait_for_url("**/workbench/tickets/**")
    press(queue, "l")
    queue.locator("dialog[open] [name=other]:focus").wait_for()
    queue.keyboard.type("T-999999")
    press(queue, "Control+Enter")
    field = queue.locator("dialog[open] [name=other][aria-invalid=true]:focus")
    field.wait_for()
    described = field.get_attribute("aria-describedby").split()[-1]
    assert queue.locator(f"#{described}").inner_text()
    press(queue, "Escape")
    queue.locator("dialog[open]").wait_for(state="hidden")


def test_one_escape_closes_the_palette(queue: Any) -> None:
    press(queue, "Control+k")
    queue.locator("#palette[open] input:focus").wait_for()
    queue.keyboard.type("souris")
    press(queue, "Escape")
    queue.locator("#palette").wait_for(state="hidden")


def test_a_call_is_solved_on_one_screen(page: Any) -> None:
    call = page("technician", "/workbench/tickets/new")
    call.locator("[name=who]:focus").wait_for()
    call.keyboard.type("petit")
    press(call, "Enter")  # before the list has come: it is waited for
    call.locator("#id_text:focus").wait_for()
    assert call.locator("[name=person]:checked").count() == 1
    call.keyboard.type("Le scanner ne répond plus")
    press(call, "Alt+x")
    call.locator("#id_remedy:focus").wait_for()
    call.keyboard.type("Câble rebranché")
    with call.expect_navigation():
        press(call, "Control+Enter")
    assert "déclaré et résolu" in call.locator("#toasts").inner_text()
    call.locator("[name=who]:focus").wait_for()  # the next call can come


def test_the_keys_of_a_call_go_where_they_say(page: Any) -> None:
    call = page("technician", "/workbench/tickets/new")
    call.keyboard.type("morvan")
    call.locator("#people [name=person]").first.wait_for()
    press(call, "ArrowDown")
    call.locator("[name=person]:checked:focus").wait_for()
    press(call, "Escape")
    call.locator("[name=who]:focus").wait_for()
    press(call, "Alt+w")
    call.locator("#id_new_name:focus").wait_for()
    press(call, "Alt+x")
    call.locator("#id_remedy:focus").wait_for()
    press(call, "Alt+d")  # nothing is written yet: the first field that lacks
    call.wait_for_function("() => document.activeElement.matches('[required]')")
    press(call, "Alt+g")
    call.wait_for_function("() => document.activeElement.matches('[required]')")


def test_a_caller_joins_the_known_incident_with_one_key(page: Any) -> None:
    call = page("technician", "/workbench/tickets/new")
    call.keyboard.type("clarke")
    press(call, "Enter")
    call.locator("#id_text:focus").wait_for()
    call.keyboard.type("imprimante ")
    assert call.locator("#id_text").input_value() == "imprimante "
    call.locator("[name=person]:checked").focus()
    press(call, "i", "t", "g", "d")  # plain letters do nothing while the form is being filled
    assert call.url.endswith("/workbench/tickets/new")
    with call.expect_navigation():
        press(call, "Alt+i")
    assert "Rattaché" in call.locator("#toasts").inner_text()
