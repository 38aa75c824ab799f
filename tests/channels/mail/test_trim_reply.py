"""What stays of an answer; the public suites are measured in test_public_suites.py."""

import pytest

from secours.channels.mail.quoting import trim_reply
from secours.channels.mail.reading import read_message

OWN = "Bonjour,\n\nC’est toujours en panne.\n\nCordialement,\nJeanne"
HISTORIES = {
    "two-line French": "Le lun. 3 mars 2025 à 10:12, Assistance <s@demo.example> a\nécrit :\n\n> Et le câble ?",
    "Thunderbird French": "Le 03/03/2025 à 10:12, Assistance a écrit :\n> Et le câble ?",
    "Zimbra": "- Le 2025-03-03 10:12, Assistance a écrit :\n> Et le câble ?",
    "Outlook French": "De : Assistance <s@demo.example>\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Jeanne\n"
    "Objet : RE: [T-1042] Panne\n\nEt le câble ?",
    "Outlook bold with rule": "________________________________\n*De :* Assistance\n*Envoyé :* lundi 3 mars\n"
    "*Objet :* Panne\n\nEt le câble ?",
    "Message d’origine": "-----Message d'origine-----\nDe : Assistance\nEnvoyé : lundi\nObjet : x\n\nEt le câble ?",
    "Orange": "> Message du 03/03/25 10:12\n> De : \"Assistance\" <s@demo.example>\n> A : j@demo.example\n"
    "> Objet : x\n>\n> Et le câble ?",
    "Gmail English": "On Mon, Mar 3, 2025 at 10:12 AM Support <s@demo.example>\nwrote:\n\n> And the cable?",
    "Outlook English": "From: Support\nSent: Monday, March 3, 2025\nTo: Jeanne\nSubject: x\n\nAnd the cable?",
    "answer above": "##- Veuillez répondre au-dessus de cette ligne -##\n\nVotre ticket",
    "iPhone": "Envoyé de mon iPhone\n\n> Le 3 mars 2025 à 10:12, Assistance <s@d.example> a écrit :\n>\n> Bonjour",
    "Outlook mobile": "Obtenir Outlook pour Android<https://x.example>",
    "disclaimer": "Ce message et ses pièces jointes sont confidentiels et destinés au seul destinataire.",
    "delimiter": "-- \nJeanne Martin\nComptable\n01 23 45 67 89",
}  # fmt: skip


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_the_history_goes_and_the_words_stay(history: str) -> None:
    assert trim_reply(f"{OWN}\n\n{history}\n") == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Le serveur affiche à 10:12 :\nErreur 2024 : disque plein",
        "De : Paris\nÀ : Lyon\n\nLe train est complet.",
        "Le chef a écrit :\nc’est urgent",
        "Voici les adresses :\n\nhttp://a.example\nhttp://b.example",
        "Liste :\n- un\n- deux\n\n    code\n    indenté",
        "On Thursday:\n\nthe printer works.",
        "Sent from my desk, is much easier than my phone.",
    ],
)
def test_ordinary_words_are_not_taken_for_history(text: str) -> None:
    assert trim_reply(text) == text


def test_answers_between_the_lines_keep_their_questions() -> None:
    text = (
        "Le 03/03/2025 à 10:12, Assistance a écrit :\n> Laquelle ?\n\nLa HP.\n\n> Depuis quand ?\n\nCe matin."
    )
    assert trim_reply(text) == "> Laquelle ?\n\nLa HP.\n\n> Depuis quand ?\n\nCe matin."


def test_an_answer_below_the_quotation_is_found() -> None:
    assert trim_reply("Le 03/03/2025 à 10:12, Assistance a écrit :\n> Laquelle ?\n\nLa HP.") == "La HP."


def test_a_contact_block_under_the_name_of_the_sender_goes() -> None:
    block = "Jeanne Martin\nTél. 01 23 45 67 89\njeanne@demo.example\nwww.demo.example"
    assert trim_reply(f"Merci de m’appeler.\n\n{block}", "Jeanne Martin") == "Merci de m’appeler."
    assert trim_reply(f"Appelez-le :\n\n{block}", "Paul Durand") == f"Appelez-le :\n\n{block}"


@pytest.mark.parametrize("subject", ["TR: Panne", "Fwd: Panne", "FW: Panne"])
def test_a_mail_passed_on_is_kept_whole(subject: str) -> None:
    body = "Pour info\n\nDe : Paul <p@demo.example>\nEnvoyé : lundi 3 mars 2025\nObjet : Panne\n\nPlus de réseau."
    assert read_message(f"Subject: {subject}\nFrom: a@demo.example\n\n{body}".encode()).trimmed == body


def test_html_quotations_are_trimmed_too() -> None:
    raw = (
        b"From: a@demo.example\nContent-Type: text/html\n\n<div>Thanks!</div><div class=gmail_quote>"
        b"<div>On Mon, Mar 3, 2025 at 10:12 AM S &lt;s@demo.example&gt; wrote:<br></div>"
        b"<blockquote>Old words</blockquote></div>"
    )
    assert read_message(raw).trimmed == "Thanks!"
