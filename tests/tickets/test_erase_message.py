"""Privacy: the words of a message go everywhere they are kept; the history stays whole and says so."""

import pytest
from django.db import connection

from secours.channels.keeping import remove_unheld
from secours.channels.models import RawMessage
from secours.diagnosis.models import Assessment, Run
from secours.diagnosis.operations import edit_assessment
from secours.faults.models import Phrase, Remedy, Symptom
from secours.faults.operations import promote_ticket, record_fault
from secours.journal.files import attach, path_of
from secours.journal.models import Attachment, Entry
from secours.journal.verification import verify_journal
from secours.people.errors import NotAllowed, NotFound, Refused
from secours.people.models import Organisation, Role
from secours.tickets.access import search_tickets
from secours.tickets.models import Draft, Message, Ticket
from secours.tickets.operations import (
    add_task,
    declare_ticket,
    erase_message,
    reply_to_ticket,
    resolve_ticket,
    save_draft,
)

SECRET = "Mon mot de passe zygomatique est hippocampe quarante-deux, merci de le noter pour moi"


@pytest.fixture
def ticket(scene):
    return declare_ticket(by=scene.enter("technician"), requester=scene.person("requester"), text=SECRET)


def first(ticket):
    return Message.objects.filter(ticket=ticket).order_by("id")[0]


def erase(scene, ticket, message=None):
    return erase_message(ticket.id, (message or first(ticket)).id, by=scene.enter("admin"))


def file_on(ticket, content, entry=None):
    return attach(
        content, name="capture.png", media_type="image/png", organisation_id=ticket.organisation_id,
        subject_kind="ticket", subject_id=ticket.id, entry=entry,
    )  # fmt: skip


def test_the_journal_verifies_and_says_so(scene, ticket):
    erase(scene, ticket)
    assert first(ticket).entry.words.text == ""
    scene.enter_system()
    verdict = verify_journal()
    assert (verdict.broken, verdict.erased) == ("", 1)
    said = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id, kind="text.erased")
    assert said.data == {"number": 1, "reason": "asked"}
    assert said.visibility == "internal"


def test_erased_words_are_no_longer_found_the_others_are(scene, ticket):
    by = scene.enter("technician")
    reply_to_ticket(ticket.id, by=by, text="Je regarde la girafe")
    assert search_tickets(by, "hippocampe") == [ticket.id]
    erase(scene, ticket)
    by = scene.enter("technician")
    assert search_tickets(by, "hippocampe") == []
    assert search_tickets(by, "girafe") == [ticket.id]
    assert search_tickets(by, ticket.label) == [ticket.id]


def test_the_subject_made_of_them_goes_too_another_stays(scene, ticket):
    named = declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), text=SECRET, title="Compte"
    )
    erase(scene, ticket)
    erase(scene, named)
    assert Ticket.objects.get(id=ticket.id).title == "Effacé, par confidentialité"
    assert Ticket.objects.get(id=named.id).title == "Compte"


def test_drafts_that_quote_go_and_others_stay(scene, ticket):
    by = scene.enter("technician")
    save_draft(by, f"reply:{ticket.number}", f"Vous écrivez : {SECRET}")
    save_draft(by, f"note:{ticket.number}", "Rappeler demain")
    erase(scene, ticket)
    assert [draft.text for draft in Draft.objects.filter(key__endswith=str(ticket.number))] == [
        "Rappeler demain"
    ]


def test_the_assessment_keeps_the_rest(scene, ticket):
    by = scene.enter("technician")
    facts = f"Elle nous a écrit. {SECRET}. Le compte est bloqué."
    edit_assessment(ticket.id, by=by, language="fr", facts=facts, risk=SECRET)
    erase(scene, ticket)
    edited = Assessment.objects.get(ticket=ticket).edited["fr"]
    assert edited == {"facts": "Elle nous a écrit. Le compte est bloqué."}


def test_the_run_and_its_journal_go_too(scene):
    from secours.diagnosis.operations import hand_over, start_run

    by = scene.enter("requester")
    run = start_run(by=by, person=scene.person("requester"), text=SECRET)
    handed = hand_over(run.id, by=by)
    erase(scene, handed)
    assert Run.objects.get(id=run.id).text == ""
    kept = Entry.objects.filter(subject_kind="run", subject_id=run.id).exclude(words=None)
    assert [entry.words.text for entry in kept] == ["" for _ in kept]
    assert kept
    scene.enter_system()
    assert verify_journal().broken == ""


def place(fault, *texts):
    """By meaning, as the index does; where does not matter here."""
    place = "[" + ",".join(["0"] * 511 + ["1"]) + "]"
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(
                "INSERT INTO faults_phrase (organisation_id, fault_id, text, model, embedding)"
                " VALUES (%s, %s, %s, 'a model', %s::vector)",
                [fault.organisation_id, fault.id, text, place],
            )


def test_what_the_fault_base_learnt_of_it_goes(scene, ticket):
    by = scene.enter("technician")
    resolve_ticket(ticket.id, by=by, text="Compte débloqué")
    fault = promote_ticket(ticket.id, by=by, title_fr="Compte bloqué")
    place(fault, fault.symptoms.get().text, "Compte bloqué")
    erase(scene, ticket)
    assert not Symptom.objects.filter(fault=fault).exists()
    assert [phrase.text for phrase in Phrase.objects.filter(fault=fault)] == ["Compte bloqué"]


def test_a_title_and_a_solution_copied_from_the_ticket_go_too(scene, ticket):
    by = scene.enter("technician")
    resolve_ticket(ticket.id, by=by, text=f"Compte débloqué. {SECRET}")
    fault = promote_ticket(ticket.id, by=by, cause_fr="Trop d’essais")
    erase(scene, ticket)
    fault.refresh_from_db()
    remedy = Remedy.objects.get(cause__fault=fault)
    assert (fault.title_fr, remedy.do_fr) == ("Effacé, par confidentialité", "Compte débloqué.")


def test_what_a_technician_wrote_in_the_fault_base_stays(scene):
    by = scene.enter("technician")
    own = record_fault(by=by, title_fr="Poste éteint", symptoms={"fr": ["mon ordinateur ne s’allume plus"]})
    text = "Bonjour, mon ordinateur ne s’allume plus. Mon mot de passe : abc"
    erase(scene, declare_ticket(by=by, requester=scene.person("requester"), text=text))
    assert Symptom.objects.filter(fault=own).exists()


def test_what_was_promoted_before_the_message_stays(scene, ticket):
    """Else one could erase the provider's knowledge by repeating it."""
    by = scene.enter("technician")
    resolve_ticket(ticket.id, by=by, text="Fait")
    words = "Rejoindre le domaine avec le compte zygomatique puis renouveler le jeton Kerberos"
    fault = promote_ticket(ticket.id, by=by, title_fr="Compte", cause_fr="Jeton", remedy_fr=words)
    erase(scene, ticket, reply_to_ticket(ticket.id, by=scene.enter("requester"), text=words))
    assert Remedy.objects.get(cause__fault=fault).do_fr == words


def test_a_clients_administrator_erases_the_words_of_its_own_people(scene, ticket):
    by = scene.enter("technician")
    reply = reply_to_ticket(ticket.id, by=by, text="Je regarde la girafe")
    resolve_ticket(ticket.id, by=by, text="Compte débloqué")
    fault = promote_ticket(ticket.id, by=by, title_fr="Compte bloqué")
    scene.enter_system()
    own = scene.person("client")
    Role.objects.create(person=own, name="administrator", organisation_id=own.organisation_id)
    with pytest.raises(NotAllowed) as refusal:
        erase_message(ticket.id, reply.id, by=scene.enter("client"))
    assert refusal.value.code == "not_their_words"
    erase_message(ticket.id, first(ticket).id, by=scene.enter("client"))
    assert not Organisation.objects.filter(is_provider=True).exists()  # back behind the client's wall
    scene.enter_system()
    assert fault.organisation_id is None
    assert not Symptom.objects.filter(fault=fault).exists()


def test_the_page_says_whose_words_a_client_may_erase(scene, ticket, sign_in):
    reply = reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Je regarde la girafe")
    scene.enter_system()
    own = scene.person("client")
    Role.objects.create(person=own, name="administrator", organisation_id=own.organisation_id)
    browser, address = sign_in("client"), f"/workbench/tickets/{ticket.number}/messages"
    refused = browser.post(f"{address}/{reply.id}/erasure", {"reason": "asked"})
    assert (refused.status_code, "votre organisation ont écrit" in refused.content.decode()) == (422, True)
    assert browser.post(f"{address}/{first(ticket).id}/erasure", {"reason": "asked"}).status_code == 302


def test_a_draft_and_a_task_keep_the_rest(scene, ticket):
    by = scene.enter("technician")
    save_draft(by, f"reply:{ticket.number}", f"J’ai tout lu. Vous écrivez : {SECRET}. À demain.")
    task = add_task(ticket.id, by=by, title=f"Rappeler Claire. {SECRET}")
    erase(scene, ticket)
    draft = Draft.objects.get(key=f"reply:{ticket.number}")
    task.refresh_from_db()
    assert (draft.text, task.title) == ("J’ai tout lu. À demain.", "Rappeler Claire.")


def test_courtesy_in_common_is_no_quotation(scene):
    by = scene.enter("technician")
    courtesy = "Je vous remercie par avance pour votre aide et vous souhaite une bonne journée"
    ticket = declare_ticket(by=by, requester=scene.person("requester"), text=f"Écran noir. {courtesy}")
    save_draft(by, f"reply:{ticket.number}", f"Je passe demain. {courtesy}")
    erase(scene, ticket)
    scene.enter("technician")
    assert courtesy in Draft.objects.get(key=f"reply:{ticket.number}").text


def test_its_files_go_unless_another_holds_them(scene, ticket):
    scene.enter("technician")
    other = declare_ticket(by=scene.enter("technician"), requester=scene.person("requester"), text="Autre")
    own = file_on(ticket, b"only here, 4d1f", first(ticket).entry)
    loose = file_on(ticket, b"given with the declaration, 77aa")
    shared = file_on(ticket, b"on two tickets, 93bc", first(ticket).entry)
    file_on(other, b"on two tickets, 93bc")
    erase(scene, ticket)
    assert not Attachment.objects.filter(subject_kind="ticket", subject_id=ticket.id).exists()
    by = scene.enter_system()
    assert remove_unheld([own.sha256, loose.sha256, shared.sha256], by=by) == 2
    assert [path_of(one.sha256).exists() for one in (own, loose, shared)] == [False, False, True]


def test_the_mail_it_came_by_goes_and_does_not_come_in_again(scene):
    from secours.channels.mail.delivery import receive
    from secours.channels.models import Mailbox
    from secours.people.actor import system_actor

    raw = f"From: Claire <requester@demo.example>\r\nSubject: Compte\r\nMessage-ID: <erase@x>\r\n\r\n{SECRET}\r\n"
    mailbox = Mailbox.objects.get(name="main")
    mail = system_actor("mail")
    receive(raw.encode(), mailbox=mailbox, by=mail)
    kept = RawMessage.objects.get(message_id="erase@x")
    assert path_of(kept.sha256).exists()
    erase(scene, kept.ticket, kept.posted)
    assert remove_unheld([kept.sha256], by=scene.enter_system()) == 1
    kept.refresh_from_db()
    assert (kept.subject, path_of(kept.sha256).exists()) == ("", False)
    assert receive(raw.encode(), mailbox=mailbox, by=mail).verdict == "duplicate"
    assert remove_unheld([kept.sha256], by=scene.enter_system()) == 1


def received(words, **more):
    """The same mail, its way told by `more` headers."""
    from secours.channels.mail.delivery import receive
    from secours.channels.models import Mailbox
    from secours.people.actor import system_actor

    way = "".join(f"{name}: {value}\r\n" for name, value in more.items())
    told = "From: Claire <requester@demo.example>\r\nSubject: Compte\r\nMessage-ID: <twice@x>\r\n"
    raw = f"{way}{told}Date: Tue, 24 Nov 2026 09:46:00 +0100\r\n\r\n{words}\r\n"
    return receive(raw.encode(), mailbox=Mailbox.objects.get(name="main"), by=system_actor("mail"))


def test_the_same_mail_by_another_way_goes_too_and_later_ones_at_once(scene):
    received(SECRET)
    assert received(SECRET, Received="elsewhere").verdict == "duplicate"
    scene.enter_system()
    first_kept, _second = RawMessage.objects.order_by("id")
    erase(scene, first_kept.ticket, first_kept.posted)
    assert received(SECRET, Received="a third way").verdict == "duplicate"
    by = scene.enter_system()
    kept = RawMessage.objects.order_by("id")
    assert [(one.subject, one.erased_at is not None) for one in kept] == [("", True)] * 3
    assert remove_unheld([one.sha256 for one in kept], by=by) == 3
    assert not any(path_of(one.sha256).exists() for one in kept)


def test_a_clients_administrator_reaches_the_mail_in_the_providers_mailbox(scene):
    received(SECRET)
    scene.enter_system()
    own = scene.person("client")
    Role.objects.create(person=own, name="administrator", organisation_id=own.organisation_id)
    kept = RawMessage.objects.get()
    assert kept.organisation_id != own.organisation_id
    erase_message(kept.ticket_id, kept.posted_id, by=scene.enter("client"))
    scene.enter_system()
    kept.refresh_from_db()
    assert (kept.subject, kept.erased_at is not None) == ("", True)


def test_words_of_the_ticket_that_repeat_it_go_messages_are_counted(scene, ticket):
    by = scene.enter("technician")
    quoting = reply_to_ticket(ticket.id, by=by, text=f"> {SECRET}\nBien reçu")
    resolution = resolve_ticket(ticket.id, by=by, text=f"Fait. {SECRET}")
    assert erase(scene, ticket) == 1
    resolution.refresh_from_db()
    assert resolution.text == "Fait."
    assert SECRET in Message.objects.get(id=quoting.id).entry.words.text
    solved = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id, kind="ticket.solved")
    assert solved.words.text == ""


def test_only_administrators_erase_and_only_once(scene, ticket):
    for role in ("technician", "supervisor", "requester"):
        with pytest.raises(NotAllowed):
            erase_message(ticket.id, first(ticket).id, by=scene.enter(role))
    erase(scene, ticket)
    with pytest.raises(Refused) as refusal:
        erase(scene, ticket)
    assert refusal.value.code == "already_erased"
    other = declare_ticket(by=scene.enter("technician"), requester=scene.person("requester"), text="Autre")
    with pytest.raises(NotFound):
        erase(scene, other, first(ticket))


def test_from_the_page_of_the_ticket(scene, ticket, sign_in):
    browser = sign_in("admin")
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    address = f"/workbench/tickets/{ticket.number}/messages/{first(ticket).id}/erasure"
    assert address in page
    assert "zygomatique" in page
    assert address not in sign_in("supervisor").get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert browser.get(address).status_code == 200
    after = browser.post(address, {"reason": "secret"}, follow=True).content.decode()
    assert "zygomatique" not in after
    assert browser.post(address, {"reason": "secret"}).status_code == 422
    assert browser.post(address, {"reason": "n’importe"}).status_code == 422


def test_what_was_changed_is_kept_without_words(scene, ticket):
    from secours.tickets.operations import change_ticket

    change_ticket(ticket.id, by=scene.enter("technician"), title="Hippocampe", callback_phone="0601020304")
    kept = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id, kind="ticket.changed")
    assert "Hippocampe" not in str(kept.data)
    assert "0601" not in str(kept.data)
    assert sorted(kept.data["after"]) == ["callback_phone", "title"]
