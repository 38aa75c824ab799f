"""Reading the next mail while PostgreSQL writes the one before: a fifth of the work needs no database."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

from secours.channels.mail.reading import MailReading, read_message


class Ahead:
    """A mail that will be read; in a thread as soon as the one before it says so."""

    def __init__(self, content: bytes, aside: Executor | None = None) -> None:
        self.content, self._aside = content, aside
        self._begun: Future[MailReading] | None = None
        self.following: Ahead | None = None

    def reading(self) -> MailReading:
        return self._begun.result() if self._begun else read_message(self.content)

    def begin_following(self) -> None:
        if self.following is not None:
            self.following._begin()

    def _begin(self) -> None:
        if self._aside is not None:
            self._begun = self._aside.submit(read_message, self.content)


@contextmanager
def reading_ahead(contents: Sequence[bytes]) -> Iterator[list[Ahead]]:
    """Of each content, in order."""
    with ThreadPoolExecutor(1) as aside:
        mails = [Ahead(content, aside) for content in contents]
        for mail, following in pairwise(mails):
            mail.following = following
        yield mails
