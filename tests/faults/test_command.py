"""`secours faults load` and `recall`: JSON lines that people script."""

import json
from io import StringIO

import pytest
from tests.faults.test_load_pack import SMALL

from secours.cli.faults import load_files, recall_texts


def lines(out):
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_load_says_one_line_a_file(scene, tmp_path, monkeypatch):
    monkeypatch.setattr("secours.faults.recall.indexing.embed", lambda texts, patience=0.0: None)
    good, wrong, gone = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"
    good.write_text(SMALL, encoding="utf-8")
    wrong.write_text("faults: []", encoding="utf-8")
    out = StringIO()
    assert load_files([str(good), str(wrong), str(gone)], None, out) == 1
    said = lines(out)
    assert [line["verdict"] for line in said] == ["loaded", "refused", "refused"]
    assert (said[0]["file"], said[0]["added"], said[0]["kept"]) == (str(good), 1, 0)
    assert said[2]["reason"] == "there is no such file"


def test_load_for_an_organisation_that_is_not_there(scene, tmp_path):
    out = StringIO()
    assert load_files([str(tmp_path / "a.yaml")], "Personne", out) == 2
    assert out.getvalue() == ""


@pytest.mark.parametrize(("language", "title"), [("fr", "title_fr"), ("en", "title_en")])
def test_recall_says_one_line_a_text(scene, vectors, meaning, language, title):
    from secours.faults.models import Fault

    out = StringIO()
    assert recall_texts(["the printer stopped printing", "merci pour hier"], language, out) == 0
    first, second = lines(out)
    printer = Fault.objects.get(code="prn.no_output")
    assert (first["unsure"], first["choices"][0]["fault"]) == (False, printer.number)
    assert first["choices"][0]["title"] == getattr(printer, title)
    assert second["unsure"]
