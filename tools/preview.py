"""Photograph templates without the product: the component page, the shells, and the drawn mockups for comparison.

    python tools/preview.py FOLDER [--mockups FOLDER_OF_MOCKUPS]

Needs playwright and Debian's Chromium. Serves on a free port of 127.0.0.1 under the product's own policy, and
says on standard error what the browser complained about: a blocked style or script is a fault.
"""

import argparse
import sys
import threading
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "secours"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
POLICY = "default-src 'self'; img-src 'self' data:"
SIZES = {"wide": (1440, 1000), "phone": (390, 844)}


def configure() -> None:
    """The least of Django that renders our templates; no database."""
    import django
    from django.conf import settings

    sys.path.insert(0, str(ROOT / "src"))
    loaders = ["django_cotton.cotton_loader.Loader", "django.template.loaders.filesystem.Loader",
               "django.template.loaders.app_directories.Loader"]  # fmt: skip
    options = {
        "loaders": loaders,
        "context_processors": ["django.template.context_processors.request"],
        "builtins": ["django_cotton.templatetags.cotton", "secours.web.templatetags.secours_ui"],
    }
    engine = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates", PACKAGE.parent],
        "OPTIONS": options,
    }
    settings.configure(
        DEBUG=True,
        SECRET_KEY="preview",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[
            "django.contrib.staticfiles",
            "django.forms",
            "django_htmx",
            "django_cotton.apps.SimpleAppConfig",
        ],
        TEMPLATES=[engine],
        FORM_RENDERER="django.forms.renderers.TemplatesSetting",
        STATIC_URL="/static/",
        STATICFILES_DIRS=[PACKAGE / "static"],
        LOCALE_PATHS=[PACKAGE / "locale"],
        LANGUAGES=[("fr", "Français"), ("en", "English")],
        LANGUAGE_CODE="fr",
        USE_I18N=True,
        MIDDLEWARE=["django.middleware.locale.LocaleMiddleware"],
    )
    django.setup()


def context(rail: bool = False) -> dict[str, Any]:
    """What secours.web gives to every page, with the people of the mockups."""
    queues = [("Mes tickets", "user-check", 7), ("Mon équipe", "users", 50), ("Non attribués", "inbox", 4),
              ("En attente", "player-pause", 9), ("En retard", "alert-triangle", 3)]  # fmt: skip
    entries = [
        {"label": label, "icon": icon, "count": n, "url": "#", "current": n == 50, "danger": n == 3}
        for label, icon, n in queues
    ]
    faces = [("Base de pannes", "stethoscope"), ("Parc", "device-desktop"), ("Pilotage", "chart-bar")]
    return {
        "me": {"name": "Inès Lambert"},
        "nav_groups": [{"label": "Files", "entries": entries}],
        "nav": [{"label": label, "icon": icon, "url": "#"} for label, icon in faces],
        "urls": {"search": "/search", "palette": "/palette", "new_ticket": "/new", "alerts": "/alerts", "queue": "/"},
        "hotline": "3000",
        "rail": rail,
        "late_text": "retard 42 min", "soon_text": "dans 18 min", "hold_text": "fournisseur",
    }  # fmt: skip


def shoot(address: str, folder: Path, names: list[str], browser: Browser) -> None:
    for name in names:
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                view = {"width": width, "height": height}
                page = browser.new_page(viewport=view, color_scheme=scheme, locale="fr-FR")  # type: ignore[arg-type]
                page.on("console", lambda message: print(f"{message.type}: {message.text}", file=sys.stderr))
                page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
                page.goto(f"{address}/{name}", wait_until="networkidle")
                target = folder / f"{name.replace('/', '-')}-{size}-{scheme}.png"
                page.screenshot(path=str(target), full_page=not name.startswith("mockup/"))
                page.close()


def mockup(path: Path) -> str:
    """A drawn page over our own style sheets, so that the two can be laid side by side."""
    links = '<link rel="stylesheet" href="/static/vendor/tabler.min.css"><link rel="stylesheet" href="/static/built/secours.css">'
    theme = '<script src="/static/js/theme.js"></script>'
    page = path.read_text(encoding="utf-8").replace('<link rel="stylesheet" href="theme.css">', theme + links)
    return page.replace('data-bs-theme="light"', "").replace(
        'class="sprite"', 'width="0" height="0" class="vh"'
    )


def answer(request: Any, name: str = "", mockups: Path | None = None) -> Any:
    from django import forms
    from django.http import HttpResponse
    from django.shortcuts import render

    if name.startswith("mockup/") and mockups:
        return HttpResponse(mockup(mockups / f"{name.removeprefix('mockup/')}.html"))
    if name == "palette":
        return HttpResponse("")

    class Sample(forms.Form):
        phone = forms.CharField(
            label="Numéro de rappel", help_text="Demandé à chaque appel.", initial="02 40 55 31 42"
        )
        mail = forms.EmailField(label="Adresse mail")
        how = forms.ChoiceField(
            label="Confirmé comment ?",
            widget=forms.RadioSelect,
            choices=[("a", "La personne le confirme"), ("b", "Pas confirmé")],
        )
        copy = forms.BooleanField(label="M’envoyer une copie", required=False)

    form = Sample({"phone": "02 40 55 31 42", "mail": "claire.morvan@saint-luc", "how": "a", "copy": "on"})
    response = render(request, f"{name}.html", context(rail="rail" in request.GET) | {"form": form})
    response["Content-Security-Policy"] = POLICY
    return response


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Each request on standard error would hide what the browser says."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mockups", type=Path, help="folder of the drawn pages, shown over our style sheets")
    parser.add_argument("--only", nargs="*", default=["setup/components", "404", "403_csrf", "500"])
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    configure()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import path

    globals()["urlpatterns"] = [path("<path:name>", answer, {"mockups": options.mockups})]
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        shoot(f"http://127.0.0.1:{server.server_port}", options.folder, options.only, browser)
        browser.close()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
