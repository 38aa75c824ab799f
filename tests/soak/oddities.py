"""What no form expects and what no file should hold, for hypothesis to draw from."""

from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

_TEXTS = [
    "", " ", "\0", "a\0b", "\r\n", "\x1b[31m", "\ufeff", "\u202e\u2066x", "e\u0301" * 40, "👩‍👩‍👧‍👦", "ﷺ" * 200, "٣", "²", "Ⅷ", "ß" * 300,
    "-1", "0", "1e309", "NaN", "Infinity", "9" * 30, "9" * 5000, "0x10", "1,5", "1_000", "true", "null", "[]", "{}", "None",
    "2026-02-30", "0000-00-00", "9999-12-31", "24:61", "2026-11-24T25:00", "é" * 5000, "x" * 1_000_000,
    "' OR 1=1 --", "%s%n{0}{x}", "{{ 7*7 }}", "<script>alert(1)</script>", "=1+1", "../../etc/passwd", "T-1001", "a@b", "@", "a" * 65 + "@x.example",
    "https://[", "javascript:alert(1)", "fr", "xx", "Europe/Nowhere", "\\", "/", "#", "?", "&", ";", "~", "|", "x~y~z", "\x85\u2028",
]  # fmt: skip
# Bytes that are no UTF-8, a lone surrogate, half a character, a byte-order mark.
_BYTES = [b"\xff", b"\xed\xa0\x80", b"\xc3", b"\xef\xbb\xbf", b"%", b"%zz", b"\x00"]

texts = st.sampled_from(_TEXTS) | st.text(max_size=40)
values = (
    texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.sampled_from(_BYTES)
    | st.binary(max_size=20)
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def form_body(pairs: list[tuple[str, bytes]]) -> bytes:
    """As a browser would send it, were it out of its mind."""
    return b"&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}".encode() for name, value in pairs
    )


@st.composite
def damaged(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A real file with a few places cut, doubled, overwritten or swollen; now and then, only noise."""
    raw = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 200)))
        odd = draw(values | st.just(raw[start:end] * 3))
        raw = raw[:start] + odd + raw[end:]
    return raw
