"""The queue: who sees what, in which order, at which cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from secours.tickets.models import Presence, SavedView, Ticket
from secours.tickets.operations import (
    assign_ticket,
    attach_to_known_incident,
    change_ticket,
    hold_ticket,
    reply_to_ticket,
    take_ticket,
)

QUEUE = "/workbench/"


def page(browser, query=""):
    answer = browser.get(QUEUE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def due_in(ticket, **delta):
    Ticket.objects.filter(id=ticket.id).update(due_at=timezone.now() + timedelta(**delta))


def numbers(html):
    """Ticket numbers in the order of their rows."""
    import re

    return [int(found) for found in re.findall(r'name="t" value="(\d+)"', html)]


def test_team_queue_shows_the_row(sign_in, declare, scene):
    ticket = declare(
        title="Plus de réseau", device=scene.device("PC-0231"), place=scene.person("requester").place
    )
    html = page(sign_in("technician"), "?queue=team")
    assert f"T-{ticket.number}" in html
    assert "Claire Morvan" in html
    assert "VIP" in html
    assert "PC-0231" in html


def test_queues_keep_to_their_own(sign_in, declare, scene):
    mine, free, waiting, late = (declare(title=f"Panne {n}") for n in range(4))
    by = scene.enter("technician")
    take_ticket(mine.id, by=by)
    hold_ticket(waiting.id, by=by, reason="supplier")
    due_in(late, minutes=-42)
    browser = sign_in("technician")
    assert numbers(page(browser, "?queue=mine")) == [mine.number]
    assert mine.number not in numbers(page(browser, "?queue=unassigned"))
    assert numbers(page(browser, "?queue=hold")) == [waiting.number]
    assert numbers(page(browser, "?queue=late")) == [late.number]
    assert set(numbers(page(browser, "?queue=all"))) >= {
        mine.number,
        free.number,
        waiting.number,
        late.number,
    }


def test_groups_by_deadline_and_puts_holds_last(sign_in, declare, scene):
    late, today, waiting = declare(title="Un"), declare(title="Deux"), declare(title="Trois")
    due_in(late, minutes=-42)
    due_in(today, minutes=1)
    hold_ticket(waiting.id, by=scene.enter("technician"), reason="supplier")
    due_in(waiting, days=-3)
    html = page(sign_in("technician"), "?queue=all")
    assert numbers(html)[:2] == [late.number, today.number]
    assert numbers(html)[-1] == waiting.number
    assert "retard 42" in html.replace("\xa0", " ")
    assert "En attente d’un fournisseur" in html


def test_unread_is_bold_until_it_is_read(sign_in, declare):
    ticket = declare(title="À lire")
    browser = sign_in("technician")
    assert 'class="r new"' in page(browser, "?queue=all&q=lire")
    browser.post(f"/workbench/tickets/{ticket.number}/presence")
    assert 'class="r new"' not in page(browser, "?queue=all&q=lire")


def test_shows_who_is_answering_but_not_oneself(sign_in, declare, scene):
    ticket = declare(title="Occupé")
    for role in ("mission", "technician"):
        Presence.objects.create(
            organisation_id=ticket.organisation_id,
            ticket=ticket,
            person=scene.person(role),
            doing="replying",
            at=timezone.now(),
        )
    html = page(sign_in("technician"), "?queue=all")
    assert "Karim répond" in html
    assert "Inès répond" not in html


@pytest.mark.parametrize("sort", ["due", "updated", "created", "priority"])
def test_pages_hold_every_ticket_once(sign_in, declare, sort, monkeypatch):
    monkeypatch.setattr("secours.web.workbench.listing.PAGE", 3)
    made = {declare(title=f"Panne {n}", impact=1 + n % 3).number for n in range(8)}
    browser, seen, query = sign_in("technician"), [], f"?queue=all&sort={sort}"
    for _page in range(12):
        answer = browser.get(QUEUE + query)
        seen += numbers(answer.content.decode())
        query = answer.context["next_url"]
        if not query:
            break
    assert len(seen) == len(set(seen))
    assert made <= set(seen)


def test_a_ticket_that_several_follow_comes_once(sign_in, declare, scene):
    ticket = declare(title="Réseau du couloir B")
    by = scene.enter("technician")
    change_ticket(ticket.id, by=by, is_known_incident=True)
    for role in ("client", "colleague"):
        attach_to_known_incident(ticket.id, by=by, person=scene.person(role))
    assert numbers(page(sign_in("technician"), "?queue=all")).count(ticket.number) == 1


def test_filters_narrow_and_show_as_chips(sign_in, declare, scene):
    claire, emma = declare(title="Panne de Claire"), declare(title="Panne d’Emma", who="colleague")
    html = page(sign_in("technician"), "?queue=all&requester=emma")
    assert numbers(html) == [emma.number]
    assert "Retirer le filtre Demandeur" in html
    assert claire.number not in numbers(html)
    device = scene.device("PC-0231")
    change_ticket(claire.id, by=scene.enter("technician"), device=device)
    assert numbers(page(sign_in("technician"), f"?queue=all&device={device.id}")) == [claire.number]
    assert numbers(page(sign_in("technician"), "?queue=all&priority=1&kind=request")) == []


def test_words_search_the_list_and_nothing_teaches(sign_in, declare):
    ticket = declare(title="Photocopieur bloqué au rez-de-chaussée")
    browser = sign_in("technician")
    assert numbers(page(browser, "?queue=all&q=photocopieur")) == [ticket.number]
    assert "Rien ne correspond" in page(browser, "?queue=all&q=zyxwv")


def test_a_confidential_ticket_stays_with_its_team(sign_in, declare, scene):
    ticket = declare(title="Dossier sensible", is_confidential=True)
    second = scene.enter_system() and scene.person("supervisor")
    assign_ticket(ticket.id, by=scene.enter("supervisor"), person_id=second.id)
    Ticket.objects.filter(id=ticket.id).update(team=None)
    assert ticket.number not in numbers(page(sign_in("mission"), "?queue=all"))


def test_the_mission_sees_its_client_only(sign_in, declare):
    ours, theirs = declare(title="À la clinique"), declare(title="À la mairie", who="outsider")
    seen = numbers(page(sign_in("mission"), "?queue=all"))
    assert ours.number in seen
    assert theirs.number not in seen


def test_a_view_is_kept_and_removed(sign_in):
    browser = sign_in("technician")
    answer = browser.post("/workbench/views", {"name": "Urgents", "query": "queue=all&priority=1"})
    assert answer.status_code == 302
    view = SavedView.objects.get(name="Urgents")
    assert answer.headers["Location"] == f"/workbench/?view={view.id}&queue=all&priority=1"
    assert "Urgents" in page(browser)
    other = sign_in("mission")
    other.post(f"/workbench/views/{view.id}/removal")
    assert SavedView.objects.filter(id=view.id).exists()
    browser.post(f"/workbench/views/{view.id}/removal")
    assert not SavedView.objects.filter(id=view.id).exists()


def test_a_view_without_name_is_refused(sign_in):
    answer = sign_in("technician").post("/workbench/views", {"name": "  ", "query": ""})
    assert answer.status_code == 422


def test_news_counts_what_came_since(sign_in, declare):
    since = timezone.now().isoformat()
    browser = sign_in("technician")
    quiet = browser.get("/workbench/news", {"queue": "all", "since": since}).content.decode()
    assert "nouveau" not in quiet
    for n in range(3):
        declare(title=f"Nouvelle panne {n}")
    assert "3 nouveaux" in browser.get("/workbench/news", {"queue": "all", "since": since}).content.decode()


def test_density_is_kept(sign_in):
    browser = sign_in("technician")
    assert browser.get("/workbench/?density=compact").status_code == 302
    assert 'data-density="compact"' in page(browser)


def test_speaks_english(sign_in, declare, in_english):
    declare(title="Printer down")
    in_english("technician")
    html = page(sign_in("technician"), "?queue=all")
    assert "Requester and place" in html
    assert "Demandeur et lieu" not in html


def test_queries_do_not_grow_with_rows(sign_in, declare, queries_of):
    declare(title="Seule")
    browser = sign_in("technician")
    few = queries_of(browser, QUEUE + "?queue=all")
    for n in range(12):
        declare(title=f"Panne {n}")
    assert queries_of(browser, QUEUE + "?queue=all") == few


@pytest.mark.parametrize("after", ["x", "run~~", "run~pas une date~3", "~~", "hold~2026-01-01~9", "1~abc"])
@pytest.mark.parametrize("sort", ["due", "updated", "priority"])
def test_a_wrong_page_mark_is_no_failure(sign_in, after, sort):
    page(sign_in("technician"), f"?queue=all&sort={sort}&after={after}")


def test_words_of_people_stay_words(sign_in, declare, scene):
    """The rows are written without a template: nothing that somebody typed becomes a tag or leaves its quotes."""
    declare(title="<script>alert(1)</script> \"'&")
    html = page(sign_in("technician"), "?queue=all")
    assert "<script>alert(1)" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#x27;&amp;") == 2


def test_a_missed_first_answer_is_late_and_says_so(sign_in, declare, scene):
    """Of two promises the one that falls next counts: the first answer, then the solution."""
    silent, answered = declare(title="Sans réponse"), declare(title="Répondu")
    now = timezone.now()
    Ticket.objects.filter(id__in=[silent.id, answered.id]).update(
        response_due_at=now - timedelta(minutes=42), due_at=now + timedelta(days=3)
    )
    reply_to_ticket(answered.id, by=scene.enter("technician"), text="Je regarde")
    Ticket.objects.filter(id=answered.id).update(due_at=now + timedelta(days=3))
    browser = sign_in("technician")
    html = page(browser, "?queue=late")
    assert numbers(html) == [silent.number]
    assert "réponse\u00a0: retard 42 min" in html
    assert numbers(page(browser, "?queue=team"))[0] == silent.number
    assert "retard 42 min" in browser.get(f"/workbench/tickets/{silent.number}/").content.decode()
    assert "réponse\u00a0:" not in page(browser, "?queue=team&q=Répondu")


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_who_is_in_no_team_begins_with_what_there_is(sign_in, declare, role):
    ticket = declare(title="Plus de réseau")
    html = page(sign_in(role))
    assert "Mon équipe" not in html
    assert "<h1>Tous les ouverts</h1>" in html
    assert ticket.number in numbers(html)


def test_the_words_met_are_shown_under_the_title_unless_it_has_them(sign_in, declare):
    declare(title="Écran noir", text="Le <b>câble</b> zinzolin & le socle")
    html = page(sign_in("technician"), "?queue=all&q=zinzolin")
    assert '<div class="hit cut">' in html
    assert "<mark>zinzolin</mark> &amp; le socle</div>" in html
    assert "<b>câble" not in html
    assert "<mark>" not in page(sign_in("technician"), "?queue=all&q=noir")
    assert "<mark>" not in page(sign_in("technician"), "?queue=all")
