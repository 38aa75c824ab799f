"""Operations called as their doors call them, each act in its own transaction."""

import json
import random
from email.message import EmailMessage

from secours.channels.mail.delivery import receive_all
from secours.channels.models import Mailbox
from secours.cli.benchmarks.corpus import Corpus
from secours.cli.benchmarks.measuring import Measure
from secours.equipment.intake import apply_inventory, store_inventory
from secours.people.actor import acting, acting_as_system, system_actor
from secours.tickets.operations import declare_ticket

BATCH = 20
_SOFTWARE = 900


def work_measures(corpus: Corpus) -> list[Measure]:
    return [_declaration(corpus), _mail(corpus), *_inventories(corpus)]


def _declaration(corpus: Corpus) -> Measure:
    requester, by = corpus.cast.people["requester"], system_actor()

    def declare(number: int) -> None:
        with acting(by):
            declare_ticket(by=by, requester=requester, text=f"{number} : l’écran reste noir au démarrage.")

    return Measure("declare, the operation", declare)


def _mail(corpus: Corpus) -> Measure:
    """Half are new tickets of known people, half of people never seen; raw mails are stored by batches."""
    with acting_as_system("mail") as by:
        mailbox = Mailbox.objects.select_related("organisation").order_by("id")[0]
    words = [
        "imprimante",
        "réseau",
        "écran",
        "lent",
        "fichier",
        "accès",
        "bloqué",
        "message",
        "erreur",
        "depuis",
        "lundi",
        "matin",
    ]

    def letters(number: int) -> list[bytes]:
        return [_letter(corpus, words, number * BATCH + place) for place in range(BATCH)]

    def receive(raws: list[bytes]) -> None:
        verdicts = {delivery.verdict for delivery in receive_all(raws, mailbox=mailbox, by=by)}
        if verdicts != {"ticket"}:
            raise RuntimeError(f"mails became {verdicts}")

    return Measure("mail intake, one worker", receive, letters, per=BATCH, is_rate=True)


def _letter(corpus: Corpus, words: list[str], number: int) -> bytes:
    dice = random.Random(number)
    known = corpus.cast.people["requester"].email
    letter = EmailMessage()
    letter["From"] = known if number % 2 else f"Personne {number} <personne{number}@client.example>"
    letter["To"] = "support@demo.example"
    letter["Subject"] = " ".join(dice.choices(words, k=5))
    letter["Message-ID"] = f"<bench.{number}@client.example>"
    letter["Date"] = "Mon, 02 Mar 2026 09:12:00 +0100"
    letter.set_content("Bonjour,\n\n" + " ".join(dice.choices(words, k=80)) + ".\n\nMerci d’avance\n")
    return letter.as_bytes()


def _inventories(corpus: Corpus) -> list[Measure]:
    """A full report of a computer, some 300 KB, which changes a little each time."""
    organisation = corpus.cast.hospital.id
    with acting_as_system("agent") as by:
        pass
    kept: dict[int, tuple[int, bytes]] = {}

    def accept(report: tuple[int, bytes]) -> None:
        number, raw = report
        kept[number] = (store_inventory(raw, by=by, organisation_id=organisation).id, raw)

    def apply(number: int) -> None:
        inventory_id, raw = kept[number]
        verdict = apply_inventory(inventory_id, raw, by=by).verdict
        if verdict != "applied":
            raise RuntimeError(f"the inventory was {verdict}")

    return [
        Measure("inventory accepted", accept, lambda number: (number, _report(number))),
        Measure("inventory applied", apply),
    ]


def _report(number: int) -> bytes:
    """Of one computer; the version of one program, a folder's free space and the boot time change."""
    softwares = [
        {"name": f"Logiciel de gestion {place}", "version": f"{place % 30}.{number if place == 7 else 1}.0",
         "publisher": f"Éditeur {place % 60}", "arch": "x86_64", "from": "registry", "system_category": "application",
         "guid": f"{{{place:08X}-1111-2222-3333-444455556666}}", "uninstall_string": f"msiexec /x {place}"}
        for place in range(_SOFTWARE)
    ]  # fmt: skip
    content = {
        "versionclient": "GLPI-Agent_v1.7",
        "accesslog": {"logdate": f"2026-03-{number % 27 + 1:02d} 08:00:00"},
        "hardware": {"name": "PC-BENCH-01", "uuid": "4C4C4544-0042-3510-8052-B4C04F4A5931", "memory": 16384,
                     "chassis_type": "Laptop", "lastloggeduser": "cmorvan"},
        "bios": {"ssn": "BENCH0001", "smanufacturer": "Dell Inc.", "smodel": "Latitude 5540"},
        "operatingsystem": {"name": "Windows", "full_name": "Microsoft Windows 11 Professionnel", "version": "23H2"},
        "networks": [{"description": "Intel", "mac": "02:11:22:33:44:55", "ipaddress": "10.4.2.17", "type": "ethernet",
                      "status": "up"}],
        "drives": [{"volumn": "OS", "letter": "C:", "total": 487_000, "free": 20_000 + number, "filesystem": "NTFS"}],
        "softwares": softwares,
    }  # fmt: skip
    report = {"action": "inventory", "deviceid": "PC-BENCH-01-2026-01-01-08-00-00", "itemtype": "Computer"}
    return json.dumps({**report, "content": content}).encode()
