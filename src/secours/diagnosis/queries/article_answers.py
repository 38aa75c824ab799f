"""What articles did for those who read them in their diagnosis."""

from collections.abc import Iterable
from dataclasses import dataclass

from secours.lib.statements import Statement, written
from secours.people.actor import Actor


@dataclass(frozen=True)
class ArticleAnswers:
    """Of `told` people who answered, it helped `helped`."""

    helped: int = 0
    told: int = 0


def article_answers(actor: Actor, article_ids: Iterable[int]) -> dict[int, ArticleAnswers]:
    """Of those that somebody of the reach answered; each diagnosis counts once, for its last word."""
    rows = _ANSWERS.read(reach=sorted(actor.reach), ids=sorted(article_ids))
    return {article_id: ArticleAnswers(helped, told) for article_id, helped, told in rows}


_ANSWERS: Statement[tuple[int, int, int]] = written(
    """
SELECT article, count(*) FILTER (WHERE helped), count(*) FROM (
  SELECT DISTINCT ON (article, subject_id) (data ->> 'article')::bigint AS article,
    (data ->> 'helped')::boolean AS helped
  FROM journal_entry
  WHERE kind = 'run.article_answered' AND organisation_id = ANY(%s)
  ORDER BY article, subject_id, id DESC) answers
WHERE article = ANY(%s) GROUP BY article""",
    "reach",
    "ids",
)
