"""Past tickets and articles are found again by words and meaning, within reach, and forgotten when erased."""

import pytest
from django.db import connection

from secours.faults.choices import ReviewState
from secours.faults.models import Article, Document, Piece
from secours.faults.recall import find_documents, similar_tickets
from secours.faults.recall.past import place_articles, place_news
from secours.faults.recall.tokens import number_of
from secours.tickets.models import Message, Ticket
from secours.tickets.operations import (
    declare_ticket,
    erase_message,
    reopen_ticket,
    reply_to_ticket,
    resolve_ticket,
)

pytestmark = pytest.mark.xdist_group("meaning")


class Past:
    """Declares and solves, then lets the job place it."""

    def __init__(self, scene):
        self.scene, self.by = scene, scene.enter("technician")

    def solved(self, text, solution="", role="requester"):
        ticket = declare_ticket(by=self.by, requester=self.scene.person(role), text=text)
        resolve_ticket(ticket.id, by=self.by, text=solution or "Remis en service.", confirmed_how="verified")
        return ticket

    def place(self):
        placed = place_news()
        self.scene.enter_system()
        return placed

    def found(self, text, language="fr", role="technician"):
        self.scene.enter(role)
        return [one.subject_id for one in find_documents("ticket", text, language)]


@pytest.fixture
def past(scene, meaning):
    return Past(scene)


def test_a_past_ticket_is_found_by_its_words_its_meaning_and_its_solution(past):
    screen = past.solved("L’écran du poste d’accueil reste noir au démarrage", "Câble vidéo remplacé")
    other = past.solved("Le badge de la porte du parking n’est plus reconnu")
    assert past.place() >= 2
    assert past.found("écran noir au démarrage")[0] == screen.id
    assert past.found("the monitor stays black when the computer starts", "en")[0] == screen.id
    assert past.found("cable video")[0] == screen.id
    assert past.found("badge du parking")[0] == other.id


@pytest.mark.parametrize("code", ["0x80070005", "IMP-2E-03", "KB5034441"])
def test_a_code_is_kept_whole(past, code):
    near = past.solved("Erreur 0x80070006 sur IMP-2E-04 depuis la mise à jour KB5034440")
    told = past.solved(f"Message {code} au lancement de l’impression")
    past.place()
    ids = past.found(code)
    assert ids[0] == told.id
    assert near.id not in ids[:1]


def test_words_alone_find_where_the_model_is_missing(past, settings):
    settings.SECOURS_MEANING = "none"
    told = past.solved("Le lecteur de codes-barres de la pharmacie ne lit plus")
    past.place()
    assert past.found("lecteur de codes-barres")[0] == told.id
    assert not Piece.objects.filter(document__subject_id=told.id).exists()


def test_what_is_internal_is_not_found(past):
    ticket = past.solved("La messagerie est lente")
    reply_to_ticket(ticket.id, by=past.by, internal=True, text="Le disjoncteur zygomatique de la baie")
    past.place()
    document = Document.objects.get(kind="ticket", subject_id=ticket.id)
    assert number_of("zygoma") not in document.tokens
    assert number_of("messag") in document.tokens


def test_the_wall_holds(past):
    hidden = past.solved("Le chariot de soins numéro sept ne charge plus")
    past.place()
    assert hidden.id in past.found("chariot de soins ne charge plus")
    assert past.found("chariot de soins ne charge plus", role="outsider") == []


def test_erased_words_are_forgotten_at_once(past):
    ticket = past.solved("Ma collègue Zénobie a perdu son téléphone")
    past.place()
    message = Message.objects.filter(ticket=ticket).order_by("id").first()
    erase_message(ticket.id, message.id, by=past.scene.enter("admin"))
    assert not Document.objects.filter(kind="ticket", subject_id=ticket.id).exists()
    past.place()
    assert number_of("zenobi") not in Document.objects.get(kind="ticket", subject_id=ticket.id).tokens


def test_a_solution_withdrawn_is_placed_anew(past):
    ticket = past.solved("Le scanner bourre", "Rouleau ferromagnétique changé")
    past.place()
    reopen_ticket(ticket.id, by=past.scene.enter("technician"), why="Cela recommence")
    assert Document.objects.get(subject_id=ticket.id, kind="ticket").is_stale
    past.place()
    assert number_of("ferrom") not in Document.objects.get(subject_id=ticket.id, kind="ticket").tokens


def test_similar_tickets_pass_through_access(past):
    far = past.solved("Le badge de la porte du parking n’est plus reconnu")
    near = past.solved("L’écran de l’accueil reste noir")
    secret = past.solved("L’écran de la direction reste noir")
    Ticket.objects.filter(id=secret.id).update(is_confidential=True, team=None)
    now = declare_ticket(by=past.by, requester=past.scene.person("requester"), text="Mon écran reste noir")
    past.place()
    shown = [one.ticket.id for one in similar_tickets(past.scene.enter("mission"), now)]
    assert near.id in shown
    assert not {far.id, secret.id} & set(shown)


def test_articles_are_found_in_either_language(past):
    article = Article.objects.create(
        state=ReviewState.REVIEWED, title_fr="Changer son mot de passe", text_fr="Ouvrez le portail des comptes.",
        title_en="Change your password", text_en="Open the accounts portal.",
    )  # fmt: skip
    draft = Article.objects.create(title_fr="Changer son mot de passe, brouillon")
    assert place_articles() == 2
    past.scene.enter("requester")
    found = [one.subject_id for one in find_documents("article", "j’ai oublié mon mot de passe", "fr")]
    assert found[0] == article.id
    assert draft.id not in found
    assert place_articles() == 0


def test_the_indexes_are_used_as_the_application(past):
    """The wall's condition would keep PostgreSQL from both; a walk of every row would not be seen on a few."""
    past.solved("L’écran de l’accueil reste noir")
    past.place()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_custom_plan")
        cursor.execute(_MANY)
        cursor.execute("INSERT INTO faults_documentcount (documents, words) VALUES (5000, 100000)")
        before = [_scans(cursor, index) for index in ("document_tokens", "faults_piece_ticket")]
        assert past.found("écran noir")
        assert [_scans(cursor, index) for index in ("document_tokens", "faults_piece_ticket")] == [
            scans + 1 for scans in before
        ]


_MANY = """
INSERT INTO faults_document (kind, subject_id, language, device_model, length, tokens, times, model, is_stale)
SELECT 'ticket', -n, 'fr', '', 20, ARRAY(SELECT (n * 31 + k * 7919) % 20000 FROM generate_series(1, 40) k), '', '-', false
FROM generate_series(1, 3000) n
"""


def _scans(cursor, index):
    cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [index])
    return cursor.fetchone()[0]


def test_what_no_model_placed_is_placed_when_one_answers(past, settings):
    settings.SECOURS_MEANING = "none"
    told = past.solved("Le lecteur de codes-barres de la pharmacie ne lit plus")
    past.place()
    settings.SECOURS_MEANING = "here"
    assert place_news(everything=True) == 1
    assert Piece.objects.filter(document__subject_id=told.id).exists()
    assert place_news(everything=True) == 0
