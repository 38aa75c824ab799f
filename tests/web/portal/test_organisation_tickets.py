"""The contact of a client finds the tickets of their organisation, told as somebody else's."""

from secours.people.models import Person
from secours.tickets.operations import declare_ticket, reply_to_ticket, resolve_ticket


def test_the_contact_finds_the_organisation_and_what_is_open_in_it(scene, screen):
    home = screen("client").open("/portal/")
    assert 'href="/portal/tickets/?whose=organisation"' in home.html.split("<main")[1]
    tech = scene.enter("technician")
    scene.enter_system()
    theirs = scene.actor("client")
    mate = Person.objects.filter(organisation_id=theirs.organisation_id).exclude(id=theirs.person_id).first()
    ticket = declare_ticket(by=tech, requester=mate, text="Le badge ne lit plus", title="Badge illisible")
    reply_to_ticket(ticket.id, by=tech, text="Nous regardons")
    page = home.open("/portal/tickets/?whose=organisation")
    assert ticket.title in page.text.replace("\u00a0", " ")
    assert "vous a répondu" not in page.text
    scene.enter_system()
    resolve_ticket(ticket.id, by=tech, text="Réglé")
    assert f"/portal/tickets/{ticket.number}/" not in page.open("/portal/tickets/?whose=organisation").html
    assert (
        f"/portal/tickets/{ticket.number}/" in page.open("/portal/tickets/?whose=organisation&state=all").html
    )
