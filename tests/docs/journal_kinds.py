"""The kinds that operations record, read from the source: they are plain strings, `noun.verb_past`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "src" / "secours"
_KIND = re.compile(r"[a-z_]+\.(?!typ$)[a-z]+(_[a-z]+)*")


def recorded_kinds() -> dict[str, str]:
    """Kind → the file that records it. A kind given through a variable counts when its noun is recorded
    elsewhere by its name, which holds for every package today."""
    direct: dict[str, str] = {}
    mentioned: dict[str, str] = {}
    for path, tree in _modules():
        named = {
            id(constant) for call in _calls(tree) if "record" in _name(call) for constant in _texts(call)
        }
        for constant in _texts(tree):
            (direct if id(constant) in named else mentioned)[str(constant.value)] = path
    nouns, faults = {kind.split(".")[0] for kind in direct}, _codes_of_faults()
    return direct | {
        kind: path for kind, path in mentioned.items() if kind.split(".")[0] in nouns and kind not in faults
    }


def _codes_of_faults() -> set[str]:
    """Written alike: site.power is a situation of the starter pack, not a kind."""
    pack = SOURCE / "packs" / "starter" / "faults.yaml"
    return set(re.findall(r"^- id: (\S+)$", pack.read_text(encoding="utf-8"), re.MULTILINE))


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name != "migrations" and "cli" not in path.parts and "web" not in path.parts:
            yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _texts(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KIND.fullmatch(node.value):
            yield node
