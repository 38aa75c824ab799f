"""Past tickets and articles kept findable: what is new or changed is placed by a job, never in a request."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from secours.faults.choices import ReviewState
from secours.faults.models import Article, Document
from secours.faults.recall.meaning import MODEL, embed
from secours.faults.recall.placing import Source, forget, place, recount, write
from secours.journal.models import EntryText, Head
from secours.people.actor import acting_as_system
from secours.tickets.models import Message, Resolution, Ticket

_BATCH = 25
# Numbers are given out in order and come in out of it: a ticket may appear that much later than the newest.
_LATE = 1_000
_PATIENCE = 60.0


def place_news(*, everything: bool = False, seconds: float = 45.0) -> int:
    """Tickets that are new or marked, in transactions of their own, newest first; gives how many. `everything`: look
    for gaps among all of them, and for what another model placed."""
    end, done = timezone.now() + timedelta(seconds=seconds), 0
    while timezone.now() < end:
        placed = _place_batch(everything)
        done += placed
        if placed < _BATCH:
            break
    if done:
        with acting_as_system():
            recount_when_due(done)
    return done


def place_articles() -> int:
    """Those that changed, one document for each language they are written in."""
    with acting_as_system(), transaction.atomic():
        wanted = {(a.id, language): a for a in _articles() for language in ("fr", "en") if _told(a, language)}
        known = Document.objects.filter(kind=Document.Kind.ARTICLE)
        held = {
            (d.subject_id, d.language): d.happened_at
            for d in known.only("subject_id", "language", "happened_at")
        }
        gone = {subject for subject, language in held if (subject, language) not in wanted}
        changed = {a.id for key, a in wanted.items() if held.get(key) != a.updated_at}
        forget(Document.Kind.ARTICLE, sorted(gone | changed))
        sources = [_article(a, language) for (_id, language), a in wanted.items() if a.id in changed | gone]
        write(place(sources))
    return len(sources)


def mark(ticket_id: int) -> None:
    """Its words changed: the next job places it again."""
    Document.objects.filter(kind=Document.Kind.TICKET, subject_id=ticket_id).update(is_stale=True)


def forget_ticket(ticket_id: int) -> None:
    """At once, its erased words with it; the next job places what is left."""
    forget(Document.Kind.TICKET, [ticket_id])


def recount_when_due(placed: int) -> None:
    """How rare words are moves slowly: counted anew once a tenth more was placed, and while there is little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT everywhere FROM faults_recall_counts('{}')")
        counted = cursor.fetchone()[0]
    if Document.objects.count() > 1.1 * counted or counted < 1_000:
        recount()


def _place_batch(everything: bool) -> int:
    with acting_as_system():
        ids = _due(everything)
        heads = _heads(ids)
        sources = ticket_sources(ids)
    if not sources:
        return 0
    placed = place(sources)
    with acting_as_system():
        # What was said or erased meanwhile: the next time.
        list(
            Ticket.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id").values_list("id")
        )
        still = {ticket_id for ticket_id, number in _heads(ids).items() if number == heads.get(ticket_id)}
        write(placed.only(still))
    return len(ids)


def _due(everything: bool) -> list[int]:
    newest = Document.objects.filter(kind=Document.Kind.TICKET).aggregate(n=Max("subject_id"))["n"] or 0
    marked = Document.objects.filter(is_stale=True, kind=Document.Kind.TICKET)
    due = list(marked.values_list("subject_id", flat=True)[:_BATCH])
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [0 if everything else newest - _LATE, _BATCH - len(due)])
        due += [row[0] for row in cursor.fetchall()]
    if everything and len(due) < _BATCH:
        due += _placed_by_another(_BATCH - len(due))
    return due


def _placed_by_another(most: int) -> list[int]:
    """By no model, or by one that is not ours any more; none while ours does not answer."""
    other = Document.objects.filter(kind=Document.Kind.TICKET).exclude(model=MODEL)
    found = list(other.values_list("subject_id", flat=True)[:most])
    return found if found and embed(["."], patience=_PATIENCE) is not None else []


def ticket_sources(ids: Sequence[int]) -> list[Source]:
    """Its title, what was told first, and how it was solved; no internal note."""
    told, solved = _first_words(ids), _solutions(ids)
    tickets = Ticket.objects.filter(id__in=ids).select_related("device").defer("search")
    return [
        Source(
            kind=Document.Kind.TICKET,
            subject_id=ticket.id,
            language=ticket.language[:2],
            title=ticket.title,
            text=_apart(ticket.title, told.get(ticket.id, ""), solved.get(ticket.id, "")),
            organisation_id=ticket.organisation_id,
            device_id=ticket.device_id,
            device_model=ticket.device.model if ticket.device else "",
            site_id=ticket.site_id,
            happened_at=ticket.solved_at or ticket.created_at,
        )
        for ticket in tickets
    ]


def _first_words(ids: Sequence[int]) -> dict[int, str]:
    """Of each ticket its first public message."""
    public = Message.objects.filter(ticket_id__in=ids, kind=Message.Kind.PUBLIC)
    first = public.order_by("ticket_id", "id").distinct("ticket_id").values_list("entry_id", "ticket_id")
    tickets = dict(first)
    texts = EntryText.objects.filter(entry_id__in=list(tickets)).values_list("entry_id", "text")
    return {tickets[entry_id]: text for entry_id, text in texts}


def _solutions(ids: Sequence[int]) -> dict[int, str]:
    kept = Resolution.objects.filter(ticket_id__in=ids, withdrawn_at=None)
    return dict(kept.values_list("ticket_id", "text"))


def _heads(ids: Sequence[int]) -> dict[int, int]:
    heads = Head.objects.filter(subject_kind="ticket", subject_id__in=ids)
    return dict(heads.values_list("subject_id", "number"))


def _apart(title: str, told: str, solved: str) -> str:
    """A title is often the beginning of what was told: not said over again."""
    plain = title.rstrip("…").strip()
    rest = told.strip()
    rest = rest[len(plain) :].lstrip(" .:,;") if plain and rest.startswith(plain) else rest
    return "\n".join(part for part in (rest, solved.strip()) if part)


def _articles() -> Iterable[Article]:
    return Article.objects.filter(state=ReviewState.REVIEWED)


def _told(article: Article, language: str) -> bool:
    return bool(getattr(article, f"title_{language}"))


def _article(article: Article, language: str) -> Source:
    return Source(
        kind=Document.Kind.ARTICLE,
        subject_id=article.id,
        language=language,
        title=getattr(article, f"title_{language}"),
        text=getattr(article, f"text_{language}"),
        organisation_id=article.organisation_id,
        happened_at=article.updated_at,
    )


_NEW = """
SELECT t.id FROM tickets_ticket t WHERE t.id > %s
  AND NOT EXISTS (SELECT 1 FROM faults_document d WHERE d.kind = 'ticket' AND d.subject_id = t.id)
ORDER BY t.id DESC LIMIT %s
"""
