"""What an opening answer settles among the checks: only what truly follows from it."""

import re

import pytest
import yaml

from secours.diagnosis.models import Finding
from secours.diagnosis.opening import answers_in_text
from secours.diagnosis.opening_checks import RULES
from secours.diagnosis.operations import answer_opening
from secours.faults.pack import STARTER_PACK

# The whole table: (check, what “others too”, “only me” and “I don’t know” say of it; empty: it is asked).
TABLE = {
    "collab.teams_login.others": ("yes", "no", "unknown"),
    "hw.phone.others": ("yes", "no", "unknown"),
    "net.no_internet_dns.others": ("yes", "no", "unknown"),
    "pc.app_crash.others": ("yes", "no", "unknown"),
    "pc.slow_logon.others": ("yes", "no", "unknown"),
    "web.site_fail.others": ("yes", "no", "unknown"),
    "web.sso_loop.others": ("yes", "no", "unknown"),
    "hw.call_quality.others": ("", "no", "unknown"),
    "net.slow.allusers": ("", "no", "unknown"),
    "net.wired_down.neighbours": ("", "no", "unknown"),
    "vdi.session.others": ("", "no", "unknown"),
    "mail.no_receive.allusers": ("yes", "", ""),
    "pc.update_fail.many": ("yes", "", ""),
    "vpn.connect.others": ("yes", "", ""),
    # What colleagues manage to do is another question than whether they are affected.
    "file.share_denied.others": ("", "", "unknown"),
    "prn.no_output.others": ("", "", "unknown"),
    "prn.pull_print.others": ("", "", "unknown"),
}

# Of other devices, of one colleague, of a place: asked whatever was said of the others.
OTHER_QUESTIONS = {
    "acc.smartcard.colleague",
    "app.business_error.same",
    "hw.mobile_network.others",
    "prn.label.others",
    "scan.fail.allusers",
    "web.cert.others",
}


@pytest.mark.parametrize("check", TABLE)
def test_what_follows_from_the_answer_about_others(check):
    rule = RULES.get(check, {})
    assert tuple(rule.get(value, "") for value in ("yes", "no", "unknown")) == TABLE[check]


def test_nothing_is_carried_over_that_the_table_does_not_name():
    assert set(RULES) <= set(TABLE)


def test_a_yes_never_becomes_a_no():
    """Turning an answer round made « Les collègues impriment-ils dessus ? Non » out of “others too”."""
    assert all(given == told for rule in RULES.values() for given, told in rule.items())


def test_every_check_about_other_people_is_in_the_table():
    """A new check of the pack that speaks of colleagues must be decided on, one way or the other."""
    entries = yaml.safe_load(STARTER_PACK.read_text(encoding="utf-8"))["faults"]
    asked = {
        f"{entry['id']}.{check['id']}": check["ask"]["en"].lower()
        for entry in entries
        for check in entry["first_checks"]
    }
    assert set(TABLE) <= set(asked)
    words = re.compile(
        r"colleague|other (people|users|pcs|phones|mailboxes|computers)|everyone|several (pcs|people)"
    )
    assert {code for code, ask in asked.items() if words.search(ask)} - OTHER_QUESTIONS <= set(TABLE)


@pytest.mark.parametrize("value", ["yes", "no"])
def test_colleagues_printing_is_still_asked(diagnosis, value):
    by, run = diagnosis.run(fault="prn.no_output", text="Rien ne sort de l’imprimante")
    answer_opening(run.id, by=by, answers={"others": value})
    assert not Finding.objects.filter(run=run, told__opening="others").exists()


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Bonjour tout le monde, mon écran est noir", None),
        ("Hello everyone, my screen is black", None),
        ("Hi all, Outlook is slow", None),
        ("Personne ne m’a rappelé", None),
        ("Tout le monde imprime sauf moi", "no"),
        ("It works for everyone else", "no"),
        ("Everyone can print except me", "no"),
        ("Ça marche chez les collègues, pas chez moi", None),
        ("Ça fonctionne pour les autres", "no"),
        ("Toute l’équipe est touchée", "yes"),
        ("Personne ne peut imprimer", "yes"),
        ("Nobody can print", "yes"),
        ("Mes collègues aussi", "yes"),
        ("Il n’y a que moi", "no"),
    ],
)
def test_what_the_words_tell_of_others(text, others):
    assert answers_in_text(text).get("others") == others
