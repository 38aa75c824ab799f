"""Where a text repeats the words of another: what must go with words that are erased."""

import re
from collections.abc import Iterator

from secours.lib.text import one_line, unaccented

# Words in a row that are no coincidence, one of them rare. Shorter texts count when all of them is repeated, and
# those of a few words only when they are the very same.
_IN_A_ROW, _FEWEST = 8, 6
_WORD = re.compile(r"[\w\u0300-\u036f]+")
_SENTENCE = re.compile(r"[^\n.!?…]+[\n.!?…]*|[\n.!?…]+")
# What everyone writes to a helpdesk; words of up to three letters besides.
_EVERYDAY = frozenset(
    _WORD.findall("""
bonjour bonsoir madame monsieur merci vous votre nous notre pour avec dans sans plus cette elle mais avance aide
retour reponse journee soiree bonne cordialement salutations distinguees remercie remercions sincerement pouvez
pourriez puis peux peut faire fait suis etre avoir avez avait depuis matin hier demain toujours quand comme bien tout
tous mon mes son ordinateur poste imprimante ecran compte passe message ticket demande probleme fonctionne marche
allume souhaite souhaitons excellente belle weekend plait possible savoir voici dont aussi
hello good morning afternoon dear madam thank thanks your help advance best kind regards sincerely please could would
have this that with from since when does work working computer printer screen account password request problem issue
still what there they been being will able about forward hearing wish nice great
""")
)


class Erased:
    """Words taken apart once, however many texts are asked for them."""

    def __init__(self, words: str) -> None:
        self.line = one_line(words)
        self.plain = [_plain(match) for match in _WORD.finditer(words)]
        self._rows: dict[int, set[tuple[str, ...]]] = {}

    def is_quoted_in(self, text: str) -> bool:
        """Whether `text` is these words, their beginning, or repeats enough of them in a row."""
        line = one_line(text)
        if not line or not self.line:
            return False
        is_beginning = line.endswith("…") and self.line.startswith(line[:-1])
        return line == self.line or is_beginning or any(self._spans(text))

    def cut_from(self, text: str) -> str:
        """`text` without the sentences that quote them."""
        spans = list(self._spans(text))
        kept = [
            sentence.group()
            for sentence in _SENTENCE.finditer(text)
            if not any(start < sentence.end() and sentence.start() < end for start, end in spans)
            and not self.is_quoted_in(sentence.group())
        ]
        return "".join(kept).strip()

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in the text, in characters, words in a row are repeated."""
        found = list(_WORD.finditer(text))
        count = min(_IN_A_ROW, len(found), len(self.plain))
        if count < _FEWEST:
            return
        rows, plain = self._rows_of(count), [_plain(match) for match in found]
        for at in range(len(plain) - count + 1):
            row = tuple(plain[at : at + count])
            if row in rows and any(_is_rare(word) for word in row):
                yield found[at].start(), found[at + count - 1].end()

    def _rows_of(self, count: int) -> set[tuple[str, ...]]:
        if count not in self._rows:
            last = len(self.plain) - count + 1
            self._rows[count] = {tuple(self.plain[at : at + count]) for at in range(last)}
        return self._rows[count]


def quotes(text: str, words: str) -> bool:
    return Erased(words).is_quoted_in(text)


def without_quotes(text: str, words: str) -> str:
    return Erased(words).cut_from(text)


def _plain(match: re.Match[str]) -> str:
    return unaccented(match.group()).lower()


def _is_rare(word: str) -> bool:
    return (len(word) > 3 or any(c.isdigit() for c in word)) and word not in _EVERYDAY
