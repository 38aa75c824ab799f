"""Public sets as `secours faults evaluate-recall` reads them: `python benchmarks/recall/sets.py FOLDER [DATA]`.

DATA (../shared/data/recall unless told) holds stackfaq, gnome-help-fr-en and gitbugs-seamonkey, their dev parts; FOLDER
gets NAME.docs.jsonl and NAME.queries.jsonl of each. Nothing of them belongs to this repository.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]
_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "recall"


def main(folder: Path, data: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, docs, queries in (_stackfaq(data), *_gnome(data), _seamonkey(data)):
        for part, rows in (("docs", docs), ("queries", queries)):
            lines = (json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{name}.{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(docs)} documents, {len(queries)} queries")


def _stackfaq(data: Path) -> tuple[str, Rows, Rows]:
    docs = json.loads((data / "stackfaq/docs.json").read_text(encoding="utf-8"))
    queries = json.loads((data / "stackfaq/dev/queries.json").read_text(encoding="utf-8"))
    return (
        "stackfaq",
        [_doc(doc["id"], doc["title"], "\n".join(doc["answers"]), "en") for doc in docs],
        [_query(query["text"], "en", [query["relevant"]]) for query in queries],
    )


def _gnome(data: Path) -> Iterator[tuple[str, Rows, Rows]]:
    """Title and body are the document, its description the query, in the four ways of two languages."""
    with gzip.open(data / "gnome-help-fr-en/pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    dev = set(json.loads((data / "gnome-help-fr-en/queries-dev.json").read_text(encoding="utf-8")))
    asked = [page for page in pages if page["id"] in dev]
    for said in ("fr", "en"):
        for written in ("fr", "en"):
            docs = [
                _doc(page["id"], page[written]["title"], page[written]["body"], written) for page in pages
            ]
            told = [page for page in asked if page[said]["desc"]]
            yield f"gnome-{said}-{written}", docs, [_query(p[said]["desc"], said, [p["id"]]) for p in told]


def _seamonkey(data: Path) -> tuple[str, Rows, Rows]:
    """Reports that were found to be duplicates: each finds its others, without itself."""
    bugs = {row["Issue id"]: row for row in _table(data / "gitbugs-seamonkey/SeaMonkey_bugs.csv")}
    pairs: dict[str, set[str]] = {}
    for row in _table(data / "gitbugs-seamonkey/SeaMonkey_bugs-combined.csv"):
        one = row["Issue id"]
        for other in (name.strip() for name in row["Duplicate id"].replace(";", ",").split(",")):
            if one in bugs and other in bugs and one != other:
                pairs.setdefault(one, set()).add(other)
                pairs.setdefault(other, set()).add(one)
    return (
        "seamonkey",
        [_doc(number, bug["Summary"], bug["Description"], "en") for number, bug in bugs.items()],
        [
            _query(f"{bugs[one]['Summary']}\n{bugs[one]['Description']}", "en", sorted(others))
            | {"exclude": [one]}
            for one, others in sorted(pairs.items())
        ],
    )


def _table(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _doc(number: str, title: str, text: str, language: str) -> dict[str, Any]:
    return {"id": number, "title": title, "text": text, "lang": language}


def _query(text: str, language: str, relevant: list[str]) -> dict[str, Any]:
    return {"text": text, "lang": language, "relevant": relevant}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else _SHARED)
