"""Devices from the outside: found by what people call them, shown with all that is known, changed by operations."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secours.equipment.models import Custody, DeviceFact, Installation, Inventory, Software
from secours.equipment.operations import give_device, register_device
from secours.journal.models import Entry
from secours.people.errors import Refused
from secours.people.models import Account
from secours.people.operations import deactivate_person
from secours.tickets.operations import declare_ticket


@pytest.fixture
def computer(scene: Any) -> Any:
    device = scene.device("PC-0231")
    device.asset_tag, device.serial = "SL-00231", "7XK2PL3"
    device.save()
    return device


def fact(device: Any, key: str, value: Any, hours_ago: int = 1) -> None:
    DeviceFact.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        key=key,
        value=value,
        at=timezone.now() - timedelta(hours=hours_ago),
    )


@pytest.mark.parametrize("role", ["technician", "supervisor", "manager", "admin", "mission"])
def test_staff_read(sign_in: Any, computer: Any, role: str) -> None:
    browser = sign_in(role)
    assert "PC-0231" in browser.get("/equipment/").content.decode()
    assert browser.get(f"/equipment/{computer.id}/").status_code == 200


@pytest.mark.parametrize("role", ["requester", "client", "outsider", "colleague"])
def test_others_see_nothing(sign_in: Any, computer: Any, role: str) -> None:
    browser = sign_in(role)
    for url in ("/equipment/", f"/equipment/{computer.id}/", f"/equipment/{computer.id}/edition"):
        answer = browser.get(url)
        assert answer.status_code == 403
        assert "PC-0231" not in answer.content.decode()


def test_a_mission_does_not_see_another_client(sign_in: Any, scene: Any) -> None:
    browser, theirs = sign_in("mission"), scene.device("PC-EC-01")
    assert browser.get(f"/equipment/{theirs.id}/").status_code == 404
    assert browser.post(f"/equipment/{theirs.id}/edition", {"name": "x", "criticality": 1}).status_code == 404
    assert "PC-EC-01" not in browser.get("/equipment/").content.decode()


@pytest.mark.parametrize(
    "words", ["pc-0231", "sl-002", "7xk2", "MORVAN", "cmorvan", "claire morvan", "OptiPlex"]
)
def test_found_by_what_people_call_it(sign_in: Any, computer: Any, words: str) -> None:
    page = sign_in("technician").get("/equipment/", {"q": words}).content.decode()
    assert "PC-0231" in page
    assert "IMP-2E-03" not in page


def test_what_answers_nothing_says_what_to_do(sign_in: Any, computer: Any) -> None:
    page = sign_in("technician").get("/equipment/", {"q": "zzz' OR 1=1 %"}).content.decode()
    assert "Aucun matériel ne répond" in page


def test_pages_follow_one_another_without_gap(sign_in: Any, scene: Any, computer: Any) -> None:
    by = scene.enter_system()
    for number in range(105):
        register_device(
            by=by, organisation_id=computer.organisation_id, name=f"ZZ-{number % 7}", kind="laptop"
        )
    browser, seen, url = sign_in("technician"), [], "?q=zz"
    while url:
        context = browser.get(f"/equipment/{url}").context
        seen += [row["url"] for row in context["rows"]]
        url = context["next_url"]
    assert len(seen) == len(set(seen)) == 105


def test_facts_are_sentences_with_their_age(sign_in: Any, computer: Any) -> None:
    fact(computer, "disk.free_pct", {"value": 4.0, "about": "C:"})
    fact(computer, "os.uptime_days", 23, hours_ago=50)
    fact(computer, "memory.total_mb", 8192)
    fact(computer, "antivirus.names", ["Defender", "<b>x</b>"])
    fact(computer, "made.up", {"strange": 1})
    context = sign_in("technician").get(f"/equipment/{computer.id}/").context
    told = {one.sentence: one for one in context["told"]}
    assert told["Disque libre\u00a0: 4\u00a0% (C:)"].is_telling
    assert not told["Jours sans redémarrage\u00a0: 23"].is_fresh
    assert "Mémoire\u00a0: 8,0\u00a0Go" in {sentence.replace("8,0 Go", "8,0\u00a0Go") for sentence in told}
    assert [one.is_telling for one in context["told"]] == sorted(
        (o.is_telling for o in context["told"]), reverse=True
    )
    page = sign_in("technician").get(f"/equipment/{computer.id}/").content.decode()
    assert "<b>x</b>" not in page


def test_page_holds_holder_software_tickets_reports(sign_in: Any, scene: Any, computer: Any) -> None:
    own = computer.organisation_id
    software = Software.objects.create(organisation_id=own, name="Lecteur signé", publisher="Éditeur")
    Installation.objects.create(organisation_id=own, device=computer, software=software, version="4.2")
    Inventory.objects.create(
        organisation_id=own, device=computer, sha256="a" * 64, state="set_aside", reason="batteries"
    )
    ticket = declare_ticket(
        by=scene.enter("technician"), requester=scene.person("requester"), text="Écran noir", device=computer
    )
    page = sign_in("technician").get(f"/equipment/{computer.id}/").content.decode()
    for words in ("Claire Morvan", "Lecteur signé", "4.2", ticket.label, "batteries", "mise de côté"):
        assert words in page


def form_of(browser: Any, device: Any) -> dict[str, Any]:
    initial = browser.get(f"/equipment/{device.id}/edition").context["form"].initial
    return {name: value for name, value in initial.items() if value not in (None, False)}


def test_change_goes_through_operations(sign_in: Any, scene: Any, computer: Any) -> None:
    browser = sign_in("technician")
    told = form_of(browser, computer) | {
        "name": "PC-0999", "criticality": 3, "is_shared": "on", "holder": scene.person("colleague").id
    }  # fmt: skip
    assert browser.post(f"/equipment/{computer.id}/edition", told).status_code == 302
    computer.refresh_from_db()
    assert (computer.name, computer.sort_key, computer.criticality, computer.is_shared) == (
        "PC-0999",
        "pc-0999",
        3,
        True,
    )
    assert [one.person.name for one in Custody.objects.filter(device=computer, until=None)] == ["Emma Clarke"]
    kinds = Entry.objects.filter(subject_kind="device", subject_id=computer.id).order_by("-number")
    assert list(kinds.values_list("kind", flat=True)[:2]) == ["device.given", "device.changed"]


def test_nothing_changed_writes_nothing(sign_in: Any, computer: Any) -> None:
    browser = sign_in("technician")
    told = form_of(browser, computer)
    entries = Entry.objects.filter(subject_kind="device").count()
    assert browser.post(f"/equipment/{computer.id}/edition", told).status_code == 302
    assert Entry.objects.filter(subject_kind="device").count() == entries


def test_a_refused_form_keeps_what_was_typed(sign_in: Any, scene: Any, computer: Any) -> None:
    browser = sign_in("technician")
    stranger = scene.person("outsider")
    told = form_of(browser, computer) | {"name": " ", "asset_tag": "Neuf", "holder": stranger.id}
    answer = browser.post(f"/equipment/{computer.id}/edition", told)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "holder"}
    assert "Neuf" in answer.content.decode()


def test_a_manager_reads_and_does_not_change(sign_in: Any, computer: Any) -> None:
    browser = sign_in("manager")
    assert "/edition" not in browser.get(f"/equipment/{computer.id}/").content.decode()
    told = form_of(sign_in("technician"), computer) | {"name": "PC-0001"}
    assert browser.get(f"/equipment/{computer.id}/edition").status_code == 403
    assert browser.post(f"/equipment/{computer.id}/edition", told).status_code == 403
    computer.refresh_from_db()
    assert computer.name == "PC-0231"


def test_it_reads_in_english(sign_in: Any, computer: Any) -> None:
    fact(computer, "disk.free_pct", {"value": 4.0, "about": "C:"})
    Account.objects.filter(email="technician@demo.example").update(language="en")
    page = sign_in("technician").get(f"/equipment/{computer.id}/").content.decode()
    assert "Free disk space: 4% (C:)" in page
    assert "Détenteur" not in page


def test_list_and_page_cost_the_same_however_many_rows(sign_in: Any, scene: Any, computer: Any) -> None:
    browser = sign_in("technician")

    def cost(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        return len(seen)

    urls = ["/equipment/?q=pc", f"/equipment/{computer.id}/"]
    before = [cost(url) for url in urls]
    by, own = scene.enter_system(), computer.organisation_id
    for number in range(10):
        register_device(by=by, organisation_id=own, name=f"PC-{number}", kind="computer")
        declare_ticket(by=by, requester=scene.person("requester"), text="Lent", device=computer)
        software = Software.objects.create(organisation_id=own, name=f"Outil {number}")
        Installation.objects.create(organisation_id=own, device=computer, software=software)
        fact(computer, f"net.{number}", "x")
    assert [cost(url) for url in urls] == before


def held(device: Any) -> list[tuple[str, Any]]:
    found = Custody.objects.filter(device=device, until=None).order_by("id")
    return [(one.person.email.split("@")[0], one.due_on) for one in found]


def test_taken_back_then_lent_to_someone_else(sign_in: Any, scene: Any, computer: Any) -> None:
    browser, page = sign_in("technician"), f"/equipment/{computer.id}/"
    give_device(computer, scene.person("requester"), by=scene.enter("technician"))
    assert f"{page}custody/end" in browser.get(page).content.decode()
    browser.post(f"{page}custody/end")
    assert held(computer) == []
    assert f"{page}custody/end" not in browser.get(page).content.decode()
    assert browser.post(f"{page}custody/end").status_code == 409
    day = timezone.localdate() + timedelta(days=3)
    told = {"person": scene.person("colleague").id, "due_on": day.isoformat()}
    assert browser.post(f"{page}custody", told).status_code == 302
    assert held(computer) == [("colleague", day)]
    assert "prêté, à rendre le" in browser.get(page).content.decode()
    scene.enter_system()
    chain = Entry.objects.filter(subject_kind="device", subject_id=computer.id).order_by("number")
    assert [(one.kind, one.data.get("due_on")) for one in chain][-2:] == [
        ("device.taken_back", None),
        ("device.given", day.isoformat()),
    ]


def test_giving_ends_what_the_other_held_and_a_loan_kept_is_no_loan(
    sign_in: Any, scene: Any, computer: Any
) -> None:
    by, claire = scene.enter("technician"), scene.person("requester")
    give_device(computer, scene.person("colleague"), by=by)
    give_device(computer, claire, by=by, due_on=timezone.localdate())
    give_device(computer, claire, by=by)
    assert held(computer) == [("requester", None)]


@pytest.mark.parametrize("told", [{}, {"person": "999999"}, {"due_on": "2020-01-01"}])
def test_a_custody_that_cannot_be_is_said_beside_its_field(
    sign_in: Any, scene: Any, computer: Any, told: Any
) -> None:
    whole = {"person": scene.person("colleague").id, "due_on": ""} if "due_on" in told else {}
    before = held(computer)
    answer = sign_in("technician").post(f"/equipment/{computer.id}/custody", {**whole, **told})
    assert answer.status_code == 422
    assert held(computer) == before
    assert 'aria-invalid="true"' in answer.content.decode()


def test_who_left_is_given_nothing(scene: Any, computer: Any) -> None:
    deactivate_person(scene.person("colleague"), by=scene.enter("admin"))
    with pytest.raises(Refused) as refusal:
        give_device(computer, scene.person("colleague"), by=scene.enter("technician"))
    assert refusal.value.code == "person_not_found"
