"""`secours faults evaluate-recall`: one line of figures on any set, through the code that recalls past tickets."""

import json
from pathlib import Path

import pytest

from secours.cli.recall_evaluation import UnfitFile, evaluate, read_docs, read_queries

pytestmark = pytest.mark.xdist_group("meaning")

DOCS = [
    {
        "id": "a",
        "title": "Printer prints nothing",
        "text": "Restart the spooler, then print again.",
        "lang": "en",
    },
    {"id": "b", "title": "Screen stays black", "text": "Check the cable of the monitor.", "lang": "en"},
    {"id": "c", "title": "Mot de passe oublié", "text": "Ouvrez le portail des comptes.", "lang": "fr"},
    {"id": 4, "title": "", "text": "Error 0x80070005 when the update is installed", "lang": "en"},
]
QUERIES = [
    {"text": "nothing comes out of the printer", "lang": "en", "relevant": ["a"]},
    {"text": "l’écran reste noir", "lang": "fr", "relevant": ["b"], "exclude": ["c"]},
    {"text": "I forgot my password", "lang": "en", "relevant": ["c"]},
    {"text": "0x80070005", "lang": "en", "relevant": [4, "b"]},
    {"text": "nobody knows", "lang": "en", "relevant": ["elsewhere"]},
]
FIGURES = {"p_at_1", "r_at_5", "r_at_10", "mrr", "map", "p95_ms"}


@pytest.fixture
def files(tmp_path):
    def written(docs=DOCS, queries=QUERIES) -> tuple[Path, Path]:
        paths = tmp_path / "docs.jsonl", tmp_path / "queries.jsonl"
        for path, rows in zip(paths, (docs, queries), strict=True):
            lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return paths

    return written


def test_ours_and_the_baseline_are_measured(scene, meaning, files, monkeypatch):
    monkeypatch.setattr("secours.cli.recall_evaluation._analyse", lambda: None)  # not within a transaction
    docs, queries = files()
    figures = evaluate(read_docs(docs), read_queries(queries))
    assert set(figures) == {"ours", "bm25", "p95_ms"}
    assert set(figures["ours"]) == set(figures["bm25"]) == FIGURES
    assert figures["ours"]["p_at_1"] == 1.0
    assert figures["p95_ms"] == figures["ours"]["p95_ms"] > 0
    # The baseline finds the first and the last; of the others no word is shared.
    assert figures["bm25"]["p_at_1"] == 0.5
    assert 0.5 < figures["bm25"]["map"] <= figures["bm25"]["mrr"] < 1


@pytest.mark.parametrize(
    ("docs", "queries", "says"),
    [
        (["{"], QUERIES, "line 1 is no JSON"),
        ([{"id": "a"}], QUERIES, "line 1 lacks “text”"),
        ([DOCS[0], DOCS[0]], QUERIES, "two documents have the same id"),
        ([], QUERIES, "there is no document"),
        (DOCS, [], "there is no query"),
        (DOCS, [{"text": "x"}], "line 1 lacks “relevant”"),
        (DOCS, ["[1]"], "line 1 lacks “text”"),
    ],
)
def test_an_unfit_file_is_named(files, monkeypatch, docs, queries, says):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    docs_path, queries_path = files(docs, queries)
    with pytest.raises(UnfitFile, match=says):
        _ = read_docs(docs_path), read_queries(queries_path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnfitFile, match="there is no such file"):
        read_docs(tmp_path / "gone.jsonl")
