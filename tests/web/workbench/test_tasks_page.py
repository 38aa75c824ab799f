"""The list of tasks: whose, in which order, and what one does there without a script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from secours.diagnosis.operations import recommend
from secours.tickets.models import Task, Ticket
from secours.tickets.operations import add_task, close_without_answer, finish_task

TASKS = "/workbench/tasks"


@pytest.fixture
def give(scene, declare):
    """`give("Voir", "mission", -3)`: a task of a new ticket, its owner, days from today."""

    def given(title, owner="technician", days=None, *, who="requester", verb=add_task):
        ticket = declare(title=f"Panne de {title}", who=who)
        due_on = None if days is None else timezone.localdate() + timedelta(days=days)
        owner_id = scene.person(owner).id if owner else None
        made = verb(ticket.id, by=scene.enter("supervisor"), title=title, owner_id=owner_id, due_on=due_on)
        return made if isinstance(made, Task) else made.task

    return given


def page(browser, query=""):
    answer = browser.get(TASKS + query)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html):
    return re.findall(r'<div class="subj"><a [^>]*>([^<]*)</a>', html)


def test_late_first_then_by_day_then_without(sign_in, give):
    for title, days in (("sans", None), ("tard", 30), ("ce jour", 0), ("retard", -3), ("semaine", 4)):
        give(title, days=days)
    html = page(sign_in("technician"))
    assert titles(html) == ["retard", "ce jour", "semaine", "tard", "sans"]
    groups = re.findall(r'role="rowheader">.*?</svg>([^<]*?) <span class="n">(\d+)', html)
    assert groups == [
        ("En retard", "1"),
        ("Aujourd’hui", "1"),
        ("Sous une semaine", "1"),
        ("Plus tard", "1"),
        ("Sans date", "1"),
    ]


def test_mine_my_team_s_all(sign_in, give):
    give("à moi")
    give("à Karim", "mission")
    give("à la direction", "manager")
    give("à personne", None)
    browser = sign_in("technician")
    assert titles(page(browser)) == ["à moi"]
    assert titles(page(browser, "?of=team")) == ["à moi", "à Karim", "à personne"]
    assert titles(page(browser, "?of=all")) == ["à moi", "à Karim", "à la direction", "à personne"]


def test_an_organisation_out_of_reach_is_not_listed(sign_in, give):
    give("à la mairie", "technician", who="outsider")
    assert "à la mairie" not in page(sign_in("mission"), "?of=all")
    assert "à la mairie" in page(sign_in("technician"), "?of=all")


def test_a_closed_ticket_keeps_its_tasks_and_recommendations_say_so(sign_in, give, scene):
    task = give("Passer au pilote v4", verb=recommend)
    close_without_answer(task.ticket_id, by=scene.enter("supervisor"))
    html = page(sign_in("technician"))
    assert titles(html) == ["Passer au pilote v4"]
    assert "Recommandation" in html
    assert f"/workbench/tickets/{task.ticket.number}/" in html


def test_of_a_confidential_ticket_nothing_but_the_task(sign_in, give, scene):
    task = give("Valider", "manager")
    Ticket.objects.filter(id=task.ticket_id).update(is_confidential=True, team=None)
    html = page(sign_in("manager"))
    assert titles(html) == ["Valider"]
    assert "Panne de Valider" not in html
    assert "Claire Morvan" not in html


def test_finished_with_one_click_and_taken_back(sign_in, give):
    task, other = give("Voir"), give("Autre")
    browser = sign_in("technician")
    answer = browser.post(f"{TASKS}/completion?of=team", {"one": task.id, "t": [other.id]})
    assert (answer.status_code, answer.url) == (302, f"{TASKS}?of=team")
    html = page(browser)
    assert titles(html) == ["Autre"]
    undo = re.search(r'action="(/workbench/undo[^"]*)"', html)
    answer = browser.post(undo[1].replace("&amp;", "&"))
    assert answer.url == TASKS
    assert sorted(titles(page(browser))) == ["Autre", "Voir"]


def test_a_hundred_acts_and_more_are_taken_back_together(sign_in, give, scene):
    first = give("Une")
    by = scene.enter("supervisor")
    others = [add_task(first.ticket_id, by=by, title=f"Et {n}", owner_id=first.owner_id) for n in range(50)]
    told = {
        "t": [one.id for one in (first, *others)],
        "owner": scene.person("mission").id,
        "due_on": "2027-01-04",
    }
    browser = sign_in("technician")
    browser.post(f"{TASKS}/change", told)
    undo = re.search(r'action="(/workbench/undo[^"]*)"', page(browser))
    browser.post(undo[1].replace("&amp;", "&"))
    scene.enter_system()
    assert set(Task.objects.values_list("owner_id", "due_on")) == {(first.owner_id, None)}


def test_what_could_not_be_taken_back_whole_is_not_offered_in_part(sign_in, give, scene):
    seen, hidden = give("Voir"), give("Valider")
    Ticket.objects.filter(id=hidden.ticket_id).update(is_confidential=True, team=None)
    browser = sign_in("technician")
    browser.post(f"{TASKS}/completion", {"t": [seen.id, hidden.id]})
    html = page(browser)
    assert "2 tâches sont terminées." in html
    assert "/workbench/undo" not in html


def test_several_at_once(sign_in, give):
    tasks = [give("Une"), give("Deux")]
    browser = sign_in("technician")
    browser.post(f"{TASKS}/completion", {"t": [task.id for task in tasks]})
    html = page(browser)
    assert "2 tâches sont terminées." in html
    assert titles(html) == []


def test_given_to_another_and_dated(sign_in, give, scene):
    task = give("Voir", days=0)
    browser, karim = sign_in("technician"), scene.person("mission")
    form = browser.get(f"{TASKS}/change?t={task.id}").content.decode()
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in form
    answer = browser.post(f"{TASKS}/change", {"t": task.id, "owner": karim.id, "due_on": ""})
    assert answer.status_code == 302
    task.refresh_from_db()
    assert (task.owner_id, task.due_on) == (karim.id, None)


def test_of_several_what_is_left_alone_stays(sign_in, give, scene):
    one, two = give("Une", days=1), give("Deux", "mission", days=2)
    day = timezone.localdate() + timedelta(days=9)
    browser = sign_in("technician")
    form = browser.get(f"{TASKS}/change?t={one.id}&t={two.id}").content.decode()
    assert '<option value="keep" selected>' in form
    told = {"t": [one.id, two.id], "owner": "keep", "due_on": day.isoformat()}
    assert browser.post(f"{TASKS}/change", told).status_code == 302
    kept = Task.objects.filter(id__in=[one.id, two.id]).order_by("id").values_list("owner_id", "due_on")
    assert list(kept) == [(scene.person("technician").id, day), (scene.person("mission").id, day)]


def test_a_refusal_is_said_in_the_form(sign_in, give, scene):
    task = give("Voir")
    finish_task(task.id, by=scene.enter("supervisor"))
    told = {"t": task.id, "owner": "", "due_on": ""}
    answer = sign_in("technician").post(f"{TASKS}/change", told)
    assert answer.status_code == 422
    assert "est terminée" in answer.content.decode()


def test_a_manager_acts_on_their_own_alone(sign_in, give):
    own, other = give("à moi", "manager"), give("à une autre")
    browser = sign_in("manager")
    html = page(browser, "?of=all")
    assert (f'name="one" value="{own.id}"' in html, f'name="one" value="{other.id}"' in html) == (True, False)
    assert browser.post(f"{TASKS}/completion", {"one": other.id}).status_code == 404
    assert browser.post(f"{TASKS}/completion", {"one": own.id}).status_code == 302


def test_the_navigation_counts_one_s_own_and_says_when_one_is_late(sign_in, give):
    give("à Karim", "mission", -1)
    browser = sign_in("technician")
    assert _counted(browser) == ("", "0")
    give("à faire", days=1)
    assert _counted(browser) == ("", "1")
    give("en retard", days=-1)
    assert _counted(browser) == (" c-danger", "2")


def _counted(browser):
    html = browser.get("/workbench/").content.decode()
    return re.search(r'href="/workbench/tasks"[^>]*>.*?<span class="n([^"]*)">(\d+)', html, re.S).groups()


def test_pages_follow_without_losing_any(sign_in, give, scene):
    first = give("Tâche 0", days=0)
    by, today = scene.enter("supervisor"), timezone.localdate()
    for n in range(1, 60):
        add_task(
            first.ticket_id,
            by=by,
            title=f"Tâche {n}",
            owner_id=first.owner_id,
            due_on=today if n < 55 else None,
        )
    browser = sign_in("technician")
    html = page(browser)
    rest = page(browser, re.search(r'href="(\?[^"]*after=[^"]*)"', html)[1].replace("&amp;", "&"))
    assert (len(titles(html)), len(titles(rest)), len({*titles(html), *titles(rest)})) == (50, 10, 60)


@pytest.mark.parametrize("query", ["", "?late=1", "?of=team", "?of=all"])
def test_an_empty_list_says_what_comes_there(sign_in, scene, query):
    assert 'class="empty"' in page(sign_in("supervisor"), query)


def test_words_of_people_carry_no_markup(sign_in, give):
    give("<b>gras</b>")
    assert "<b>gras" not in page(sign_in("technician"))
