"""Who is told of what, in which language, and never twice."""

import pytest
from django.core import mail as sent

from secours.channels.mail import tokens
from secours.channels.models import MessageReference, Notification
from secours.channels.telling import tell_of
from secours.journal.models import Entry, Outbox
from secours.people.models import PersonLink
from secours.tickets.models import Watcher
from secours.tickets.operations import (
    assign_ticket,
    close_without_answer,
    declare_ticket,
    escalate_ticket,
    reopen_ticket,
    reply_to_ticket,
    resolve_ticket,
)


def declared(scene, role="requester"):
    return declare_ticket(by=scene.actor(role), requester=scene.person(role), text="Écran noir")


def told(kind):
    rows = Notification.objects.filter(kind=kind).values_list("person__email", flat=True)
    return sorted(email.partition("@")[0] for email in rows)


def test_a_new_ticket_tells_its_team_and_acknowledges(scene, run_jobs):
    ticket = declared(scene)
    assert run_jobs() == ["channels.notify", "channels.send_letter"]
    assert told("ticket.declared") == ["mission", "supervisor", "technician"]
    message = sent.outbox[0].message()
    text = message.as_bytes().decode()
    assert message["Subject"].startswith(f"[T-{ticket.number}.")
    assert message["Auto-Submitted"] == "auto-generated"
    assert (sent.outbox[0].to, "Bonjour Claire Morvan" in text) == (["requester@demo.example"], True)
    assert f"/portal/tickets/{ticket.number}" in sent.outbox[0].composed.get_body(("plain",)).get_content()


def test_only_who_may_see_the_ticket_is_told(scene, run_jobs):
    declared(scene, "outsider")
    run_jobs()
    assert told("ticket.declared") == ["supervisor", "technician"]


def test_a_follower_is_not_mailed_the_requesters_words(scene, run_jobs):
    ticket = declared(scene)
    Watcher.objects.create(
        ticket=ticket, person=scene.person("colleague"), organisation_id=ticket.organisation_id
    )
    run_jobs()
    sent.outbox.clear()
    resolve_ticket(ticket.id, by=scene.actor("requester"), text="Mon mot de passe était faux")
    run_jobs()
    bodies = {one.to[0]: one.composed.get_body(("plain",)).get_content() for one in sent.outbox}
    assert list(bodies) == ["colleague@demo.example"]
    assert "mot de passe" not in bodies["colleague@demo.example"]


def test_a_follower_is_mailed_the_teams_words(scene, run_jobs):
    ticket = declared(scene)
    Watcher.objects.create(
        ticket=ticket, person=scene.person("colleague"), organisation_id=ticket.organisation_id
    )
    run_jobs()
    sent.outbox.clear()
    resolve_ticket(ticket.id, by=scene.actor("technician"), text="Le commutateur a redémarré")
    run_jobs()
    bodies = [one.composed.get_body(("plain",)).get_content() for one in sent.outbox]
    assert len(bodies) == 2
    assert all("commutateur" in body for body in bodies)


def test_in_the_language_of_who_reads(scene, run_jobs):
    declared(scene, "colleague")
    run_jobs()
    body = sent.outbox[0].composed.get_body(("plain",)).get_content()
    assert "Hello Emma Clarke" in body
    assert "3000" in body


def test_a_contact_without_account_gets_a_one_time_link(scene, deliver, letter, run_jobs):
    deliver(letter(sender="Léa <lea@ailleurs.example>"))
    run_jobs()
    body = sent.outbox[0].composed.get_body(("plain",)).get_content()
    assert "/portal/follow/" in body
    assert PersonLink.objects.count() == 1
    assert "secret" not in Outbox.objects.get().data


def test_telling_again_tells_nobody_twice(scene, run_jobs):
    ticket = declared(scene)
    run_jobs()
    entry = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id)
    assert tell_of(entry.id, by=scene.enter_system()) == []
    assert (Outbox.objects.count(), len(sent.outbox), Notification.objects.count()) == (1, 1, 3)


def test_the_team_s_answer_goes_to_the_requester_and_threads(scene, deliver, letter, run_jobs):
    deliver(letter(message_id="<a@b.example>"))
    ticket_id = Entry.objects.filter(kind="ticket.declared").latest("id").subject_id
    run_jobs()
    reply_to_ticket(ticket_id, by=scene.actor("technician"), text="Est-elle allumée ?")
    run_jobs()
    message = sent.outbox[-1].composed
    assert message["In-Reply-To"] == "<a@b.example>"
    assert "Est-elle allumée ?" in message.get_body(("plain",)).get_content()
    assert "Inès Lambert" in message.get_body(("plain",)).get_content()
    got = deliver(letter("Oui", In_Reply_To=message["Message-ID"]))
    assert got.verdict == "reply"


def test_a_note_is_never_mailed(scene, run_jobs):
    ticket = declared(scene)
    run_jobs()
    reply_to_ticket(ticket.id, by=scene.actor("technician"), text="VIP difficile", internal=True)
    assert run_jobs() == []
    assert len(sent.outbox) == 1


def test_the_requester_s_reply_tells_who_has_the_ticket(scene, run_jobs):
    ticket = declared(scene)
    assign_ticket(ticket.id, by=scene.actor("supervisor"), person_id=scene.person("technician").id)
    reply_to_ticket(ticket.id, by=scene.actor("requester"), text="Alors ?")
    run_jobs()
    assert told("ticket.assigned") == told("ticket.replied") == ["technician"]


def test_who_takes_a_ticket_is_not_told_so(scene, run_jobs):
    ticket = declared(scene)
    by = scene.actor("technician")
    assign_ticket(ticket.id, by=by, person_id=by.person_id)
    run_jobs()
    assert told("ticket.assigned") == []


def test_solved_then_not(scene, run_jobs):
    ticket = declared(scene)
    resolve_ticket(ticket.id, by=scene.actor("technician"), text="Câble rebranché")
    run_jobs()
    body = sent.outbox[-1].composed.get_body(("plain",)).get_content()
    assert "Câble rebranché" in body
    assert "Ça ne marche toujours pas\u00a0?" in body
    reopen_ticket(ticket.id, by=scene.actor("requester"), why="Toujours noir")
    run_jobs()
    assert told("ticket.reopened") == ["mission", "supervisor", "technician"]


def test_one_who_solves_it_alone_gets_no_mail_about_it(scene, run_jobs):
    ticket = declared(scene)
    run_jobs()
    resolve_ticket(ticket.id, by=scene.actor("requester"))
    run_jobs()
    assert len(sent.outbox) == 1


def test_escalated_and_closed_without_answer(scene, run_jobs):
    from secours.people.models import Membership, Team

    ticket = declared(scene)
    second = Team.objects.get(level=2)
    admin = scene.person("admin")
    Membership.objects.create(team=second, person=admin, organisation=admin.organisation)
    escalate_ticket(ticket.id, by=scene.actor("technician"), team_id=second.id, note="Carte mère ?")
    close_without_answer(ticket.id, by=scene.actor("technician"))
    run_jobs()
    assert told("ticket.escalated") == ["admin"]
    assert "Clos sans réponse" in sent.outbox[-1].composed["Subject"]


def test_two_machines_stop_answering_each_other(scene, deliver, letter, run_jobs):
    for number in range(14):
        deliver(letter(f"Je ne suis pas là {number}", sender="robot@ailleurs.example"))
        run_jobs()
    assert Outbox.objects.filter(recipient="robot@ailleurs.example").count() == 10


def test_our_message_ids_are_known_and_not_guessable(scene, run_jobs, settings):
    ticket = declared(scene)
    run_jobs()
    row = Outbox.objects.get()
    assert MessageReference.objects.get(message_id=row.message_id).ticket == ticket
    assert str(ticket.number) not in row.message_id
    assert tokens.verify(tokens.find_tokens(sent.outbox[0].subject)[0], settings.SECRET_KEY)


@pytest.mark.parametrize("title", ["A\r\nBcc: all@x.example", "x" * 500])
def test_a_title_cannot_add_a_header(scene, run_jobs, title):
    declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text="x", title=title)
    run_jobs()
    assert sent.outbox[0].composed["Bcc"] is None
    assert sent.outbox[0].recipients() == ["requester@demo.example"]
