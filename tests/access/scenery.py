"""What the addresses of the table are tried on: things of two clients, one confidential, one internal."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.access.table import HOSPITAL, TOWN, Sample

from secours.channels.models import Mailbox, RawMessage
from secours.diagnosis.operations import ask_approval, choose_situation, start_run, start_run_on_ticket
from secours.faults.models import Cause, Check, Fault, Remedy
from secours.faults.operations import record_article, review_article
from secours.journal.files import attach, keep
from secours.people.models import ApiToken, Organisation, Place, Reach, Site, Team
from secours.service_levels.models import Category
from secours.tickets.models import SavedView, Ticket
from secours.tickets.operations import add_task, declare_ticket, link_tickets
from secours.tickets.operations.standard_replies import keep_standard_reply

# Who may read a confidential ticket of Claire (requester): she, those who supervise, and its team.
CONFIDENTIAL = frozenset({"requester", "supervisor", "technician", "mission"})
CLAIRE, BRUNO = frozenset({"requester"}), frozenset({"outsider"})


@dataclass
class Scenery:
    things: dict[str, list[Sample]]

    def samples(self, name: str, wanted: list[str]) -> list[Sample]:
        """One sample a thing that the address names; an address without arguments is tried once."""
        if name in self.things or not wanted:
            return self.things.get(name, [Sample()])
        return self.things[f"{name.split(':', maxsplit=1)[0]} {'+'.join(wanted)}"]


def build_scenery(scene: Any) -> Scenery:
    by = scene.enter("technician")
    claire, bruno = scene.person("requester"), scene.person("outsider")
    ours = declare_ticket(
        by=by, requester=claire, text="L’imprimante n’imprime plus", device=scene.device("IMP-2E-03")
    )
    secret = declare_ticket(by=by, requester=claire, text="Un sujet personnel", is_confidential=True)
    theirs = declare_ticket(by=by, requester=bruno, text="Mon poste est lent")
    tickets = [
        Sample({"number": ours.number}, HOSPITAL, CLAIRE),
        Sample({"number": secret.number}, HOSPITAL, CLAIRE, CONFIDENTIAL),
        Sample({"number": theirs.number}, TOWN, BRUNO),
    ]
    things = {
        "api number": tickets,
        "workbench number": tickets,
        "portal number": tickets,
        "faults:promote": tickets,
        "faults:article_from_ticket": tickets,
        "draft": [Sample({"key": "entry.text"})],
    }
    things |= _of_tickets(scene, by, ours, theirs)
    things |= _of_people(scene)
    things |= _knowledge(scene.enter("technician"))
    article_id = things["portal article_id"][0].arguments["article_id"]
    things["portal run_id+article_id"] = [
        replace(run, arguments={**run.arguments, "article_id": article_id}) for run in things["portal run_id"]
    ]
    things |= _setup(scene)
    scene.enter_system()
    return Scenery(things)


def _of_tickets(scene: Any, by: Any, ours: Ticket, theirs: Ticket) -> dict[str, list[Sample]]:
    task = add_task(ours.id, by=by, title="Passer l’étage au pilote v4", due_on=date(2027, 1, 4))
    at_town = add_task(theirs.id, by=by, title="Ajouter de la mémoire")
    other = declare_ticket(by=by, requester=scene.person("requester"), text="Même panne hier")
    link_tickets(ours.id, other.number, by=by)
    common = {"organisation_id": ours.organisation_id, "subject_kind": "ticket", "subject_id": ours.id}
    seen = attach(b"a", name="capture.png", media_type="image/png", **common)
    note = attach(b"b", name="note.txt", media_type="text/plain", internal=True, **common)
    serving = frozenset({"technician", "mission", "supervisor", "manager", "admin"})
    known = declare_ticket(
        by=by, requester=scene.person("requester"), text="Panne générale", is_known_incident=True
    )
    here = {"number": ours.number}
    remedy = Remedy.objects.filter(needs_approval=True).order_by("id").first()
    assert remedy
    run = start_run_on_ticket(ours, by=by)
    choose_situation(run.id, by=by, fault_id=remedy.cause.fault_id)
    approval = ask_approval(run.id, by=by, remedy_id=remedy.id)
    return {
        "workbench number+other": [Sample({**here, "other": other.number}, HOSPITAL)],
        "workbench number+approval_id": [Sample({**here, "approval_id": approval.id}, HOSPITAL)],
        "workbench number+task_id": [Sample({**here, "task_id": task.id}, HOSPITAL)],
        "workbench number+message_id": [Sample({**here, "message_id": ours.messages.get().id}, HOSPITAL)],
        "api number+message_id": [Sample({**here, "message_id": ours.messages.get().id}, HOSPITAL)],
        "workbench number+name": [Sample({**here, "name": "facts"}, HOSPITAL)],
        "workbench number+language": [Sample({**here, "language": "fr"}, HOSPITAL), Sample({"number": theirs.number, "language": "en"}, TOWN)],
        "workbench name": [Sample({"name": "assignment"}, query=f"?t={ours.number}")],
        "workbench:bulk_reply": [Sample({}, query=f"?t={ours.number}")],
        "workbench:tasks_change": [Sample({}, HOSPITAL, query=f"?t={task.id}"), Sample({}, TOWN, query=f"?t={at_town.id}")],
        "workbench:undo": [Sample({}, query=f"?t={ours.number}.1")],
        "workbench:entry_gesture": [Sample({}, query="?text=rançon")],
        "workbench:entry_context": [Sample({}, query=f"?person={ours.requester_id}")],
        "portal:affected_too": [Sample({"number": known.number}, HOSPITAL, frozenset({"requester", "colleague", "client"}))],
        "file attachment_id+name": [
            Sample({"attachment_id": seen.id, "name": seen.name}, HOSPITAL, CLAIRE),
            Sample({"attachment_id": note.id, "name": note.name}, HOSPITAL, frozenset(), serving),
        ],
    }  # fmt: skip


def _of_people(scene: Any) -> dict[str, list[Sample]]:
    runs = []
    for role, organisation in (("requester", HOSPITAL), ("outsider", TOWN)):
        actor = scene.enter(role)
        run = start_run(by=actor, person=scene.person(role), text="Mon écran reste noir")
        runs.append(Sample({"run_id": run.id}, organisation, frozenset({role})))
    scene.enter_system()
    claire, bruno = scene.person("requester"), scene.person("outsider")
    token = ApiToken.objects.create(account=claire.account, name="essai", prefix="abc", sha256="0" * 64)
    view = SavedView.objects.create(
        organisation=scene.person("technician").organisation,
        account=scene.person("technician").account,
        name="À moi",
        query="queue=all",
    )
    return {
        "portal run_id": runs,
        "preferences_revocation": [Sample({"token_id": token.id}, HOSPITAL, CLAIRE)],
        "workbench:view_removal": [Sample({"view_id": view.id}, "", frozenset({"technician"}))],
        "workbench person_id": [
            Sample({"person_id": claire.id}, HOSPITAL),
            Sample({"person_id": bruno.id}, TOWN),
        ],
        "equipment device_id": [
            Sample({"device_id": scene.device("PC-0231").id}, HOSPITAL),
            Sample({"device_id": scene.device("PC-EC-01").id}, TOWN),
        ],
    }


def _knowledge(by: Any) -> dict[str, list[Sample]]:
    fault = Fault.objects.get(code="prn.no_output")
    cause, check = Cause.objects.filter(fault=fault).first(), Check.objects.filter(fault=fault).first()
    remedy = Remedy.objects.filter(cause=cause).first()
    assert cause
    assert check
    assert remedy
    article = review_article(
        record_article(
            by=by,
            title_fr="Changer le toner",
            title_en="Change the toner",
            text_fr="Ouvrir.",
            text_en="Open.",
        ).id,
        by=by,
    )
    here = {"number": fault.number}
    return {
        "faults number": [Sample(here)],
        "faults number+cause_id": [Sample({**here, "cause_id": cause.id})],
        "faults number+check_id": [Sample({**here, "check_id": check.id})],
        "faults number+entry_id": [Sample({**here, "entry_id": check.id})],
        "faults number+remedy_id": [Sample({**here, "remedy_id": remedy.id})],
        "faults article_id": [Sample({"article_id": article.id})],
        "portal article_id": [Sample({"article_id": article.id})],
        "oversight name": [Sample({"name": "tickets"})],
    }


def _setup(scene: Any) -> dict[str, list[Sample]]:
    standard = keep_standard_reply(by=scene.enter("supervisor"), name_fr="Merci", text_fr="Merci {nom}.")
    scene.enter_system()
    claire, place = scene.person("requester"), Place.objects.first()
    reach = Reach.objects.filter(person=scene.person("mission")).first()
    mailbox, team = Mailbox.objects.get(name="main"), Team.objects.get(is_default=True)
    raw = RawMessage.objects.create(
        organisation=mailbox.organisation,
        mailbox=mailbox,
        sha256=keep(b"From: a@example.org"),
        state="quarantined",
        reason="essai",
    )
    assert place
    assert reach
    return {
        "setup organisation_id": [
            Sample({"organisation_id": Organisation.objects.get(name="Mairie de Valmont").id})
        ],
        "setup site_id": [Sample({"site_id": Site.objects.filter(places__isnull=False).first().id})],  # type: ignore[union-attr]
        "setup place_id": [Sample({"place_id": place.id})],
        "setup team_id": [Sample({"team_id": team.id})],
        "setup team_id+person_id": [Sample({"team_id": team.id, "person_id": scene.person("technician").id})],
        "setup person_id": [Sample({"person_id": claire.id})],
        "setup person_id+reach_id": [Sample({"person_id": scene.person("mission").id, "reach_id": reach.id})],
        "setup reply_id": [Sample({"reply_id": standard.id})],
        "setup category_id": [Sample({"category_id": Category.objects.first().id})],  # type: ignore[union-attr]
        "setup mailbox_id": [Sample({"mailbox_id": mailbox.id})],
        "setup raw_id": [Sample({"raw_id": raw.id})],
        "setup secret": [Sample({"secret": "inconnu"})],
        "portal secret": [Sample({"secret": "inconnu"})],
        "openid_connect_login provider_id": [Sample({"provider_id": "none"})],
        "openid_connect_callback provider_id": [Sample({"provider_id": "none"})],
        "account_reset_password_from_key uidb36+key": [Sample({"uidb36": "1", "key": "a-b"})],
    }
