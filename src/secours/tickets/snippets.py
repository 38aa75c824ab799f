"""The words of a ticket that a search met, for the few tickets of one page: what the reader may read of each, and no
more (access.py says whose notes and whose words). Titles speak for themselves: a ticket found by its title has none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from secours.lib.statements import Answer, Reading, Statement, written
from secours.lib.text import unaccented
from secours.people.actor import Actor
from secours.tickets.access import reads_all, sees_notes, words_sought
from secours.tickets.models import Ticket

# Around each word met; what people type cannot hold them, a line that does is only marked once more.
BEGINS, ENDS = "\x02", "\x03"
MOST_SHOWN = 50
# Characters given before the first word met and after it: what is shown is cut from them.
_BEFORE, _AFTER = 60, 240
_WORD = re.compile(r"\w+")
_LIKENESS = {
    "a": "aàâäáãåæ",
    "c": "cç",
    "e": "eéèêë",
    "i": "iîïí",
    "n": "nñ",
    "o": "oôöóõœ",
    "u": "uùûüú",
    "y": "yÿý",
}


class Shown(NamedTuple):
    """Of a ticket on the page: what access needs to say how much of it is read."""

    id: int
    title: str
    organisation_id: int
    requester_id: int
    affected_id: int | None


@dataclass(frozen=True)
class Sought:
    """Words that a reader looks for."""

    reader: Actor
    words: str

    def ask(self, reading: Reading, shown: Iterable[Shown]) -> Answer[tuple[int, str]]:
        """Id of the ticket and its words with BEGINS and ENDS around those met; "…" where a text goes on."""
        asked = (
            [one for one in list(shown)[:MOST_SHOWN] if not self._says(one.title)] if self._pattern else []
        )
        return reading.ask(
            _SNIPPETS if asked else _NOTHING,
            words=self.words,
            met=" ".join(words_sought(self.words).split()),
            pattern=self._pattern,
            ids=[one.id for one in asked],
            notes=[sees_notes(self.reader, one) for one in asked],
            whole=[reads_all(self.reader, one) for one in asked],
            reader=self.reader.person_id or 0,
        )

    def among(self, tickets: Iterable[Ticket]) -> dict[int, str]:
        """The same of tickets at hand, in a message of its own."""
        shown = [
            Shown(one.id, one.title, one.organisation_id, one.requester_id, one.affected_id)
            for one in tickets
        ]
        return dict(self.ask(Reading(), shown).rows) if shown else {}

    def _says(self, title: str) -> bool:
        """Every word as it was typed; PostgreSQL looks at their endings in the others."""
        said = set(_WORD.findall(title.lower()))
        return '"' not in self.words and said.issuperset(_WORD.findall(self.words.lower()))

    @property
    def _pattern(self) -> str:
        """How the words met may begin: parsing a text takes twenty times longer than to see that none is in it."""
        words = _WORD.findall(unaccented(words_sought(self.words)).lower())
        begins = {word[: 3 if len(word) < 5 else 4] for word in words}
        return rf"\m({'|'.join(sorted(map(_alike, begins)))})" if begins else ""


def _alike(letters: str) -> str:
    """With any accent; œ and æ begin like o and a."""
    spelt = letters.replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)")
    return (
        spelt if spelt != letters else "".join(f"[{_LIKENESS[c]}]" if c in _LIKENESS else c for c in letters)
    )


_NOTHING: Statement[tuple[int, str]] = Statement("", (), list)
# Texts in the order they were written, the standing solution last; the first that holds a word tells. Each is marked
# whole and then cut: PostgreSQL's own choice of a passage costs more, and says nothing of words that lie apart.
_SNIPPETS: Statement[tuple[int, str]] = written(
    rf"""
SELECT asked.id, told.line
FROM (SELECT secours_query(%s) AS whole, secours_query(%s) AS met, %s::text AS pattern OFFSET 0) sought,
  unnest(%s::bigint[], %s::boolean[], %s::boolean[]) AS asked(id, notes, whole)
  JOIN tickets_ticket ticket ON ticket.id = asked.id,
  LATERAL (SELECT CASE WHEN ticket.language = 'en' THEN 'secours_en' ELSE 'secours_fr' END::regconfig AS name) language,
  LATERAL (
    SELECT CASE WHEN place > {_BEFORE + 1} THEN '…' ELSE '' END
      || substr(line, greatest(1, place - {_BEFORE}), {_BEFORE + _AFTER})
      || CASE WHEN length(line) >= place + {_AFTER} THEN '…' ELSE '' END AS line
    FROM (
      SELECT line, position(E'\x02' IN line) AS place FROM (
        SELECT ts_headline(language.name, text, sought.met, 'HighlightAll=true, StartSel="{BEGINS}", StopSel="{ENDS}"') AS line
        FROM (
          SELECT 0 AS part, message.id, left(words.text, 20000) AS text
          FROM tickets_message message JOIN journal_entrytext words ON words.entry_id = message.entry_id
          WHERE message.ticket_id = asked.id AND (asked.notes OR message.kind = 'public')
            AND (asked.whole OR NOT message.from_requester OR message.author_id = %s)
          UNION ALL
          SELECT 1, solution.id, left(solution.text, 20000) FROM tickets_resolution solution
          WHERE solution.ticket_id = asked.id AND solution.withdrawn_at IS NULL
            AND (asked.whole OR solution.by_id <> ticket.requester_id AND solution.by_id IS DISTINCT FROM ticket.affected_id)
          ORDER BY 1, 2
        ) texts WHERE text ~* sought.pattern OFFSET 0
      ) marked OFFSET 0
    ) cut WHERE place > 0 LIMIT 1
  ) told
WHERE NOT to_tsvector(language.name, ticket.title) @@ sought.whole""",
    "words", "met", "pattern", "ids", "notes", "whole", "reader",
)  # fmt: skip
