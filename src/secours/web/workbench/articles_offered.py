"""Articles to send to the requester of a ticket: those of its situation first, then those that its words recall."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from secours.diagnosis.access import runs_visible_to
from secours.diagnosis.matching import run_of_words
from secours.faults.access import articles_to_send
from secours.faults.models import Article
from secours.faults.recall.finding import find_documents
from secours.people.actor import Actor
from secours.tickets.models import Ticket

MOST = 5


def articles_offered(reader: Actor, ticket: Ticket) -> list[dict[str, str | int]]:
    """In the language of the ticket, and no other client's."""
    run = runs_visible_to(reader).filter(ticket=ticket).exclude(fault=None).first()
    text = run.text if run and run.text else run_of_words(reader, ticket).text
    near = {
        one.subject_id: one.nearness
        for one in find_documents("article", text, ticket.language)
        if one.is_near
    }
    fault_id = run.fault_id if run else None
    wanted = Q(id__in=near) | Q(fault_id=fault_id, fault__isnull=False)
    told = articles_to_send(reader, language=ticket.language, organisation=ticket.organisation_id).filter(
        wanted
    )
    ranked = sorted(told, key=lambda one: (one.fault_id != fault_id, -near.get(one.id, 0.0), one.id))
    return [shown(one, ticket) for one in ranked[:MOST]]


def shown(article: Article, ticket: Ticket) -> dict[str, str | int]:
    """What it is called, its page, and the words that offer it in a reply, with its address."""
    title = getattr(article, f"title_{_tongue(ticket)}")
    link = settings.SITE_ADDRESS + reverse("portal:article", args=[article.id])
    with override(_tongue(ticket)):
        words = _("This article may help you: %(title)s") % {"title": title}
    return {
        "id": article.id,
        "title": title,
        "url": reverse("faults:article", args=[article.id]),
        "text": f"{words}\n{link}",
    }


def _tongue(ticket: Ticket) -> str:
    return "en" if ticket.language == "en" else "fr"
