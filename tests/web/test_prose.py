"""Plain text as it is read: paragraphs, lists, links, and nothing that a browser would run."""

import pytest

from secours.web.prose import prose_html

_REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un\ndeux\n\ntrois", "<p>Un<br>deux</p>\n<p>trois</p>"),
        ("Puis :\n- un\n- deux\nFin", "<p>Puis :</p>\n<ul><li>un</li><li>deux</li></ul>\n<p>Fin</p>"),
        ("1. un\n2) deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("2026-11-24 - rien", "<p>2026-11-24 - rien</p>"),
        ("<b>&</b>", "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>"),
        ("Voir https://a.example/b?c=1&d=2.", f'<p>Voir <a href="https://a.example/b?c=1&amp;d=2" {_REL}>https://a.example/b?c=1&amp;d=2</a>.</p>'),
        ("[ici <i>](https://a.example/)", f'<p><a href="https://a.example/" {_REL}>ici &lt;i&gt;</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ('https://a.example/"onclick="x', f'<p><a href="https://a.example/" {_REL}>https://a.example/</a>&quot;onclick=&quot;x</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_typed_is_what_is_read(text, html):
    assert prose_html(text) == html
