"""The ten longest functions and files, for whoever reads `make check` (house style, rule 10); too long fails."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOWN, MOST_OF_FUNCTION, MOST_OF_FILE = 10, 80, 600
Measured = tuple[int, str]


def main() -> int:
    files = sorted(
        [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    )
    functions = [one for path in files for one in functions_of(path)]
    whole = [(len(path.read_text(encoding="utf-8").splitlines()), name_of(path)) for path in files]
    return max(told("functions", functions, MOST_OF_FUNCTION), told("files", whole, MOST_OF_FILE))


def functions_of(path: Path) -> Iterator[Measured]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                (node.end_lineno or node.lineno) - node.lineno + 1,
                f"{name_of(path)}:{node.lineno} {node.name}",
            )


def told(what: str, measured: list[Measured], most: int) -> int:
    """1 when one is longer than the most that we allow."""
    longest = sorted(measured, reverse=True)[:SHOWN]
    print(f"The longest {what} (at most {most} lines):")
    for lines, name in longest:
        print(f"{lines:5} {name}")
    return int(longest[0][0] > most)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
