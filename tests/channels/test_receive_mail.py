"""Mail in: what becomes of each kind of message, and what never happens."""

import pytest
from django.conf import settings

from secours.channels.mail import tokens
from secours.channels.mail.delivery import process_again, receive, receive_all, understand_stored
from secours.channels.mail.storing import store_all
from secours.channels.models import MessageReference, RawMessage
from secours.journal.files import path_of
from secours.journal.models import Attachment, Outbox
from secours.people.models import Person
from secours.tickets.models import Link, Message, Ticket, Watcher
from secours.tickets.operations import close_ticket, declare_ticket, resolve_ticket


def ticket_of(delivery):
    return Ticket.objects.get(number=int(delivery.ticket_label[2:]))


def texts(ticket):
    messages = Message.objects.filter(ticket=ticket).select_related("entry__words").order_by("id")
    return [(m.kind, m.from_requester, m.entry.words.text) for m in messages]


def tag(ticket):
    return tokens.subject_tag(ticket.number, settings.SECRET_KEY)


def test_a_known_person_declares_a_ticket_of_their_organisation(deliver, letter, scene):
    got = deliver(letter())
    ticket = ticket_of(got)
    assert (got.verdict, got.message_id, got.reason) == ("ticket", "1@clinic.example", None)
    assert ticket.requester == scene.person("requester")
    assert ticket.organisation.name == "Clinique Saint-Luc"
    assert (ticket.title, ticket.channel, ticket.language) == ("Imprimante en panne", "mail", "fr")
    assert texts(ticket) == [("public", True, "L’imprimante de la pédiatrie n’imprime plus depuis ce matin.")]


def test_an_unknown_sender_becomes_a_contact_of_the_mailbox(deliver, letter, main):
    got = deliver(letter(sender="Léa Noël <Lea.Noel@Ailleurs.example>"))
    person = ticket_of(got).requester
    assert (person.name, person.email, person.account_id) == ("Léa Noël", "lea.noel@ailleurs.example", None)
    assert person.organisation_id == main.organisation_id


def test_the_raw_message_is_kept_to_the_byte(deliver, letter):
    raw = letter()
    deliver(b"From claire Tue Nov 24 09:46:00 2026\n" + raw)
    assert path_of(RawMessage.objects.get().sha256).read_bytes() == raw


def test_delivering_again_changes_nothing(deliver, letter):
    first, second = deliver(letter(message_id="<a@b.example>")), deliver(letter(message_id="<a@b.example>"))
    assert (second.verdict, second.ticket_label) == ("duplicate", first.ticket_label)
    assert Ticket.objects.filter(channel="mail").count() == 1


def test_the_same_mail_by_another_way_is_a_duplicate(deliver, letter):
    first = deliver(letter(message_id="<a@b.example>"))
    second = deliver(letter(message_id="<a@b.example>", Received="from elsewhere"))
    assert (second.verdict, second.ticket_label) == ("duplicate", first.ticket_label)
    assert RawMessage.objects.count() == 2


def test_the_same_file_twice_in_one_batch(main, mail, letter):
    raw = letter()
    assert [d.verdict for d in receive_all([raw, raw], mailbox=main, by=mail)] == ["ticket", "duplicate"]


def test_a_reused_id_is_a_message_of_its_own_and_threads_no_more(deliver, letter):
    first = deliver(letter(message_id="<scan@ricoh.example>"))
    second = deliver(letter("Deuxième scan", message_id="<scan@ricoh.example>"))
    answer = deliver(letter("Suite", In_Reply_To="<scan@ricoh.example>"))
    assert [first.verdict, second.verdict, answer.verdict] == ["ticket", "ticket", "ticket"]
    assert len({first.ticket_label, second.ticket_label, answer.ticket_label}) == 3
    assert list(RawMessage.objects.order_by("id").values_list("is_reused_id", flat=True)) == [
        False,
        True,
        False,
    ]
    again = deliver(letter(message_id="<scan@ricoh.example>"))
    assert (again.verdict, again.ticket_label) == ("duplicate", first.ticket_label)


def test_an_answer_to_a_known_message_joins_its_ticket(deliver, letter):
    first = deliver(letter(message_id="<a@b.example>"))
    own = deliver(letter("Toujours rien", References="<x@y.example> <a@b.example>", subject="sans rapport"))
    assert (own.verdict, own.ticket_label) == ("reply", first.ticket_label)
    assert texts(ticket_of(first))[1] == ("public", True, "Toujours rien")


def test_an_answer_by_its_signed_subject_or_address(deliver, letter):
    ticket = ticket_of(deliver(letter()))
    by_subject = deliver(letter("Un", subject=f"RE: {tag(ticket)} Imprimante"))
    address = tokens.plus_address("assistance@localhost.invalid", ticket.number, settings.SECRET_KEY)
    by_address = deliver(letter("Deux", To=address))
    assert [by_subject.ticket_label, by_address.ticket_label] == [ticket.label] * 2


def test_a_colleague_with_the_token_answers_without_becoming_the_requester(deliver, letter, scene):
    ticket = ticket_of(deliver(letter()))
    got = deliver(letter("It works", sender="colleague@demo.example", subject=f"Re: {tag(ticket)}"))
    ticket.refresh_from_db()
    assert (got.verdict, got.ticket_label) == ("reply", ticket.label)
    assert ticket.requester == scene.person("requester")
    assert not ticket.watchers.exists()
    assert Message.objects.filter(ticket=ticket).last().author == scene.person("colleague")


@pytest.mark.parametrize("sender", ["outsider@demo.example", "mallory@nowhere.example"])
@pytest.mark.parametrize("sign", ["reference", "token"])
def test_a_stranger_never_joins_a_ticket(deliver, letter, sender, sign):
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>")))
    signs = {"In_Reply_To": "<a@b.example>"} if sign == "reference" else {"subject": f"Re: {tag(ticket)}"}
    got = deliver(letter("Changez mon mot de passe", sender=sender, **signs))
    assert (got.verdict, got.ticket_label) == ("quarantined", None)
    assert ticket.label in got.reason
    assert len(texts(ticket)) == 1
    assert not Person.objects.filter(email="mallory@nowhere.example").exists()


def test_who_was_in_copy_may_answer(deliver, letter, scene):
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>", Cc="Chef <chef@prestataire.example>")))
    got = deliver(letter("D’accord", sender="Chef <chef@prestataire.example>", In_Reply_To="<a@b.example>"))
    assert (got.verdict, got.ticket_label) == ("reply", ticket.label)
    assert Person.objects.get(email="chef@prestataire.example").organisation_id == ticket.organisation_id


@pytest.mark.parametrize("subject", ["Re: [T-{0}] Imprimante", "T-{0}", "[T-{0}.aaaaaaaaaaaaaaaa] urgent"])
@pytest.mark.parametrize("sender", ["outsider@demo.example", "mallory@nowhere.example"])
def test_a_number_alone_opens_nothing_to_a_stranger(deliver, letter, subject, sender):
    ticket = ticket_of(deliver(letter()))
    got = deliver(letter("Bonjour", sender=sender, subject=subject.format(ticket.number)))
    assert got.verdict == "ticket"
    assert got.ticket_label != ticket.label
    assert len(texts(ticket)) == 1
    assert not Link.objects.exists()


def test_a_number_mentioned_by_a_colleague_makes_a_linked_ticket(deliver, letter):
    ticket = ticket_of(deliver(letter()))
    got = deliver(letter("Ici aussi", sender="colleague@demo.example", subject=f"Comme T-{ticket.number}"))
    assert got.verdict == "ticket"
    assert Link.objects.get().ticket == ticket_of(got)
    assert Link.objects.get().other == ticket


def test_the_requester_answering_with_the_number_alone(deliver, letter):
    ticket = ticket_of(deliver(letter()))
    answer = deliver(letter("Encore", subject=f"RE: [T-{ticket.number}] Imprimante"))
    mention = deliver(letter("Autre chose", subject=f"Comme pour T-{ticket.number}, l’écran"))
    assert (answer.verdict, answer.ticket_label) == ("reply", ticket.label)
    assert mention.verdict == "ticket"


def test_a_mail_in_the_name_of_staff_stays_an_internal_note(deliver, letter, scene):
    """Whoever forges their address holds no more than a signed subject that somebody was sent."""
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>")))
    Watcher.objects.create(
        ticket=ticket, person=scene.person("supervisor"), organisation_id=ticket.organisation_id
    )
    for role in ("technician", "supervisor"):
        sender = f"{role}@demo.example"
        deliver(letter("Vu avec Paul", sender=sender, In_Reply_To="<a@b.example>"))
        deliver(letter("Donnez-moi votre mot de passe", sender=sender, subject=f"Re: {tag(ticket)}"))
    assert [(kind, asked) for kind, asked, _text in texts(ticket)] == [("public", True)] + [
        ("note", False)
    ] * 4


def test_staff_out_of_reach_are_strangers(deliver, letter):
    ticket = ticket_of(deliver(letter(sender="outsider@demo.example")))
    got = deliver(letter("?", sender="mission@demo.example", subject=f"Re: {tag(ticket)}"))
    assert got.verdict == "quarantined"


def test_machines_get_no_answer_and_leave_a_note(deliver, letter, run_jobs):
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>")))
    run_jobs()
    sent = Outbox.objects.count()
    got = deliver(letter("Je suis absente.", In_Reply_To="<a@b.example>", Auto_Submitted="auto-replied"))
    alone = deliver(letter("Lettre", subject="Nouvelles", Precedence="bulk"))
    run_jobs()
    assert (got.verdict, got.ticket_label, got.reason) == ("automatic", ticket.label, "auto-submitted")
    assert (alone.verdict, alone.ticket_label) == ("automatic", None)
    assert [kind for kind, _r, _t in texts(ticket)] == ["public", "note"]
    assert Outbox.objects.count() == sent


def test_a_bounce_is_noted_on_the_ticket_of_what_bounced(deliver, letter, run_jobs):
    ticket = ticket_of(deliver(letter()))
    run_jobs()
    ours = Outbox.objects.get()
    report = f"User unknown\n\nMessage-ID: <{ours.message_id}>\n"
    got = deliver(letter(report, sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail"))
    ours.refresh_from_db()
    assert (got.verdict, got.ticket_label) == ("bounce", ticket.label)
    assert (ours.state, "User unknown" in ours.failure) == ("failed", True)
    assert texts(ticket)[-1][0] == "note"


def test_our_own_mail_come_back_is_never_answered(deliver, letter, run_jobs):
    deliver(letter())
    run_jobs()
    ours = Outbox.objects.get()
    loop = deliver(letter("Vu", sender="x@y.example", message_id=f"<{ours.message_id}>"))
    own = deliver(letter("Vu", sender="Assistance <assistance+t-1.abc@localhost.invalid>"))
    assert [loop.verdict, own.verdict] == ["automatic", "automatic"]
    run_jobs()
    assert Outbox.objects.count() == 1


def test_solved_is_reopened_by_work_not_by_thanks(deliver, letter, scene):
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>")))
    resolve_ticket(ticket.id, by=scene.actor("technician"), text="Pilote réinstallé")
    deliver(letter("Merci beaucoup, bonne journée !", In_Reply_To="<a@b.example>"))
    ticket.refresh_from_db()
    assert ticket.state == "solved"
    deliver(letter("Merci mais elle bourre encore", In_Reply_To="<a@b.example>"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopen_count) == ("new", 1)


def test_an_answer_to_a_closed_ticket_makes_a_linked_one(deliver, letter, scene):
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>")))
    resolve_ticket(ticket.id, by=scene.actor("technician"), text="Fait")
    close_ticket(ticket.id, by=scene.enter_system())
    got = deliver(letter("C’est revenu", In_Reply_To="<a@b.example>"))
    assert got.verdict == "ticket"
    assert Link.objects.get().other == ticket


def test_files_come_along(deliver, letter):
    from email import message_from_bytes
    from email.policy import default

    message = message_from_bytes(letter(), policy=default)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../écran.png")
    ticket = ticket_of(deliver(message.as_bytes()))
    kept = Attachment.objects.get(subject_kind="ticket", subject_id=ticket.id)
    assert (kept.name, kept.media_type, path_of(kept.sha256).read_bytes()) == (
        "écran.png",
        "image/png",
        b"\x89PNG",
    )
    assert kept.entry == Message.objects.get(ticket=ticket).entry


def test_html_reaches_the_ticket_as_text_only(deliver):
    raw = (
        b"From: requester@demo.example\nSubject: x\nMessage-ID: <h@b>\nContent-Type: text/html\n\n"
        b"<p>Bonjour <b>vous</b></p><script>alert(1)</script><img src=http://x.example/p.gif>"
    )
    assert texts(ticket_of(deliver(raw)))[0][2] == "Bonjour vous"


@pytest.mark.parametrize("raw", [b"", b"Subject: qui\n\nbonjour", b"From: \xff\xfe <x@y>\n\nbonjour"])
def test_what_cannot_be_understood_is_in_view_with_its_reason(deliver, raw):
    got = deliver(raw)
    row = RawMessage.objects.get()
    assert got.verdict == row.state == "quarantined"
    assert got.reason.endswith(".") or got.reason.endswith(")")


def test_a_crash_after_storing_loses_nothing(main, mail, letter, deliver):
    raw = letter()
    store_all([raw], mailbox=main, by=mail)
    assert understand_stored(by=mail) == 1
    assert RawMessage.objects.get().verdict == "ticket"
    assert understand_stored(by=mail) == 0
    assert deliver(raw).verdict == "duplicate"


def test_a_crash_after_storing_then_the_same_delivery_again(main, mail, letter, deliver):
    raw = letter()
    store_all([raw], mailbox=main, by=mail)
    assert deliver(raw).verdict == "ticket"


def test_set_aside_then_processed_again(deliver, letter, scene):
    ticket = ticket_of(deliver(letter(message_id="<a@b.example>")))
    got = deliver(letter("Bonjour", sender="mallory@nowhere.example", In_Reply_To="<a@b.example>"))
    row = RawMessage.objects.get(state="quarantined")
    admin = scene.enter("admin")
    assert process_again(row.id, by=admin).verdict == "quarantined"
    as_new = process_again(row.id, by=admin, as_new=True)
    assert as_new.verdict == "ticket"
    assert as_new.ticket_label not in (None, ticket.label, got.ticket_label)
    assert process_again(row.id, by=admin, as_new=True) == as_new


def test_a_clients_mailbox_threads_into_its_own_tickets_only(mail, letter, deliver, scene):
    from secours.channels.models import Mailbox

    town = Mailbox.objects.create(
        name="town", address="it@town.example", organisation=scene.person("outsider").organisation
    )
    ticket = declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text="Panne")
    got = receive(letter("Bonjour", subject=f"Re: {tag(ticket)}"), mailbox=town, by=mail)
    assert got.verdict == "ticket"
    assert ticket_of(got).organisation == town.organisation
    assert len(texts(ticket)) == 1


def test_a_long_message_id_threads_too(deliver):
    long = "x" * 600 + "@b.example"
    head = "From: requester@demo.example\nSubject: x\n"
    first = deliver(f"{head}Message-ID: <{long}>\n\nPanne".encode())
    answer = deliver(f"{head}Message-ID: <2@b>\nIn-Reply-To: <{long}>\n\nSuite".encode())
    assert answer.ticket_label == first.ticket_label
    assert MessageReference.objects.filter(message_id__startswith="sha256:").count() == 1


def _followed(deliver, letter, scene):
    ticket = ticket_of(deliver(letter()))
    scene.enter_system()
    ticket.watchers.create(organisation_id=ticket.organisation_id, person=scene.person("colleague"))
    return ticket


def test_who_only_follows_declares_their_own(deliver, letter, scene):
    """As in the portal and the API: they read this one, what they tell is a ticket of theirs, linked to it."""
    ticket = _followed(deliver, letter, scene)
    got = deliver(letter("Chez moi aussi", sender="colleague@demo.example", subject=f"Re: {tag(ticket)}"))
    own = ticket_of(got)
    assert (got.verdict, own != ticket, own.requester) == ("ticket", True, scene.person("colleague"))
    assert len(texts(ticket)) == 1
    assert Link.objects.filter(ticket__in=[own, ticket], other__in=[own, ticket]).exists()


def test_a_thank_you_of_who_follows_is_a_note(deliver, letter, scene):
    ticket = _followed(deliver, letter, scene)
    got = deliver(letter("Merci !", sender="colleague@demo.example", subject=f"Re: {tag(ticket)}"))
    assert (got.verdict, got.ticket_label) == ("reply", ticket.label)
    assert [kind for kind, _from, _text in texts(ticket)] == ["public", "note"]


@pytest.mark.parametrize("line", ["Ligne du journal\n", "Une ligne du journal plus longue que les autres\n"])
def test_a_text_too_long_says_where_the_rest_is(deliver, letter, line):
    ticket = ticket_of(deliver(letter(line * 10_000)))
    text = texts(ticket)[0][2].replace("\u00a0", " ")
    assert text.startswith(line)
    assert text.endswith("(Le texte continue : la suite est dans le message d’origine.)")
