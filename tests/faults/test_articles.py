"""Articles are written in both languages, vouched for before requesters read them, and leave at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.faults.access import articles_for_everyone, articles_visible_to
from secours.faults.choices import ReviewState
from secours.faults.models import Article, Document, Fault
from secours.faults.operations import (
    change_article,
    record_article,
    restore_article,
    retire_article,
    review_article,
    write_article_from,
)
from secours.faults.operations.articles import LONGEST_ARTICLE
from secours.faults.queries import articles_matching, history_of
from secours.faults.recall.past import place_articles
from secours.journal.verification import verify_journal
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Organisation
from secours.tickets.operations import declare_ticket, erase_message, resolve_ticket

BOTH = {
    "title_fr": "Brancher un écran",
    "text_fr": "Poussez la prise.",
    "title_en": "Plug in a screen",
    "text_en": "Push the plug in.",
}


def written(scene, role="technician", **fields):
    return record_article(by=scene.enter(role), **{**BOTH, **fields})


def test_a_draft_is_for_staff_until_it_is_reviewed(scene):
    draft = written(scene)
    assert articles_visible_to(scene.enter("technician")).filter(id=draft.id).exists()
    for role in ("requester", "client", "outsider"):
        assert not articles_visible_to(scene.enter(role)).filter(id=draft.id).exists()
    review_article(draft.id, by=scene.enter("technician"))
    for role in ("requester", "client", "outsider"):
        assert articles_visible_to(scene.enter(role)).filter(id=draft.id).exists()


def test_what_one_client_has_is_not_another_s(scene):
    hospital = Organisation.objects.get(id=scene.person("requester").organisation_id)
    article = written(scene, organisation_id=hospital.id)
    review_article(article.id, by=scene.enter("technician"))
    assert articles_for_everyone(scene.enter("requester")).filter(id=article.id).exists()
    outsider = scene.enter("outsider")
    assert not Article.objects.filter(id=article.id).exists(), "the wall holds without access too"
    assert not articles_for_everyone(outsider).filter(id=article.id).exists()


def test_what_is_for_staff_stays_with_them(scene):
    article = written(scene, audience="staff")
    review_article(article.id, by=scene.enter("technician"))
    assert not articles_for_everyone(scene.enter("requester")).filter(id=article.id).exists()


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title_fr": "", "text_fr": "", "title_en": " ", "text_en": ""}, "title_missing", "title_fr"),
        ({"title_fr": ""}, "title_missing", "title_fr"),
        ({"text_en": " \n "}, "text_missing", "text_en"),
        ({"title_fr": "a" * 161}, "text_too_long", "title_fr"),
        ({"text_en": "a" * (LONGEST_ARTICLE + 1)}, "text_too_long", "text_en"),
        ({"audience": "nobody"}, "audience_unknown", "audience"),
        ({"fault_id": 0}, "fault_unknown", "fault"),
        ({"state": "reviewed"}, "field_unknown", "state"),
    ],
)
def test_what_makes_no_article_is_refused(scene, fields, code, field):
    with pytest.raises(Refused) as refused:
        written(scene, **fields)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Article.objects.exists()


def test_who_may_write(scene):
    for role in ("requester", "client", "manager"):
        with pytest.raises(NotAllowed):
            written(scene, role)
    article = written(scene, "technician", organisation_id=scene.person("outsider").organisation_id)
    with pytest.raises(NotFound):
        change_article(article.id, by=scene.enter("mission"), title_fr="Autre")
    with pytest.raises(NotFound):
        retire_article(article.id, by=scene.enter("requester"), why="Pour voir")


@pytest.mark.parametrize("act", [review_article, restore_article])
def test_who_reads_it_may_not_decide_of_it(scene, act):
    """A manager reads drafts, and vouches for none."""
    article = written(scene)
    with pytest.raises(NotAllowed):
        act(article.id, by=scene.enter("manager"))
    with pytest.raises(NotAllowed):
        retire_article(article.id, by=scene.enter("manager"), why="Pour voir")


def test_after_its_day_it_is_read_by_staff_only(scene):
    article = written(scene, valid_until=timezone.localdate())
    by = scene.enter("technician")
    review_article(article.id, by=by)
    assert articles_for_everyone(scene.enter("requester")).filter(id=article.id).exists(), "that day included"
    change_article(
        article.id, by=scene.enter("technician"), valid_until=timezone.localdate() - timedelta(days=1)
    )
    assert articles_visible_to(scene.enter("technician")).filter(id=article.id).exists()
    for role in ("requester", "technician"):
        assert not articles_for_everyone(scene.enter(role)).filter(id=article.id).exists()


def test_every_version_stays_in_the_journal(scene):
    article = written(scene)
    by = scene.enter("technician")
    change_article(article.id, by=by, text_fr="Poussez-la à fond.")
    change_article(article.id, by=by, text_fr="Poussez-la à fond.")
    history = history_of(article)
    assert [entry.kind for entry in history] == ["article.changed", "article.recorded"]
    assert history[0].data["fields"] == ["text_fr"]
    assert "Poussez la prise." in history[1].words.text
    assert "Poussez-la à fond." in history[0].words.text
    assert "Push the plug in." in history[0].words.text


def test_a_reviewed_article_stays_so_when_it_changes(scene):
    article = written(scene)
    by = scene.enter("technician")
    review_article(article.id, by=by)
    assert change_article(article.id, by=by, title_en="Plug a screen in").state == ReviewState.REVIEWED


def test_a_retired_article_leaves_the_portal_and_recall_at_once(scene):
    article = written(scene)
    by = scene.enter("technician")
    review_article(article.id, by=by)
    place_articles()
    placed = Document.objects.filter(kind="article", subject_id=article.id)
    scene.enter("technician")
    assert placed.count() == 2
    with pytest.raises(Refused) as refused:
        retire_article(article.id, by=by, why=" ")
    assert refused.value.code == "why_missing"
    with pytest.raises(Refused) as refused:
        retire_article(article.id, by=by, why="a" * 20_001)
    assert (refused.value.code, refused.value.field) == ("text_too_long", "why")
    retire_article(article.id, by=by, why="Le matériel est parti")
    assert placed.count() == 0
    with pytest.raises(Refused) as refused:
        retire_article(article.id, by=by, why="Un autre l’a cru aussi")
    assert refused.value.code == "retired"
    assert not articles_for_everyone(scene.enter("requester")).exists()
    by = scene.enter("technician")
    with pytest.raises(Refused):
        review_article(article.id, by=by)
    assert restore_article(article.id, by=by).state == ReviewState.DRAFT
    assert not articles_for_everyone(scene.enter("requester")).exists()


def test_search_in_either_language_whatever_the_accents(scene):
    article = written(scene)
    other = written(scene, title_fr="Réserver une salle", text_fr="Par l’agenda.", title_en="", text_en="")
    by = scene.enter("technician")
    for words, found in (
        ("ecran brancher", [article]),
        ("PLUG", [article]),
        ("réserver", [other]),
        ("xyz", []),
    ):
        assert list(articles_matching(by, words=words)) == found
    assert list(articles_matching(by, language="one")) == [other]
    assert list(articles_matching(by, language="en")) == [article]
    retire_article(other.id, by=by, why="Plus de salle")
    assert list(articles_matching(by)) == [article]
    assert list(articles_matching(by, state="retired")) == [other]


def solved(scene, text, solution):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text=text)
    resolve_ticket(ticket.id, by=by, text=solution)
    return ticket


def test_only_a_solved_ticket_becomes_an_article(scene):
    by = scene.enter("technician")
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text="Mon écran reste noir")
    with pytest.raises(Refused) as refused:
        write_article_from(ticket.id, by=by, **BOTH)
    assert refused.value.code == "not_solved"
    resolve_ticket(ticket.id, by=by, text="Prise poussée")
    article = write_article_from(ticket.id, by=by, **BOTH)
    assert [(e.kind, e.data) for e in history_of(article)] == [
        ("article.promoted", {"ticket": ticket.number}),
        ("article.recorded", {}),
    ]


def test_words_erased_in_the_ticket_go_from_the_article_and_from_its_versions(scene):
    secret = "Mon mot de passe zygomatique est hippocampe quarante-deux, merci de le noter pour moi"
    ticket = solved(scene, secret, "Compte débloqué")
    by = scene.enter("technician")
    article = write_article_from(ticket.id, by=by, title_fr="Compte bloqué", text_fr=f"Attendez. {secret}")
    message = ticket.messages.get()
    erase_message(ticket.id, message.id, by=scene.enter("admin"))
    scene.enter("technician")
    article.refresh_from_db()
    assert article.text_fr == "Attendez."
    texts = [entry.words.text for entry in history_of(article) if hasattr(entry, "words")]
    assert not any("zygomatique" in text for text in texts)
    scene.enter_system()
    assert verify_journal().broken == ""


def test_a_situation_of_another_client_cannot_stand_beside_it(scene):
    theirs = Fault.objects.create(
        organisation_id=scene.person("outsider").organisation_id,
        number=9001,
        code="own.9001",
        title_fr="À eux",
    )
    with pytest.raises(Refused) as refused:
        written(scene, organisation_id=scene.person("requester").organisation_id, fault_id=theirs.id)
    assert refused.value.field == "fault"
