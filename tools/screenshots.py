"""The tour of docs/screens: one journey through the running product, photographed.

    .venv/bin/python tools/screenshots.py [--at ADDRESS] [--into FOLDER]

Starts `secours run` with a new demo world in a temporary folder (or uses the one at ADDRESS, which must be
fresh), walks as each person of the cast in Debian's Chromium, and writes PNGs and their
list in README.md. A page that answers with an error stops the tour: no broken page is ever photographed.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
PASSWORD = "secours-demo"
PRINTER = "IMP-2E-03"
SAID = {
    "fr": "l’imprimante du deuxième n’imprime plus",
    "en": "the second floor printer stopped printing",
}
PHONE, DESK = (390, 844), (1440, 900)
MOST_BYTES = 6_000_000
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_START_SECONDS = 600


class BrokenPage(Exception):
    """A page of the tour that answered with an error, or is not as the tour expects."""


class Tour:
    """`shown`: what was photographed, in order: (file name, caption)."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.shown: list[tuple[str, str]] = []

    def sign_in(self, role: str, size: tuple[int, int], *, dark: bool = False) -> Page:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB" if role == "colleague" else "fr-FR",
            timezone_id="Europe/Paris",
        )
        page = context.new_page()
        page.on("response", _refuse_failures)
        self.go(page, "/account/login/")
        page.fill("[name=login]", f"{role}@demo.example")
        page.fill("[name=password]", PASSWORD)
        press(page, "form button.btn-primary")
        if "/account/login" in page.url:
            raise BrokenPage(f"{role} cannot sign in: is this a demo world?")
        return page

    def go(self, page: Page, path: str) -> None:
        answer = page.goto(self.address + path)
        if answer is None or answer.status >= 400:
            raise BrokenPage(f"{path} answers {answer.status if answer else 'nothing'}")

    def shoot(self, page: Page, name: str, caption: str, *, whole: bool = False) -> None:
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(400)
        page.mouse.move(0, 0)
        path = self.folder / f"{name}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")
        self.shown.append((path.name, caption))
        print(f"  {path.name} ({path.stat().st_size // 1000} KB)", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", help="a product that runs already, with a fresh demo world")
    parser.add_argument("--into", type=Path, default=SCREENS)
    chosen = parser.parse_args()
    chosen.into.mkdir(parents=True, exist_ok=True)
    try:
        with product(chosen.at) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
            tour = Tour(browser, address, chosen.into)
            walk(tour)
            browser.close()
    except BrokenPage as broken:
        print(f"Not photographed: {broken}", file=sys.stderr)
        return 1
    return finish(tour)


def walk(tour: Tour) -> None:
    technician = tour.sign_in("technician", DESK)
    tour.shoot(technician, "queue-fr-1440", "La file de l’équipe")
    number = declare_and_not_helped(tour)
    technician_handles(tour, technician, number)
    second = colleague_declares(tour)
    technician_meets_it_again(tour, technician, number, second)
    other_faces(tour)
    on_a_telephone_and_in_the_dark(tour, number)
    in_english(tour, technician, number)


def declare_and_not_helped(tour: Tour) -> int:
    page = tour.sign_in("requester", PHONE)
    tour.shoot(page, "portal-fr-390", "Le portail : une question")
    page.fill("#q", SAID["fr"])
    page.wait_for_timeout(900)
    press(page, "#ask button.btn-primary")
    tour.shoot(page, "portal-situations-fr-390", "« Est-ce que c’est ça ? »")
    choose_printer_fault(page)
    offer_printer(page)
    tour.shoot(page, "portal-opening-fr-390", "Les questions communes à tout incident")
    press(page, "#opening button.btn-primary")
    answer_until_handover(tour, page)
    if page.locator("#send").count():
        tour.shoot(page, "portal-handover-fr-390", "Ce que les techniciens liront")
        press(page, "#send button.btn-primary")
    tour.shoot(page, "portal-sent-fr-390", "Envoyé : rien ne sera redemandé")
    return number_in(page)


def answer_until_handover(tour: Tour, page: Page) -> None:
    """The first question and the first remedy are photographed; nothing helps."""
    seen: set[str] = set()
    for _ in range(12):
        kind = next((kind for kind in ("findings", "attempts") if page.locator(_form(kind)).count()), "")
        if not kind:
            return
        if kind not in seen:
            caption = "Une vérification à la fois" if kind == "findings" else "Une solution à essayer"
            name = "check" if kind == "findings" else "remedy"
            tour.shoot(page, f"portal-{name}-fr-390", caption)
        seen.add(kind)
        value = "no" if kind == "findings" else "not_fixed"
        press(page, f"{_form(kind)} button[value={value}]")
    raise BrokenPage("the guided checks do not end")


def technician_handles(tour: Tour, page: Page, number: int) -> None:
    page.wait_for_timeout(2500)  # it announces itself, the list does not move
    tour.shoot(page, "queue-news-fr-1440", "Le ticket s’annonce dans la file")
    ticket = f"/workbench/tickets/{number}/"
    tour.go(page, ticket)
    set_printer(page, ticket, tour)
    tour.shoot(page, "ticket-fr-1440", "Le ticket et son volet de diagnostic")
    press(page, "#panel form[action$='/attempts'] button.btn-sm >> nth=0")
    page.locator("#panel button[value=fixed]").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    tour.shoot(page, "ticket-applied-fr-1440", "La solution est appliquée : remarche-t-il ?")
    press(page, "#panel button[value=fixed]")
    tour.go(page, f"{ticket}resolution")
    page.check("input[name=confirmed_how][value=user]")
    page.evaluate("scrollTo(0, 0)")
    tour.shoot(page, "resolution-fr-1440", "Résoudre : origine, remède, confirmation")
    press(page, "form button[data-submit]")
    tour.go(page, f"{ticket}assessment/")
    press(page, ".banner form button.btn-primary")
    tour.go(page, f"{ticket}assessment/")  # without the toast, which would hide some of it
    tour.shoot(page, "assessment-fr-1440", "Le bilan, écrit d’après le journal", whole=True)
    with page.expect_download() as download:
        page.click("a[download]:visible")
    pdf = Path(download.value.path()).read_bytes()
    if not pdf.startswith(b"%PDF-") or len(pdf) < 5000:
        raise BrokenPage("the PDF of the assessment is no PDF")


def colleague_declares(tour: Tour) -> int:
    page = tour.sign_in("colleague", PHONE)
    tour.shoot(page, "portal-en-390", "The portal in English")
    page.fill("#q", SAID["en"])
    page.wait_for_timeout(900)
    press(page, "#ask button.btn-primary")
    tour.shoot(page, "portal-met-today-en-390", "The colleague is told: already met here today, put right")
    choose_printer_fault(page)
    offer_printer(page)
    press(page, "#opening button.btn-primary")
    tour.shoot(page, "portal-met-check-en-390", "… and is reminded at the first check")
    press(page, ".esc button, .esc a.btn >> nth=0")
    if page.locator("#send").count():
        press(page, "#send button.btn-primary")
    return number_in(page)


def technician_meets_it_again(tour: Tour, page: Page, first: int, second: int) -> None:
    ticket = f"/workbench/tickets/{second}/"
    tour.go(page, ticket)
    set_printer(page, ticket, tour)
    same = page.locator("#panel .same")
    if not same.count() or f"T-{first}" not in same.inner_text():
        raise BrokenPage(f"T-{second} does not say that it is the same fault as T-{first}")
    tour.shoot(page, "ticket-same-fault-fr-1440", f"Même panne que T-{first}")


def other_faces(tour: Tour) -> None:
    page = tour.sign_in("technician", DESK)
    for path, name, caption in (
        ("/faults/", "faults-fr-1440", "La base de pannes"),
        ("/faults/107/", "fault-fr-1440", "Une fiche de panne"),
        ("/equipment/", "equipment-fr-1440", "Le parc"),
    ):
        tour.go(page, path)
        tour.shoot(page, name, caption)
    page = tour.sign_in("supervisor", DESK)
    tour.go(page, "/oversight/")
    tour.shoot(page, "oversight-fr-1440", "Pilotage : chaque chiffre mène à ses tickets")
    page = tour.sign_in("admin", DESK)
    tour.go(page, "/setup/")
    tour.shoot(page, "setup-fr-1440", "Administration : les étapes jusqu’au premier ticket")


def on_a_telephone_and_in_the_dark(tour: Tour, number: int) -> None:
    page = tour.sign_in("technician", PHONE)
    tour.shoot(page, "queue-fr-390", "La file sur un téléphone")
    tour.go(page, f"/workbench/tickets/{number}/")
    tour.shoot(page, "ticket-fr-390", "Le ticket sur un téléphone")
    page = tour.sign_in("technician", DESK, dark=True)
    tour.shoot(page, "queue-dark-fr-1440", "La file, thème sombre")
    tour.go(page, f"/workbench/tickets/{number}/")
    tour.shoot(page, "ticket-dark-fr-1440", "Le ticket, thème sombre")
    page = tour.sign_in("requester", PHONE, dark=True)
    tour.shoot(page, "portal-dark-fr-390", "Le portail, thème sombre")


def in_english(tour: Tour, page: Page, number: int) -> None:
    """The last: it changes the technician's own language."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    address = f"{tour.address}/account/language"
    answer = page.request.post(
        address, form={"language": "en", "next": "/"}, headers={"X-CSRFToken": token, "Referer": address}
    )
    if answer.status >= 400:
        raise BrokenPage(f"the language cannot be changed: {answer.status}")
    tour.go(page, "/workbench/")
    tour.shoot(page, "queue-en-1440", "The queue in English")
    tour.go(page, f"/workbench/tickets/{number}/")
    tour.shoot(page, "ticket-en-1440", "The ticket in English")


def choose_printer_fault(page: Page) -> None:
    press(page, "form[action$='/situation/'] button.tile[name=fault]:not([value=other]) >> nth=0")


def offer_printer(page: Page) -> None:
    """The printer of the ward, when the page offers it; else a technician names it."""
    choice = page.locator("#opening label.choice", has_text=PRINTER)
    if choice.count():
        choice.click()
    else:
        print(f"  {PRINTER} is not offered to someone of its ward", file=sys.stderr)


def set_printer(page: Page, ticket: str, tour: Tour) -> None:
    if PRINTER in page.locator("#facts").inner_text():
        return
    tour.go(page, f"{ticket}qualification")
    page.fill("#id_device", PRINTER)
    press(page, "form:has(#id_device) button.btn-primary")
    tour.go(page, ticket)


def press(page: Page, selector: str) -> None:
    page.click(selector)
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)  # a fragment may still be swapped in


def number_in(page: Page) -> int:
    found = re.search(r"/tickets/(\d+)/", page.url)
    if found is None:
        raise BrokenPage(f"no ticket was made: {page.url}")
    return int(found[1])


def _form(kind: str) -> str:
    return f"form[action$='/{kind}/']"


def _refuse_failures(response: Response) -> None:
    if response.status >= 500:
        raise BrokenPage(f"{response.url} answers {response.status}")


@contextmanager
def product(address: str | None) -> Iterator[str]:
    if address:
        yield address.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="secours-tour-") as folder:
        port = _free_port()
        environment = {**os.environ, "SECOURS_DATA": folder, "SECOURS_PORT": str(port), "SECOURS_DEMO": "1"}
        for name in ("DATABASE_URL", "SECOURS_URL", "SECOURS_EVENTS_PORT"):
            environment.pop(name, None)
        command = [sys.executable, "-m", "secours", "run"]
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=sys.stderr)
        try:
            yield _wait(process, f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", address: str) -> str:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return address
        except OSError:
            time.sleep(0.3)
    raise BrokenPage("`secours run` did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def finish(tour: Tour) -> int:
    """Screens of earlier tours go; the READMEs of the project name some of these (tests/docs follows links)."""
    names = [name for name, _ in tour.shown]
    for path in tour.folder.glob("*.png"):
        if path.name not in names:
            path.unlink()
    lines = [f"### {caption}\n\n![{caption}]({name})\n" for name, caption in tour.shown]
    _replace(tour.folder / "README.md", "tour", "\n".join(lines))
    total = sum((tour.folder / name).stat().st_size for name in names)
    print(json.dumps({"screens": len(names), "bytes": total}))
    return 0 if total <= MOST_BYTES else 1


def _replace(path: Path, mark: str, text: str) -> None:
    if path.is_file():
        start, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
        before, _, rest = path.read_text(encoding="utf-8").partition(start)
        path.write_text(f"{before}{start}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
