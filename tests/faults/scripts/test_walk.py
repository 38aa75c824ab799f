"""`secours faults walk`: a flowchart walked from a terminal, without database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = {
    "name": "No picture",
    "category": "laptop",
    "problem_description": "The screen stays black.",
    "nodes": {
        "0": {"label": "Light?", "utterance": "Is the power light on?"},
        "1": {"label": "Plug", "utterance": "Plug the charger in and try again.", "terminal": True},
        "2": {"label": "Other screen?", "utterance": "Does another screen show a picture?"},
        "3": {"label": "Cable", "utterance": "Change the cable.", "terminal": True},
        "4": {"label": "Repair", "utterance": "", "terminal": True},
    },
    "edges": {"0": {"Yes": "2", "No": "1"}, "2": {"yes, it does": "3", "no": "4"}},
    "supporting_faqs": [{"id": "a", "q": "Where is the light?", "a": "Beside the lid."}],
}


def walked(script: object, lines: str, folder: Path) -> tuple[int, list[dict[str, Any]], str]:
    path = folder / "script.json"
    path.write_text(script if isinstance(script, str) else json.dumps(script))
    done = subprocess.run(
        [sys.executable, "-m", "secours", "faults", "walk", str(path), "--json"],
        input=lines, capture_output=True, text=True, check=False, env={"DATABASE_URL": "postgresql://nowhere.invalid/x",
        "SECOURS_DATA": str(folder / "never"), "PYTHONPATH": ":".join(sys.path), "LANG": "fr_FR.UTF-8"},
    )  # fmt: skip
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_each_line_is_a_walk_and_gives_one_line(tmp_path: Path) -> None:
    code, lines, complaint = walked(SCRIPT, "no\n\n YES , Yes,  it does\nyes\nyes,no\n", tmp_path)
    assert (code, complaint) == (0, "")
    assert [(line["nodes"], line["end"], line["error"]) for line in lines] == [
        (["0", "1"], "1", None),
        (["0"], None, None),
        (["0", "2", "3"], "3", None),
        (["0", "2"], None, None),
        (["0", "2", "4"], "4", None),
    ]
    assert [line["text"] for line in lines][:2] == [
        "Plug the charger in and try again.",
        "Is the power light on?",
    ]
    assert lines[4]["text"] == "Repair"  # nothing is said there: its label is
    assert not (tmp_path / "never").exists()


def test_an_answer_that_fits_no_edge_stops_there(tmp_path: Path) -> None:
    code, lines, _ = walked(SCRIPT, "yes,perhaps,no\nno,yes\n", tmp_path)
    assert code == 0
    assert [(line["nodes"], line["end"]) for line in lines] == [(["0", "2"], None), (["0", "1"], "1")]
    assert lines[0]["error"] == "« perhaps » ne convient pas ici. Répondez par : yes, it does, no."
    assert lines[1]["error"] == "Le script est terminé : « yes » est de trop."


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("{", "ce n’est pas du JSON"),
        ([], "ce n’est pas un script guidé"),
        ({**SCRIPT, "edges": {"0": {"yes": "9"}}}, "mène au nœud « 9 »"),
        ({**SCRIPT, "edges": {"0": {"yes": "2"}}}, "ici : 0, 1, 3, 4"),
        ({"nodes": {"0": {}, "1": {}}, "edges": {"0": {"a": "1"}, "1": {"b": "0"}}}, "un seul nœud"),
    ],
)
def test_a_script_that_cannot_be_walked_is_refused_in_a_sentence(
    script: object, said: str, tmp_path: Path
) -> None:
    code, lines, complaint = walked(script, "yes\n", tmp_path)
    assert (code, lines) == (2, [])
    assert said in complaint
    assert "Traceback" not in complaint
