"""What the installation of the journeys begins with: the cast, and something behind each kind of address.

A process of its own, on the embedded database of SECOURS_DATA: `python world.py`. The words of DATA are the
world's own: they are not the product's to translate.
"""

from datetime import date
from typing import Any

from secours.cli.database import database

# What people wrote; also what test_pseudo_language.py knows as data.
DATA = {
    "printer": "Les impressions de l’accueil sont pâles et striées",
    "slow": "Mon ordinateur est très lent depuis quelques jours",
    "outlook": "Outlook redemande sans cesse mon mot de passe",
    "town": "Mon deuxième écran reste noir à l’état civil",
    "secret": "Un sujet personnel à traiter discrètement",
    "known": "Dossier patient : erreur à l’ouverture des prescriptions",
    "reply": "Bonjour, nous regardons cela tout de suite.",
    "note": "Vu avec le site : un collègue a le même écran.",
    "task": "Passer l’étage au pilote v4",
    "article": "Changer le toner",
    "steps": "Ouvrir le capot, puis tirer la cartouche.",
    "file": "capture.txt",
    "standard": "Merci de votre patience.",
    "call": "Le lecteur de badges clignote en rouge",
    "quarantined": "Adresse d’expéditeur illisible",
}


# Of a one-time link and of an invitation: mailed ones are known to nobody else.
SECRET = "secret-of-the-journeys"


def main() -> None:
    with database():
        from secours.cli.demo.cast import build_cast
        from secours.people.actor import acting, acting_as_system, actor_of_account
        from secours.people.operations import change_organisation

        with acting_as_system() as by:
            cast = build_cast(by)
            # What is learned at the clinic counts at once.
            change_organisation(cast.hospital, by=cast.by, quiet_days=0)
            _papers(cast)
            _links(cast)
        technician = actor_of_account(cast.people["technician"].account_id or 0)
        assert technician
        with acting(technician):
            _tickets(cast, technician)


def _tickets(cast: Any, by: Any) -> None:
    from secours.diagnosis.operations import recommend
    from secours.faults.models import Cause, Remedy
    from secours.faults.operations import resolve_with_remedy
    from secours.journal.files import attach
    from secours.tickets.choices import Channel, Confirmation, HoldReason
    from secours.tickets.operations import (
        assign_ticket,
        change_ticket,
        declare_ticket,
        hold_ticket,
        reply_to_ticket,
    )

    claire, bruno = cast.people["requester"], cast.people["outsider"]
    slow = declare_ticket(by=by, requester=claire, text=DATA["slow"], device=cast.devices["computer"],
                          channel=Channel.PHONE, callback_phone=claire.phone)  # fmt: skip
    assign_ticket(slow.id, by=by, person_id=by.person_id)
    reply_to_ticket(slow.id, by=by, text=DATA["reply"])
    reply_to_ticket(slow.id, by=by, text=DATA["note"], internal=True)
    attach(b"vu", name=DATA["file"], media_type="text/plain", organisation_id=slow.organisation_id,
           subject_kind="ticket", subject_id=slow.id)  # fmt: skip
    recommend(slow.id, by=by, title=DATA["task"], owner_id=by.person_id, due_on=date(2027, 1, 4))
    held = declare_ticket(by=by, requester=cast.people["client"], text=DATA["outlook"], channel=Channel.MAIL)
    assign_ticket(held.id, by=by, person_id=by.person_id)
    hold_ticket(held.id, by=by, reason=HoldReason.SUPPLIER)
    declare_ticket(
        by=by, requester=bruno, text=DATA["town"], device=cast.devices["hall"], impact=1, urgency=1
    )
    declare_ticket(by=by, requester=claire, text=DATA["secret"], is_confidential=True)
    known = declare_ticket(
        by=by, requester=claire, text=DATA["known"], channel=Channel.PHONE, impact=1, urgency=1
    )
    change_ticket(known.id, by=by, is_known_incident=True)
    solved = declare_ticket(by=by, requester=cast.people["client"], text=DATA["printer"])
    cause = Cause.objects.get(fault__code="prn.garbled", code="lowtoner")
    remedy = Remedy.objects.filter(cause=cause).first()
    assert remedy
    resolve_with_remedy(solved.id, by=by, fault_id=cause.fault_id, cause_id=cause.id, remedy_id=remedy.id,
                        confirmed_how=Confirmation.USER, text=remedy.do_fr)  # fmt: skip


def _papers(cast: Any) -> None:
    from secours.channels.models import Mailbox, RawMessage
    from secours.faults.operations import record_article, review_article
    from secours.journal.files import keep

    mailbox = Mailbox.objects.get(name="main")
    RawMessage.objects.create(organisation=mailbox.organisation, mailbox=mailbox, sha256=keep(b"From: a@example.org"),
                              state="quarantined", reason=DATA["quarantined"])  # fmt: skip
    article = record_article(by=cast.by, title_fr=DATA["article"], title_en="Change the toner",
                             text_fr=DATA["steps"], text_en="Open the lid, then pull the cartridge.")  # fmt: skip
    review_article(article.id, by=cast.by)


def _links(cast: Any) -> None:
    """One to follow a ticket without an account, one to open an account."""
    from datetime import timedelta

    from django.utils import timezone

    from secours.people.actor import actor_of_account
    from secours.people.models import Invitation, PersonLink
    from secours.people.operations import create_person, digest
    from secours.tickets.operations.standard_replies import keep_standard_reply

    supervisor = actor_of_account(cast.people["supervisor"].account_id or 0)
    assert supervisor
    known = {"sha256": digest(SECRET), "expires_at": timezone.now() + timedelta(days=7)}
    PersonLink.objects.create(person_id=0, ticket_id=0, **known)
    guest = create_person(
        by=cast.by, organisation_id=cast.provider.id, name="Rachel Okou", email="guest@demo.example"
    )
    Invitation.objects.create(organisation_id=guest.organisation_id, person=guest, **known)
    keep_standard_reply(by=supervisor, name_fr=DATA["standard"], text_fr=DATA["standard"])


if __name__ == "__main__":
    main()
