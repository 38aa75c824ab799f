"""The page of a ticket: what it tells, what one says on it, at a constant cost."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from secours.diagnosis.operations import (
    choose_situation,
    hand_over,
    record_attempt,
    record_finding,
    start_run,
)
from secours.diagnosis.queries import next_step_of
from secours.faults.models import Fault, Remedy
from secours.journal.models import Attachment
from secours.people.models import Place
from secours.tickets.models import Draft, Message, Presence, Ticket
from secours.tickets.operations import (
    add_task,
    close_ticket,
    close_without_answer,
    hold_ticket,
    link_tickets,
    note_presence,
    reply_to_ticket,
    resolve_ticket,
    take_ticket,
)


def address(ticket, tail=""):
    return f"/workbench/tickets/{ticket.number}/{tail}"


def page(browser, ticket, query=""):
    answer = browser.get(address(ticket) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_tells_everything_of_the_requester(sign_in, declare, scene):
    claire = scene.person("requester")
    ticket = declare(
        title="Imprimante",
        device=scene.device("IMP-2E-03"),
        callback_phone="+33240553142",
        callback_place="bureau 12",
    )
    period = {"from": "00:00", "to": "24:00", "fr": "relève", "en": "handover"}
    Place.objects.filter(id=claire.place_id).update(critical_periods=[period])
    html = page(sign_in("technician"), ticket)
    for told in (
        "Claire Morvan",
        "VIP",
        "02 40 55 31 42",
        "bureau 12",
        claire.place.name,
        "IMP-2E-03",
        "PC-0231",
        "Lexmark MX522",
    ):
        assert told in html
    assert "relève, de 0:00 à 24:00" in html.replace("\xa0", " ")


def test_a_message_is_sent_and_the_draft_forgotten(sign_in, declare):
    ticket, browser = declare(), sign_in("technician")
    browser.post(address(ticket, "draft"), {"text": "Bonjour, je", "kind": "reply"})
    assert "Bonjour, je" in page(browser, ticket)
    answer = browser.post(address(ticket, "messages"), {"text": "Bonjour, je m’en occupe."})
    assert answer.status_code == 302
    assert Message.objects.filter(ticket=ticket, from_requester=False, kind="public").count() == 1
    assert not Draft.objects.filter(key=f"reply:{ticket.number}").exists()
    assert "Bonjour, je m’en occupe." in page(browser, ticket)


def test_a_note_is_never_seen_by_the_requester(sign_in, declare):
    ticket = declare()
    sign_in("technician").post(address(ticket, "notes"), {"text": "Encore le pilote universel"})
    assert "Encore le pilote universel" in page(sign_in("mission"), ticket)
    assert "jamais vue du demandeur" in page(sign_in("mission"), ticket)
    assert (
        "Encore le pilote"
        not in sign_in("requester").get(f"/portal/tickets/{ticket.number}/").content.decode()
    )


def test_an_empty_message_comes_back_with_the_reason(sign_in, declare):
    ticket = declare()
    answer = sign_in("technician").post(address(ticket, "messages"), {"text": "  "})
    assert answer.status_code == 422
    assert "Écrivez votre message" in answer.content.decode()


def test_files_join_their_message(sign_in, declare):
    ticket, browser = declare(), sign_in("technician")
    file = SimpleUploadedFile("écran.png", b"\x89PNG bytes", content_type="image/png")
    browser.post(address(ticket, "messages"), {"text": "Voici l’écran", "files": file})
    kept = Attachment.objects.get(subject_kind="ticket", subject_id=ticket.id)
    assert (kept.name, kept.visibility, kept.entry.kind) == ("écran.png", "public", "ticket.replied")
    assert "écran.png" in page(browser, ticket)


def test_a_file_of_a_note_is_internal(sign_in, declare):
    ticket, browser = declare(), sign_in("technician")
    file = SimpleUploadedFile("journal.txt", b"secret", content_type="text/plain")
    browser.post(address(ticket, "notes"), {"text": "Le journal", "files": file})
    assert Attachment.objects.get(subject_id=ticket.id, subject_kind="ticket").visibility == "internal"


def test_a_file_too_large_sends_nothing_and_keeps_the_text(sign_in, declare, settings):
    settings.FILE_LIMIT_BYTES = 1024 * 1024
    ticket = declare()
    file = SimpleUploadedFile("film.mp4", b"x" * (2 * 1024 * 1024), content_type="video/mp4")
    answer = sign_in("technician").post(
        address(ticket, "messages"), {"text": "Mon long texte", "files": file}
    )
    html = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert "« film.mp4 » fait 2 Mo, la limite est 1 Mo" in html
    assert "Mon long texte" in html
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_someone_replied_meanwhile_is_said_once(sign_in, declare, scene):
    ticket, browser = declare(), sign_in("technician")
    seen = browser.get(address(ticket)).context["story"].last_message
    reply_to_ticket(ticket.id, by=scene.enter("mission"), text="J’ai déjà répondu")
    first = browser.post(address(ticket, "messages"), {"text": "Ma réponse", "seen": seen})
    assert first.status_code == 422
    assert "Karim Benali a répondu pendant que vous écriviez" in first.content.decode()
    assert "Ma réponse" in first.content.decode()
    again = browser.post(
        address(ticket, "messages"), {"text": "Ma réponse", "seen": first.context["story"].last_message}
    )
    assert again.status_code == 302


def test_the_timeline_alone_warns_who_is_writing(sign_in, declare, scene):
    ticket, browser = declare(), sign_in("technician")
    seen = browser.get(address(ticket)).context["story"].last_message
    reply_to_ticket(ticket.id, by=scene.enter("mission"), text="Répondu par Karim")
    html = browser.get(address(ticket, "timeline"), {"seen": seen}).content.decode()
    assert "Répondu par Karim" in html
    assert 'id="overtaken" hx-swap-oob="true"' in html
    assert "pendant que vous écriviez" in html
    assert "<html" not in html


def test_presence_is_told_to_the_others(sign_in, declare, scene):
    ticket = declare()
    note_presence(ticket, by=scene.enter("mission"), doing="replying")
    answer = sign_in("technician").post(address(ticket, "presence"))
    assert "Karim répond" in answer.content.decode()
    assert Presence.objects.filter(ticket=ticket, person=scene.person("technician"), doing="reading").exists()


def test_a_manager_reads_and_leaves_no_trace(sign_in, declare):
    ticket, browser = declare(), sign_in("manager")
    html = page(browser, ticket)
    assert "Mettre en attente" not in html
    assert 'id="reply-text"' not in html
    assert Ticket.objects.get(id=ticket.id).awaits_reading


def test_one_s_own_request_shows_neither_notes_nor_diagnosis(sign_in, declare, scene):
    ticket = declare(title="Mon poste", who="mission")
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Une note sur Karim", internal=True)
    html = page(sign_in("mission"), ticket)
    assert "Une note sur Karim" not in html
    assert 'id="diagnosis"' not in html
    assert 'id="note-text"' not in html


def test_a_client_s_ticket_beyond_the_wall_is_not_found(sign_in, declare):
    ticket = declare(title="À la mairie", who="outsider")
    assert sign_in("mission").get(address(ticket)).status_code == 404
    assert sign_in("mission").get("/workbench/tickets/999999/").status_code == 404


def test_the_clock_stands_while_on_hold(sign_in, declare, scene):
    ticket = declare()
    hold_ticket(ticket.id, by=scene.enter("technician"), reason="supplier")
    assert "En attente d’un fournisseur" in page(sign_in("technician"), ticket)


def test_links_show_on_both_sides_and_tasks_are_finished(sign_in, declare, scene):
    one, other = declare(title="Une panne"), declare(title="Une autre")
    by, browser = scene.enter("technician"), sign_in("technician")
    link_tickets(one.id, other.number, by=by, kind="caused_by")
    assert "Causé par" in page(browser, one)
    assert "Causé par celui-ci" in page(browser, other)
    task = add_task(one.id, by=by, title="Commander un toner")
    browser.post(address(one, f"tasks/{task.id}/completion"))
    task.refresh_from_db()
    assert task.done_at is not None
    browser.post(address(one, f"links/{other.number}/removal"))
    assert "Causé par" not in page(browser, one).split("Tickets liés")[0].split("timeline")[0]


def test_speaks_english(sign_in, declare, in_english):
    ticket = declare()
    in_english("technician")
    html = page(sign_in("technician"), ticket)
    assert "Promise of service" in html
    assert "Put on hold" in html
    assert "Mettre en attente" not in html


def test_queries_do_not_grow_with_the_story(sign_in, declare, scene, queries_of):
    short, long = declare(), declare()
    by = scene.enter("technician")
    for ticket, times in ((short, 1), (long, 9)):
        take_ticket(ticket.id, by=by)
        for n in range(times):
            reply_to_ticket(ticket.id, by=by, text=f"Message {n}")
            reply_to_ticket(ticket.id, by=by, text=f"Note {n}", internal=True)
            add_task(ticket.id, by=by, title=f"Tâche {n}")
    browser = sign_in("technician")
    assert queries_of(browser, address(long)) == queries_of(browser, address(short))


def test_a_long_story_begins_folded(sign_in, declare, scene, monkeypatch):
    monkeypatch.setattr("secours.web.workbench.timeline.story.MOST", 3)
    ticket, by = declare(title="Longue", text="Le tout premier mot"), scene.enter("technician")
    for n in range(6):
        reply_to_ticket(ticket.id, by=by, text=f"Message numéro {n}")
    html = page(sign_in("technician"), ticket)
    assert "Message numéro 5" in html
    assert "Message numéro 0" not in html
    assert "Message numéro 0" in page(sign_in("technician"), ticket, "?all=1")


def test_words_of_a_story_stay_words(sign_in, declare, scene):
    """The story is written without a template: nothing that somebody typed becomes a tag."""
    ticket = declare(title="Test", text="<script>alert('un')</script> & suite")
    by = scene.enter("technician")
    add_task(ticket.id, by=by, title="<b>gras</b>")
    reply_to_ticket(ticket.id, by=by, text="<img src=x>", internal=True)
    html = page(sign_in("technician"), ticket)
    for typed in ("<script>alert(", "<b>gras", "<img src=x"):
        assert typed not in html
    assert "&lt;script&gt;alert(&#x27;un&#x27;)&lt;/script&gt; &amp; suite" in html
    assert "&lt;img src=x&gt;" in html


@pytest.mark.parametrize("number", [0, 99999999])
def test_an_unknown_number_is_not_found(sign_in, number):
    assert sign_in("technician").get(f"/workbench/tickets/{number}/").status_code == 404


def test_an_erased_text_says_so(sign_in, declare, scene):
    from secours.journal.operations import erase_text

    ticket = declare(text="Mon mot de passe est azerty")
    message = Message.objects.get(ticket=ticket)
    erase_text(message.entry, by=scene.enter("technician"), reason="privacy")
    html = page(sign_in("technician"), ticket)
    assert "Ce texte a été effacé" in html


def test_the_first_message_says_each_answer_once(sign_in, scene):
    """A ticket handed over by a guided diagnosis holds its answers in its text too: the page draws them apart."""
    by = scene.enter("requester")
    run = start_run(by=by, person=scene.person("requester"), text="Rien ne sort de l’imprimante du couloir.")
    run = choose_situation(run.id, by=by, fault_id=Fault.objects.get(code="prn.no_output").id)
    check = next_step_of(run, "user").check
    record_finding(run.id, by=by, check_id=check.id, value="no")
    remedy = Remedy.objects.filter(cause__fault=run.fault, by="user").first()
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="not_fixed")
    ticket = hand_over(run.id, by=by)
    html = unescape(
        sign_in("technician").get(f"/workbench/tickets/{ticket.number}/timeline").content.decode()
    )
    assert html.count(check.ask) == 1
    assert html.count(remedy.do) <= 2  # its attempt is a line of the story
    assert "Ce qui a été répondu" not in html
    assert "Rien ne sort de l’imprimante du couloir." in html


def test_the_menu_leads_to_the_assessment_and_the_fault_base(sign_in, declare, scene):
    ticket = declare(title="Plus de réseau")
    browser, url = sign_in("technician"), f"/workbench/tickets/{ticket.number}"
    page = browser.get(f"{url}/").content.decode()
    assert f'href="{url}/assessment/"' in page
    assert f'href="{url}/assessment/fr.pdf"' in page
    promotion = reverse("faults:promote", args=[ticket.number])
    assert promotion not in page  # nothing was found yet
    resolve_ticket(ticket.id, by=scene.enter("technician"), confirmed_how="verified", text="Câble")
    page = browser.get(f"{url}/").content.decode()
    assert page.count(f'href="{url}/assessment/"') > 1  # in view, beside the menu
    assert f'href="{promotion}"' in page
    assert browser.get(promotion).status_code == 200
    assert sign_in("manager").get(f"{url}/").content.decode().count(f'href="{url}/assessment/"') == 1


def test_one_word_for_each_state(sign_in, declare, scene):
    closed, silent = declare(title="Un"), declare(title="Deux")
    by = scene.enter("technician")
    resolve_ticket(closed.id, by=by, confirmed_how="user", text="Fait")
    close_ticket(closed.id, by=by)
    close_without_answer(silent.id, by=by)
    browser = sign_in("technician")
    assert state_told(browser, closed) == "Clos"
    assert state_told(browser, silent) == "Clos sans réponse"


def state_told(browser, ticket):
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    return re.search(r'<span class="tag t-line"><svg.*?</svg>([^<]*)</span>', page)[1]


def test_situations_of_a_solved_ticket_are_no_buttons(sign_in, declare, scene):
    ticket = declare(title="Mon appareil fait un bruit étrange")
    browser, url = sign_in("technician"), f"/workbench/tickets/{ticket.number}/diagnosis/"
    htmx = {"HTTP_HX_REQUEST": "true"}
    assert 'name="fault"' in browser.get(url, **htmx).content.decode()
    resolve_ticket(ticket.id, by=scene.enter("technician"), confirmed_how="verified", text="Câble")
    panel = browser.get(url, **htmx).content.decode()
    assert "<button" not in panel
    assert "Situation non relevée" in panel
