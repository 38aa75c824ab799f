"""Translations: merge the French parts, compile them, and check that every text has its French.

`compile` merges src/secours/locale/fr/*.po (one part per area) into LC_MESSAGES/django.mo;
`compile --pseudo` also writes build/pseudo/eo, in which every msgid stands between ⟦ and ⟧, so that a run
in that language shows each text that was never given to translation. `check` exits 1 and lists what is wrong.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
NBSP = "\u00a0"
PLURAL_FORMS = "nplurals=2; plural=(n > 1);"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
NOT_PROSE = re.compile(r"<[^>]*>|https?://\S+|%\(\w+\)[sd]|\{\w*\}|&\w+;|\d:\d\d")


class MessagesError(Exception):
    """The parts contradict each other."""


@dataclass
class Text:
    """One text shown to people and where the code says it."""

    msgid: str
    plural: str = ""
    context: str = ""
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def compile_french(root: Path = ROOT) -> Path:
    """Merge the parts and write django.mo; a part that contradicts another raises MessagesError."""
    folder = root / "src" / "secours" / "locale" / "fr"
    merged, _ = merge_parts(folder)
    return _write(merged, folder / "LC_MESSAGES" / "django.mo")


def compile_pseudo(root: Path = ROOT) -> Path:
    """A catalogue for a language called eo whose every text is its msgid between ⟦ and ⟧."""
    pseudo = Catalog(locale="eo", charset="utf-8")
    for text in extract_texts(root / "src" / "secours"):
        if text.plural:
            pseudo.add(
                (text.msgid, text.plural),
                (_wrap(text.msgid), _wrap(text.plural)),
                context=text.context or None,
            )
        else:
            pseudo.add(text.msgid, _wrap(text.msgid), context=text.context or None)
    return _write(pseudo, root / "build" / "pseudo" / "eo" / "LC_MESSAGES" / "django.mo")


def merge_parts(folder: Path) -> tuple[Catalog, dict[tuple[str, str], Path]]:
    """The merged catalogue, and for each (context, msgid) the part that has it."""
    merged = Catalog(locale="fr", charset="utf-8")
    homes: dict[tuple[str, str], Path] = {}
    for part in sorted(folder.glob("*.po")):
        for message in _messages(part):
            key = _key(message)
            known = merged.get(key[1], key[0] or None)
            if known and known.string != message.string:
                raise MessagesError(
                    f"“{key[1]}” has two French texts, in {homes[key].name} and {part.name}. Keep one."
                )
            homes.setdefault(key, part)
            merged.add(
                message.id, message.string, flags=message.flags, context=message.context, user_comments=message.user_comments
            )  # fmt: skip
    return merged, homes


def extract_texts(package: Path) -> list[Text]:
    """Every text that the package gives to translation, from Python and from templates."""
    texts: dict[tuple[str, str], Text] = {}
    for path in _sources(package):
        for line, msgid, plural, context in _extract(path):
            text = texts.setdefault((context, msgid), Text(msgid, plural, context))
            text.plural = text.plural or plural
            text.places.append(f"{path.relative_to(package)}:{line}")
    return list(texts.values())


def problems(root: Path = ROOT) -> list[str]:
    """What keeps the French from being complete and right, one sentence each."""
    package = root / "src" / "secours"
    merged, homes = merge_parts(package / "locale" / "fr")
    texts = {text.key: text for text in extract_texts(package)}
    missing = [
        f"no French: “{text.msgid}” ({text.places[0]})" for key, text in texts.items() if key not in homes
    ]
    found = [problem for message in merged if message.id for problem in _faults(message, homes, texts)]
    return missing + found


def typography(french: str) -> list[str]:
    """The rules of French typography that a text breaks."""
    prose, broken = NOT_PROSE.sub("x", french), []
    if re.search(r"\w'\w", prose):
        broken.append("straight apostrophe, write ’")
    if re.search(rf"(?<![{NBSP}\W])[;:!?](?=\s|$|[)»])| [;:!?%]", prose):
        broken.append("no U+00A0 before ; : ! ? or %")
    if re.search(rf"«(?!{NBSP})|(?<!{NBSP})»", prose):
        broken.append("no U+00A0 inside « »")
    return broken


def _faults(
    message: Message, homes: dict[tuple[str, str], Path], texts: dict[tuple[str, str], Text]
) -> Iterator[str]:
    key, where = _key(message), homes[_key(message)].name
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(strings):
        yield f"empty: “{key[1]}” ({where})"
    if message.fuzzy:
        yield f"fuzzy: “{key[1]}” ({where})"
    if key not in texts and not any("override" in comment for comment in message.user_comments):
        yield f"unused: “{key[1]}” ({where}); another package's text to replace is marked # override"
    for string in filter(None, strings):
        if _placeholders_differ(message, string):
            yield f"placeholders differ: “{string}” ({where})"
        for rule in typography(string):
            yield f"{rule}: “{string}” ({where})"


def _placeholders_differ(message: Message, string: str) -> bool:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    wanted = [set(PLACEHOLDER.findall(msgid)) for msgid in ids]
    found = set(PLACEHOLDER.findall(string))
    # A plural form may leave the number out ("one ticket"), never invent a name.
    return found not in wanted if len(ids) == 1 else not found <= set().union(*wanted)


def _sources(package: Path) -> Iterator[Path]:
    yield from (path for path in sorted(package.rglob("*.py")) if "migrations" not in path.parts)
    yield from sorted((package / "templates").rglob("*.html"))
    yield from sorted((package / "templates").rglob("*.txt"))


def _extract(path: Path) -> Iterator[tuple[int, str, str, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _templatize(source, str(path))
    for line, words, _, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        single, plural = words if isinstance(words, tuple) else (words, "")
        if single:
            yield line, single, plural, context or ""


def _templatize(source: str, origin: str) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return templatize(source, origin=origin)


def _messages(part: Path) -> Iterator[Message]:
    with part.open("rb") as file:
        yield from (
            message
            for message in read_po(file, locale="fr", charset="utf-8", abort_invalid=True)
            if message.id
        )


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", _msgid(message)


def _msgid(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def _wrap(msgid: str) -> str:
    return f"⟦{msgid}⟧"


def _write(catalog: Catalog, target: Path) -> Path:
    if catalog.locale_identifier == "fr":
        catalog.fuzzy = False
    buffer = BytesIO()
    write_mo(buffer, catalog)
    if not target.exists() or target.read_bytes() != buffer.getvalue():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(buffer.getvalue())
    return target


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Merge, compile and check the translations.")
    parser.add_argument("command", choices=["compile", "check"])
    parser.add_argument("--pseudo", action="store_true", help="also write the ⟦pseudo⟧ language, eo")
    options = parser.parse_args(arguments)
    try:
        return _check() if options.command == "check" else _compile(options.pseudo)
    except MessagesError as error:
        print(error, file=sys.stderr)
        return 1


def _compile(pseudo: bool) -> int:
    print(compile_french(), file=sys.stderr)
    if pseudo:
        print(compile_pseudo(), file=sys.stderr)
    return 0


def _check() -> int:
    found = problems()
    for problem in found:
        print(problem)
    print(f"{len(found)} to mend" if found else "every text has its French", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
