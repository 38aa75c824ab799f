"""Resolving from the workbench: what the diagnosis knows is proposed, the case is kept."""

import re

import pytest
from django.core import mail as sent

from secours.diagnosis.models import Attempt
from secours.diagnosis.operations import choose_situation, record_attempt, start_run_on_ticket
from secours.faults.choices import LearningState
from secours.faults.models import Fault, Occurrence, Remedy
from secours.faults.queries import counts_of
from secours.journal.models import Entry
from secours.people.operations import change_organisation
from secours.tickets.models import Message, Resolution, Ticket
from secours.tickets.operations import reply_to_ticket


def address(ticket):
    return f"/workbench/tickets/{ticket.number}/resolution"


def again(ticket):
    return Ticket.objects.get(id=ticket.id)


@pytest.fixture
def diagnosed(declare, scene):
    """A printer ticket whose situation is chosen, and one remedy that made it work again."""
    ticket = declare(title="L’imprimante n’imprime plus")
    by = scene.enter("technician")
    run = start_run_on_ticket(ticket, by=by)
    fault = Fault.objects.filter(causes__remedies__isnull=False, is_request=False).order_by("id").first()
    choose_situation(run.id, by=by, fault_id=fault.id)
    remedy = fault.causes.filter(remedies__isnull=False).first().remedies.first()
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome=Attempt.Outcome.FIXED)
    return ticket, remedy


def test_without_diagnosis_two_clicks_are_enough(sign_in, declare):
    ticket, browser = declare(title="Une question"), sign_in("technician")
    html = browser.get(address(ticket)).content.decode()
    assert "Confirmé comment" in html
    answer = browser.post(address(ticket), {"confirmed_how": "user", "text": "", "cause": "", "remedy": ""})
    assert answer.status_code == 302
    assert again(ticket).state == "solved"
    assert Occurrence.objects.get(ticket=ticket).cause is None


def test_the_remedy_that_worked_is_proposed_with_its_source(sign_in, diagnosed):
    ticket, remedy = diagnosed
    answer = sign_in("technician").get(address(ticket))
    assert answer.context["remedy"].ticked == remedy.id
    assert answer.context["cause"].ticked == remedy.cause_id
    assert remedy.do_fr in answer.content.decode()


def test_the_case_keeps_source_remedy_and_what_was_tried(sign_in, diagnosed):
    ticket, remedy = diagnosed
    told = {
        "cause": remedy.cause_id,
        "remedy": remedy.id,
        "confirmed_how": "verified",
        "text": "Elle imprime de nouveau.",
    }
    assert sign_in("technician").post(address(ticket), told).status_code == 302
    case = Occurrence.objects.get(ticket=ticket)
    assert (case.cause_id, case.remedy_id) == (remedy.cause_id, remedy.id)
    assert case.attempts == [[remedy.id, "fixed"]]


def test_without_a_quiet_window_the_case_counts_at_once(sign_in, diagnosed, scene):
    ticket, remedy = diagnosed
    change_organisation(ticket.organisation, by=scene.enter("admin"), quiet_days=0)
    told = {"cause": remedy.cause_id, "remedy": remedy.id, "confirmed_how": "verified", "text": ""}
    sign_in("technician").post(address(ticket), told)
    case = Occurrence.objects.get(ticket=ticket)
    assert (case.state, counts_of(case.fault_id).cases) == (LearningState.COUNTED, 1)


def test_the_word_to_the_requester_is_sent_or_not(sign_in, declare):
    sent, silent, browser = declare(), declare(), sign_in("technician")
    told = {"confirmed_how": "user", "text": "C’est réparé."}
    browser.post(address(sent), told)
    browser.post(address(silent), {**told, "silent": "1"})
    assert Message.objects.filter(ticket=sent, from_requester=False).count() == 1
    assert not Message.objects.filter(ticket=silent, from_requester=False).exists()
    assert Resolution.objects.get(ticket=silent).text == "C’est réparé."


def test_a_remedy_of_another_source_is_refused_and_nothing_is_sent(sign_in, diagnosed):
    ticket, remedy = diagnosed
    seen = sign_in("technician").get(address(ticket)).context
    other = next(one.id for one in seen["cause"].folded if one.id != remedy.cause_id)
    told = {"cause": other, "remedy": remedy.id, "confirmed_how": "user", "text": "Mon long texte"}
    answer = sign_in("technician").post(address(ticket), told)
    assert answer.status_code == 422
    assert "Mon long texte" in answer.content.decode()
    assert again(ticket).is_open
    assert not Message.objects.filter(ticket=ticket, from_requester=False).exists()


def test_how_it_was_confirmed_is_asked(sign_in, declare):
    ticket = declare()
    assert sign_in("technician").post(address(ticket), {"text": "Fait"}).status_code == 422
    assert again(ticket).is_open


def test_a_solved_ticket_leads_back(sign_in, declare):
    ticket, browser = declare(), sign_in("technician")
    browser.post(address(ticket), {"confirmed_how": "user"})
    assert browser.get(address(ticket)).status_code == 302


def test_speaks_english(sign_in, declare, in_english):
    ticket = declare()
    in_english("technician")
    html = sign_in("technician").get(address(ticket)).content.decode()
    assert "Resolve and send" in html
    assert "Résoudre et envoyer" not in html


def test_an_assessment_that_is_expected_is_asked_for(sign_in, declare):
    ticket = declare(impact=1, urgency=1)
    page = sign_in("technician").get(f"/workbench/tickets/{ticket.number}/resolution").content.decode()
    assert "Un bilan est attendu" in page
    usual = sign_in("technician").get(f"/workbench/tickets/{declare().number}/resolution").content.decode()
    assert "Un bilan est attendu" not in usual


def confirmed(html):
    """The confirmation that is ticked, if one is."""
    ticked = re.findall(r'name="confirmed_how" value="(\w+)" required checked', html)
    return ticked[0] if ticked else ""


def said_after(scene, ticket, text):
    reply_to_ticket(ticket.id, by=scene.enter("technician"), text="Essayez maintenant.")
    reply_to_ticket(ticket.id, by=scene.enter("requester"), text=text)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Ça remarche, merci beaucoup", "user"),
        ("Merci", ""),
        ("Ça ne remarche pas", ""),
        ("Ça remarche ?", ""),
        ("Je suis au bureau 12", ""),
    ],
)
def test_the_requesters_words_confirm_only_when_they_say_so(sign_in, declare, scene, text, how):
    ticket = declare(title="Une question")
    said_after(scene, ticket, text)
    html = sign_in("technician").get(address(ticket)).content.decode()
    assert confirmed(html) == how
    assert ("a écrit" in html) == bool(how)


def test_nothing_is_confirmed_when_nobody_said_anything(sign_in, declare):
    assert confirmed(sign_in("technician").get(address(declare(title="Ça remarche"))).content.decode()) == ""


def test_a_solution_noted_as_working_is_a_check(sign_in, diagnosed):
    assert confirmed(sign_in("technician").get(address(diagnosed[0])).content.decode()) == "verified"


def test_what_is_proposed_is_read_alone_and_the_rest_is_folded(sign_in, diagnosed):
    html = sign_in("technician").get(address(diagnosed[0])).content.decode()
    for name in ("cause", "remedy"):
        before, folded = html.split(f'name="{name}"', 1)[1].split("</fieldset>")[0].split("<details", 1)
        assert "checked" in before
        assert before.count(f'name="{name}"') == 0
        assert folded.count(f'name="{name}"') > 1


def test_another_solution_brings_its_own_source(sign_in, diagnosed):
    ticket, remedy = diagnosed
    other = Remedy.objects.filter(cause__fault=remedy.cause.fault).exclude(cause=remedy.cause).first()
    sent = {"proposed": remedy.cause_id, "cause": remedy.cause_id, "remedy": other.id}
    answer = sign_in("technician").post(address(ticket), {**sent, "confirmed_how": "user", "text": ""})
    assert answer.status_code == 302
    assert Occurrence.objects.get(ticket=ticket).cause == other.cause


@pytest.fixture
def secret(declare, scene):
    """A ticket whose situation has a solution that hands over a secret, and that solution."""
    ticket, by = declare(title="Mot de passe oublié"), scene.enter("technician")
    remedy = Remedy.objects.filter(needs_identity=True).order_by("id").first()
    run = start_run_on_ticket(ticket, by=by)
    choose_situation(run.id, by=by, fault_id=remedy.cause.fault_id)
    return ticket, remedy


def test_a_solution_that_hands_over_a_secret_asks_first_who_is_asking(sign_in, secret):
    ticket, remedy = secret
    browser, told = sign_in("technician"), {"confirmed_how": "user", "remedy": remedy.id, "text": "Voilà"}
    assert 'name="identity"' in browser.get(address(ticket)).content.decode()
    refused = browser.post(address(ticket), told)
    assert refused.status_code == 422
    assert "Assurez-vous d’abord" in refused.content.decode()
    assert "Voilà" in refused.content.decode()
    assert again(ticket).is_open
    assert browser.post(address(ticket), {**told, "identity": "in_person"}).status_code == 302
    entry = Entry.objects.get(subject_kind="ticket", subject_id=ticket.id, kind="ticket.solved")
    assert entry.data["identity"] == "in_person"


def test_it_is_not_asked_twice(sign_in, secret, scene):
    ticket, remedy = secret
    by = scene.enter("technician")
    run = start_run_on_ticket(ticket, by=by)
    record_attempt(run.id, by=by, remedy_id=remedy.id, outcome="fixed", identity="code")
    told = {"confirmed_how": "user", "remedy": remedy.id, "text": ""}
    assert sign_in("technician").post(address(ticket), told).status_code == 302


def test_who_is_told_that_it_is_solved_gets_one_mail_with_the_words(sign_in, diagnosed, run_jobs):
    ticket, _remedy = diagnosed
    run_jobs()
    before = len(sent.outbox)
    told = {"cause": "", "remedy": "", "confirmed_how": "verified", "text": "Elle imprime de nouveau."}
    sign_in("technician").post(address(ticket), told)
    run_jobs()
    (mail,) = sent.outbox[before:]
    assert mail.composed["Subject"].count("Résolu") == 1
    assert "Elle imprime de nouveau." in mail.composed.get_body(("plain",)).get_content()
