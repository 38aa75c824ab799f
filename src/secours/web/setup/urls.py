from django.urls import URLPattern, path

from secours.web.setup import (
    components,
    first,
    home,
    invitations,
    levels,
    mailboxes,
    organisations,
    people,
    person,
    quarantine,
    sites,
    standard_replies,
    teams,
    terms,
)

app_name = "setup"
_ORGANISATION = "organisations/<int:organisation_id>"
_PERSON = "people/<int:person_id>"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("first", first.first, name="first"),
    path("organisations", organisations.organisations, name="organisations"),
    path("organisations/new", organisations.organisation_new, name="organisation_new"),
    path("organisations/<int:organisation_id>", organisations.organisation, name="organisation"),
    path(f"{_ORGANISATION}/hours", terms.hours, name="organisation_hours"),
    path(f"{_ORGANISATION}/priorities", terms.priorities, name="organisation_priorities"),
    *(
        path(f"{_ORGANISATION}/{part}/{way}", view, {"part": part}, name=f"organisation_{part}_{way}")
        for part in ("hours", "priorities")
        for way, view in (("own", terms.own), ("shared", terms.shared))
    ),
    path("sites", sites.sites, name="sites"),
    path("sites/new", sites.site_new, name="site_new"),
    path("sites/<int:site_id>", sites.site, name="site"),
    path("sites/<int:site_id>/places/new", sites.place_new, name="place_new"),
    path("places/<int:place_id>", sites.place, name="place"),
    path("teams", teams.teams, name="teams"),
    path("teams/new", teams.team_new, name="team_new"),
    path("teams/<int:team_id>", teams.team, name="team"),
    path("teams/<int:team_id>/members", teams.members, name="team_members"),
    path(
        "teams/<int:team_id>/members/<int:person_id>/removal",
        teams.member_removal,
        name="team_member_removal",
    ),
    path("people", people.people, name="people"),
    path("people/new", people.person_new, name="person_new"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}/roles", person.roles, name="person_roles"),
    path(f"{_PERSON}/reaches", person.reaches, name="person_reaches"),
    path(f"{_PERSON}/reaches/<int:reach_id>/removal", person.reach_removal, name="reach_removal"),
    path(f"{_PERSON}/invitation", person.invitation, name="person_invitation"),
    path(f"{_PERSON}/deactivation", person.deactivation, name="person_deactivation"),
    path(f"{_PERSON}/reactivation", person.reactivation, name="person_reactivation"),
    path("invitations", invitations.invitations, name="invitations"),
    path("invitations/<str:secret>", invitations.invitation, name="invitation"),
    path("categories", levels.categories, name="categories"),
    path("categories/new", levels.category_new, name="category_new"),
    path("categories/<int:category_id>", levels.category, name="category"),
    path("priorities", terms.priorities, name="priorities"),
    path("hours", terms.hours, name="hours"),
    path("standard-replies", standard_replies.standard_replies, name="standard_replies"),
    path("standard-replies/new", standard_replies.standard_reply_new, name="standard_reply_new"),
    path("standard-replies/<int:reply_id>", standard_replies.standard_reply, name="standard_reply"),
    path(
        "standard-replies/<int:reply_id>/removal",
        standard_replies.standard_reply_removal,
        name="standard_reply_removal",
    ),
    path("mailboxes", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/new", mailboxes.mailbox_new, name="mailbox_new"),
    path("mailboxes/<int:mailbox_id>", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/test", mailboxes.mailbox_test, name="mailbox_test"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:raw_id>", quarantine.raw_message, name="raw_message"),
    path(
        "quarantine/<int:raw_id>/processing", quarantine.raw_message_processing, name="raw_message_processing"
    ),
    path("components", components.components, name="components"),
]
