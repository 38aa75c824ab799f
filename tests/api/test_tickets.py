"""The API from outside: HTTP in, JSON and database out, behind the same walls as the pages."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secours.journal.models import Entry
from secours.people.models import Account, ApiToken
from secours.people.operations import make_token
from secours.tickets.models import Ticket, Watcher
from secours.tickets.operations import declare_ticket, reply_to_ticket

SNAPSHOT = Path(__file__).parent / "openapi.json"


class Program:
    """A script with a personal key."""

    def __init__(self, secret):
        self.client, self.headers = Client(), {"Authorization": f"Bearer {secret}"}

    def get(self, path):
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path, **body):
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=self.headers)


@pytest.fixture
def program(scene):
    def of(role, **options):
        scene.enter_system()
        _token, secret = make_token(by=scene.actor(role), name="script", **options)
        return Program(secret)

    return of


@pytest.fixture
def ticket(scene):
    scene.enter_system()
    return declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text="Écran noir")


def test_declare_for_oneself(program, scene):
    answer = program("requester").post("/tickets", text="L’écran reste noir", device="PC-0231")
    body = answer.json()
    assert (answer.status_code, body["state"], body["requester"]) == (201, "new", "Claire Morvan")
    assert (body["device"], body["label"], body["team"]) == ("PC-0231", f"T-{body['number']}", None)
    scene.enter_system()
    row = Ticket.objects.get(number=body["number"])
    assert (row.channel, row.requester) == ("api", scene.person("requester"))


def test_declare_for_someone_else(program):
    staff, requester = program("technician"), program("requester")
    made = staff.post("/tickets", text="Appel", requester="colleague@demo.example")
    refused = requester.post("/tickets", text="Appel", requester="colleague@demo.example")
    assert (made.status_code, made.json()["requester"]) == (201, "Emma Clarke")
    assert (refused.status_code, refused.json()["code"]) == (422, "person_not_found")


def test_read_reply_and_notes(program, ticket, scene):
    reply_to_ticket(ticket.id, by=scene.actor("technician"), text="Note secrète", internal=True)
    staff, requester = program("technician"), program("requester")
    assert requester.post(f"/tickets/{ticket.number}/messages", text="Alors ?").status_code == 201
    seen = [m["text"] for m in requester.get(f"/tickets/{ticket.number}").json()["messages"]]
    by_staff = staff.get(f"/tickets/{ticket.number}").json()["messages"]
    assert seen == ["Écran noir", "Alors ?"]
    assert [(m["text"], m["internal"]) for m in by_staff][1] == ("Note secrète", True)
    note = requester.post(f"/tickets/{ticket.number}/messages", text="x", internal=True)
    assert (note.status_code, note.json()["code"]) == (403, "note_not_allowed")


def test_resolve_with_what_it_was(program, ticket, scene):
    from secours.faults.models import Cause, Occurrence

    cause = (
        Cause.objects.select_related("fault").filter(remedies__isnull=False, fault__organisation=None).first()
    )
    answer = program("technician").post(
        f"/tickets/{ticket.number}/resolution",
        confirmed_how="user",
        text="Câble",
        fault=cause.fault.number,
        cause=cause.code,
        remedy=1,
    )
    assert (answer.status_code, answer.json()["ticket"]["state"]) == (201, "solved")
    scene.enter_system()
    case = Occurrence.objects.get(resolution__ticket=ticket)
    assert (case.cause, case.remedy) == (cause, cause.remedies.order_by("id").first())
    again = program("technician").post(f"/tickets/{ticket.number}/resolution", confirmed_how="user")
    assert (again.status_code, again.json()["code"]) == (409, "already_solved")


@pytest.mark.parametrize("role", ["outsider", "colleague"])
def test_another_sees_and_does_nothing(program, ticket, role):
    stranger = program(role)
    for answer in (
        stranger.get(f"/tickets/{ticket.number}"),
        stranger.post(f"/tickets/{ticket.number}/messages", text="x"),
        stranger.post(f"/tickets/{ticket.number}/resolution", confirmed_how="user"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")
    assert stranger.get("/tickets").json() == {"items": [], "next": ""}
    assert stranger.post("/tickets", text="x", device="PC-0231").json()["code"] == "device_not_found"


def test_the_database_itself_hides_other_organisations(program, ticket):
    """Behind access.py the wall stands too: in the key's transaction the rows are not there."""
    from secours.api import tickets as module

    program("outsider").get("/me")
    seen = {}

    def spy(request):
        seen["count"] = Ticket.objects.filter(id=ticket.id).count()
        return original(request)

    original = module.reader_of
    module.reader_of = spy
    try:
        program("outsider").get("/tickets")
    finally:
        module.reader_of = original
    assert seen == {"count": 0}


def test_a_session_gives_nothing_without_a_key(sign_in, ticket):
    browser = sign_in("technician")
    assert browser.get("/api/v1/tickets").status_code == 401
    assert browser.post("/api/v1/tickets", {"text": "x"}, content_type="application/json").status_code == 401


def test_a_key_replaces_the_session_and_adds_nothing_to_it(sign_in, program, ticket):
    browser, key = sign_in("supervisor"), program("outsider")
    answer = browser.get(f"/api/v1/tickets/{ticket.number}", headers=key.headers)
    assert answer.status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer sec_wrong", "Bearer " + "x" * 5000, "Basic eDp5"])
def test_without_a_good_key(client, scene, header):
    answer = client.get("/api/v1/me", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "key_wrong")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_ended_key_and_a_switched_off_account(program, scene):
    ended, off = program("requester", days=1), program("colleague")
    ApiToken.objects.filter(account__email="requester@demo.example").update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    Account.objects.filter(email="colleague@demo.example").update(is_active=False)
    assert [ended.get("/me").status_code, off.get("/me").status_code] == [401, 401]


def test_me_and_when_the_key_was_used(program):
    answer = program("technician").get("/me").json()
    assert (answer["name"], answer["email"]) == ("Inès Lambert", "technician@demo.example")
    assert "technician" in answer["roles"]
    assert ApiToken.objects.get(account__email="technician@demo.example").used_at is not None


def test_errors_speak_the_account_s_language(program):
    french = program("requester").get("/tickets/1")
    Account.objects.filter(email="requester@demo.example").update(language="en")
    english = program("requester").get("/tickets/1")
    assert english.json()["sentence"] == "This ticket does not exist, or is not in your reach."
    assert (french.headers["Content-Language"], english.headers["Content-Language"]) == ("fr", "en")


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en", "en"), ("en-GB,en;q=0.9,fr;q=0.5", "en"), ("fr-CA", "fr"), ("de, en;q=0.4", "en"), ("de", "fr"), ("*", "fr"),
        ("", "fr"), ("en;q=x", "fr"),
    ],
)  # fmt: skip
def test_errors_speak_the_language_asked_for(program, asked, language):
    script = program("requester")
    script.headers["Accept-Language"] = asked
    answer = script.get("/tickets/1")
    sentences = {
        "en": "This ticket does not exist, or is not in your reach.",
        "fr": "Ce ticket n’existe pas, ou n’est pas à votre portée.",
    }
    assert answer.json()["sentence"] == sentences[language]
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(("asked", "start"), [("en", "This key is missing"), ("fr", "Cette clé manque")])
def test_a_wrong_key_is_told_in_the_language_asked_for(db, client, asked, start):
    answer = client.get("/api/v1/tickets", headers={"Authorization": "Bearer no", "Accept-Language": asked})
    assert (answer.status_code, answer.json()["sentence"].startswith(start)) == (401, True)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/tickets", {}, "text"),
        ("/tickets", {"text": "x", "kind": "other"}, "kind"),
        ("/tickets", {"text": "  "}, "text"),
        ("/tickets", {"text": "x", "category": "absent"}, "category"),
        ("/tickets", {"text": "x", "callback_phone": "appelez"}, "callback_phone"),
    ],
)
def test_a_wrong_request_says_what_to_mend(program, path, body, field):
    answer = program("technician").post(path, **body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert set(answer.json()) == {"code", "sentence", "field"}


def test_pages_lose_and_repeat_nothing(program, scene, ticket):
    for number in range(6):
        declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text=f"n° {number}")
    requester, seen, after = program("requester"), [], ""
    for _page in range(4):
        page = requester.get(f"/tickets?limit=3&after={after}").json()
        seen += [one["number"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)
    assert requester.get("/tickets?after=xyz").json()["code"] == "page_unknown"
    assert requester.get("/tickets?state=closed").json()["items"] == []


def test_each_request_is_counted_in_one_statement(program):
    requester = program("requester")
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            requester.get("/tickets")
        counts.append([q["sql"] for q in asked if "shared_cache" in q["sql"]])
    assert [len(statements) for statements in counts] == [1, 1]
    assert "ON CONFLICT" in counts[0][0]


def test_a_ticket_with_followers_is_listed_once(program, scene, ticket):
    for role in ("colleague", "client"):
        Watcher.objects.create(
            ticket=ticket, person=scene.person(role), organisation_id=ticket.organisation_id
        )
    assert len(program("requester").get("/tickets").json()["items"]) == 1
    assert len(program("colleague").get("/tickets").json()["items"]) == 1


def test_a_follower_reads_the_teams_words_and_not_the_others(program, scene, ticket):
    Watcher.objects.create(
        ticket=ticket, person=scene.person("colleague"), organisation_id=ticket.organisation_id
    )
    reply_to_ticket(ticket.id, by=scene.actor("technician"), text="Nous cherchons")
    follower = program("colleague")
    read = follower.get(f"/tickets/{ticket.number}").json()["messages"]
    said = follower.post(f"/tickets/{ticket.number}/messages", text="Chez moi aussi")
    assert [message["text"] for message in read] == ["Nous cherchons"]
    assert (said.status_code, said.json()["code"]) == (403, "only_follows")


def test_the_number_of_queries_does_not_depend_on_the_rows(program, scene, ticket):
    staff = program("technician")
    staff.get("/tickets")
    with CaptureQueriesContext(connection) as few:
        staff.get("/tickets")
    scene.enter_system()
    for number in range(5):
        declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text=f"n° {number}")
    with CaptureQueriesContext(connection) as many:
        staff.get("/tickets")
    assert len(many) == len(few)


def test_an_account_that_asks_too_often_waits(program, monkeypatch):
    monkeypatch.setattr(settings, "SECOURS_API_RATE", 3)
    first, second = program("requester"), program("requester")
    codes = [first.get("/me").status_code for _n in range(3)]
    answer = second.get("/me")
    assert (codes, answer.status_code, answer.json()["code"]) == ([200] * 3, 429, "too_often")
    assert int(answer.headers["Retry-After"]) > 0
    assert program("technician").get("/me").status_code == 200


def test_a_request_that_fails_counts_too(program, monkeypatch):
    monkeypatch.setattr(settings, "SECOURS_API_RATE", 2)
    script = program("requester")
    script.client.raise_request_exception = False
    wrong = [script.post("/tickets", text="").status_code, script.get("/tickets/1").status_code]
    assert (wrong, script.get("/me").status_code) == ([422, 404], 429)
    # Outside the transaction of the request: counted before it, whatever becomes of it.
    names = [name for name in settings.MIDDLEWARE if name.startswith("secours.")]
    assert names.index("secours.api.auth.Throttle") < names.index("secours.web.middleware.WallMiddleware")


@pytest.mark.parametrize(("language", "start"), [("en", "This failed on our side"), ("fr", "Ceci a échoué")])
def test_an_unexpected_failure_is_json_with_a_reference_that_the_log_holds(
    program, monkeypatch, caplog, language, start
):
    from secours.api import tickets as module

    monkeypatch.setattr(module, "page_of", lambda *_given: 1 // 0)
    script = program("technician")
    script.headers["Accept-Language"] = language
    script.client.raise_request_exception = False
    answer = script.get("/tickets")
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (500, "failed", "")
    assert told["sentence"].startswith(start)
    assert f"reference {told['reference']}" in caplog.text


def test_an_unknown_address_and_too_long_a_body_are_json(program, monkeypatch):
    script = program("technician")
    unknown = script.get("/nothing-here")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    long = script.post("/tickets", text="x" * 100)
    assert (long.status_code, long.json()["code"]) == (400, "malformed")


def test_erase_a_message(program, scene):
    words = "Mon mot de passe est zygomatique-42, ouvrez la session"
    scene.enter_system()
    ticket = declare_ticket(by=scene.actor("requester"), requester=scene.person("requester"), text=words)
    reply_to_ticket(ticket.id, by=scene.actor("technician"), text=f"> {words}\nVu")
    admin = program("admin")
    message = admin.get(f"/tickets/{ticket.number}").json()["messages"][0]
    address = f"/tickets/{ticket.number}/messages/{message['id']}/erasure"
    refused = {role: program(role).post(address, reason="asked") for role in ("technician", "requester")}
    assert {role: answer.status_code for role, answer in refused.items()} == dict.fromkeys(refused, 403)
    assert program("outsider").post(address, reason="asked").status_code == 404
    assert admin.post(address, reason="because").json()["field"] == "reason"
    done = admin.post(address, reason="secret")
    assert (done.status_code, done.json()) == (201, {"quoting": 1})
    after = admin.get(f"/tickets/{ticket.number}").json()["messages"][0]
    assert (after["text"], after["erased"], message["erased"]) == ("", True, False)
    assert admin.post(address, reason="secret").json()["code"] == "already_erased"
    scene.enter_system()
    kept = Entry.objects.filter(kind="text.erased", subject_id=ticket.id).get()
    assert (kept.actor_id, kept.data["reason"]) == (scene.actor("admin").person_id, "secret")


def test_each_address_says_what_it_may_answer(client, scene):
    """401, 429, 500 and 503 come from outside the address; 404 where it names a thing."""
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert len(described) > 4
    for path, ways in described.items():
        for way in ways.values():
            assert {"401", "429", "500", "503"} <= set(way["responses"]), path
            assert ("404" in way["responses"]) == ("{number}" in path), path
            assert ("400" in way["responses"]) == ("requestBody" in way), path


def test_the_description_is_as_committed(client, scene):
    """SECOURS_WRITE_SNAPSHOTS=1 writes it anew; the difference is then read and committed."""
    now = json.loads(client.get("/api/v1/openapi.json").content)
    if os.environ.get("SECOURS_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(now, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    assert now == json.loads(SNAPSHOT.read_text("utf-8"))
