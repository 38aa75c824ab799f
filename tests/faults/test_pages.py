"""The pages of the fault base, through the door of a browser."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secours.faults.models import Check, Fault, Remedy
from secours.journal.models import Entry
from secours.tickets.operations import resolve_ticket


def printer():
    return Fault.objects.get(code="prn.no_output")


@pytest.mark.parametrize(
    ("role", "status"), [("requester", 403), ("client", 403), ("technician", 200), ("manager", 200)]
)
def test_staff_only(sign_in, role, status):
    browser = sign_in(role)
    assert browser.get("/faults/").status_code == status
    assert browser.get(f"/faults/{printer().number}/").status_code == status


def test_the_list_is_searched_in_both_languages(sign_in):
    browser = sign_in("technician")
    for words in ("imprimante hors ligne", "printer offline", f"P-{printer().number}"):
        assert printer().title_fr in browser.get("/faults/", {"q": words}).content.decode()
    page = browser.get("/faults/", {"q": "zzzz qqqq"}).content.decode()
    assert printer().title_fr not in page


def test_the_list_is_filtered(sign_in):
    browser = sign_in("technician")
    page = browser.get("/faults/", {"category": printer().category_id, "state": "draft"}).content.decode()
    assert printer().title_fr in page
    assert Fault.objects.get(code="vpn.connect").title_fr not in page
    assert printer().title_fr not in browser.get("/faults/", {"state": "reviewed"}).content.decode()


def test_a_check_and_a_solution_are_retired_and_brought_back(sign_in, scene):
    browser, fault = sign_in("technician"), printer()
    page = f"/faults/{fault.number}/"
    check = Check.objects.filter(fault=fault).first()
    remedy = Remedy.objects.filter(cause__fault=fault).first()
    for part, row in (("checks", check), ("remedies", remedy)):
        entry = f"{page}{part}/{row.id}"
        assert f"{entry}/retirement" in browser.get(entry).content.decode()
        browser.post(f"{entry}/retirement")
        row.refresh_from_db()
        assert row.is_retired
        shown = browser.get(page).content.decode()
        assert f"{entry}/restoration" in shown
        assert f'href="{entry}"' not in shown
        browser.post(f"{entry}/restoration")
        row.refresh_from_db()
        assert not row.is_retired
        assert f'href="{entry}"' in browser.get(page).content.decode()
    scene.enter_system()
    kinds = Entry.objects.filter(subject_kind="fault", subject_id=fault.id).values_list("kind", flat=True)
    assert list(kinds.order_by("number"))[-4:] == [
        "fault.check_retired",
        "fault.check_restored",
        "fault.remedy_retired",
        "fault.remedy_restored",
    ]


def test_an_entry_of_another_record_is_not_there(sign_in, scene):
    other = Check.objects.exclude(fault=printer()).first()
    answer = sign_in("technician").post(f"/faults/{printer().number}/checks/{other.id}/retirement")
    assert answer.status_code == 404
    assert not Check.objects.get(id=other.id).is_retired


@pytest.mark.parametrize("was_reviewed", [True, False])
def test_a_retired_record_comes_back_as_it_was(sign_in, scene, was_reviewed):
    browser, page = sign_in("technician"), f"/faults/{printer().number}/"
    if was_reviewed:
        browser.post(f"{page}review")
    before = printer().state
    browser.post(f"{page}retirement", {"why": "Parc rendu"})
    assert printer().state == "retired"
    assert f"{page}restoration" in browser.get(page).content.decode()
    browser.post(f"{page}restoration")
    assert printer().state == before
    assert browser.post(f"{page}restoration").status_code == 409


def test_no_page_asks_more_for_more_rows(sign_in, desk):
    browser = sign_in("technician")
    url = f"/faults/{printer().number}/"

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    browser.get(url)
    desk.scene.enter_system()
    desk.resolve(desk.declare())
    once = queries()
    desk.scene.enter("technician")
    for _time in range(3):
        desk.resolve(desk.declare(device=None))
        desk.resolve(desk.declare(device="PC-0231"))
    assert queries() <= once + 1


def test_a_record_shows_its_measured_figures(sign_in, desk):
    desk.quiet_days(0)
    ticket = desk.resolve(desk.declare()).ticket
    page = sign_in("technician").get(f"/faults/{printer().number}/").content.decode()
    assert ticket.label in page
    assert "1 sur 1" in page
    assert "Lexmark MX522" in page
    assert "<text" in page


def test_a_confidential_case_is_not_shown_to_whom_it_is_not(sign_in, desk):
    from secours.tickets.models import Ticket

    ticket = desk.resolve(desk.declare()).ticket
    Ticket.objects.filter(id=ticket.id).update(is_confidential=True, team=None)
    assert ticket.label not in sign_in("mission").get(f"/faults/{printer().number}/").content.decode()


def test_a_record_is_written_from_the_pages(sign_in):
    browser = sign_in("technician")
    answer = browser.post("/faults/new", {"title_fr": "", "title_en": "", "symptoms_fr": "gardé"})
    assert answer.status_code == 422
    assert "gardé" in answer.content.decode()
    answer = browser.post("/faults/new", {"title_fr": "Le chariot bipe", "symptoms_fr": "ça bipe\nça sonne"})
    fault = Fault.objects.get(title_fr="Le chariot bipe")
    assert answer.headers["Location"] == f"/faults/{fault.number}/"
    browser.post(f"/faults/{fault.number}/causes/new", {"name_fr": "Batterie vide", "how_common": 3})
    cause = fault.causes.get()
    browser.post(
        f"/faults/{fault.number}/checks/new",
        {"ask_fr": "Rouge ?", "done_by": "user", "minutes": "1", "otherwise": 2, f"cause_{cause.id}": 5},
    )
    assert fault.checks.get().links.get().p_yes == 0.95
    browser.post(
        f"/faults/{fault.number}/causes/{cause.id}/remedies/new",
        {"do_fr": "Le brancher", "done_by": "user", "where": "remote", "minutes": "2", "wait_minutes": "60",
         "disruption": "none", "works": 4},
    )  # fmt: skip
    assert cause.remedies.get().do_fr == "Le brancher"
    browser.post(f"/faults/{fault.number}/review")
    page = browser.get(f"/faults/{fault.number}/").content.decode()
    assert "Batterie vide" in page
    assert "Inès Lambert" in page


def test_every_form_opens_filled(sign_in):
    browser, fault = sign_in("technician"), printer()
    cause, check = fault.causes.first(), fault.checks.first()
    remedy = cause.remedies.first()
    for part in ("edit", "retirement", f"causes/{cause.id}", f"checks/{check.id}", f"remedies/{remedy.id}"):
        answer = browser.get(f"/faults/{fault.number}/{part}")
        assert answer.status_code == 200, part
    assert remedy.do_fr[:20] in answer.content.decode()


def test_a_part_of_another_record_is_not_found(sign_in):
    other = Fault.objects.get(code="vpn.connect").causes.first()
    assert sign_in("technician").get(f"/faults/{printer().number}/causes/{other.id}").status_code == 404


def test_a_manager_reads_and_does_not_write(sign_in):
    browser, number = sign_in("manager"), printer().number
    assert browser.get(f"/faults/{number}/edit").status_code == 403
    assert browser.post(f"/faults/{number}/review").status_code == 403


def test_a_ticket_is_promoted(sign_in, desk):
    ticket = desk.declare()
    resolve_ticket(ticket.id, by=desk.by, text="Rouleau changé")
    browser = sign_in("technician")
    assert "Rouleau changé" in browser.get(f"/faults/promotion/{ticket.number}").content.decode()
    browser.post(f"/faults/promotion/{ticket.number}", {"title_fr": "Rouleau usé", "cause_fr": "Usure"})
    assert Fault.objects.get(title_fr="Rouleau usé").causes.get().name_fr == "Usure"
