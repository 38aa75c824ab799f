from django.urls import URLPattern, path

from secours.web.portal import answers, articles, follow, home, replies, run, tickets, wishes

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("suggestions/", home.suggestions, name="suggestions"),
    path("incidents/<int:number>/affected/", home.affected_too, name="affected_too"),
    path("diagnosis/<int:run_id>/", run.run, name="run"),
    path("diagnosis/<int:run_id>/situation/", answers.situation, name="situation"),
    path("diagnosis/<int:run_id>/opening/", answers.opening, name="opening"),
    path("diagnosis/<int:run_id>/findings/", answers.findings, name="findings"),
    path("diagnosis/<int:run_id>/attempts/", answers.attempts, name="attempts"),
    path("diagnosis/<int:run_id>/solution/", answers.solution, name="solution"),
    path("diagnosis/<int:run_id>/articles/<int:article_id>/", answers.article, name="article_answer"),
    path("diagnosis/<int:run_id>/handover/", answers.handover, name="handover"),
    path("diagnosis/<int:run_id>/files/", answers.files, name="files"),
    path("diagnosis/<int:run_id>/departure/", answers.departure, name="departure"),
    path("diagnosis/<int:run_id>/resumption/", answers.resumption, name="resumption"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<int:number>/", tickets.ticket, name="ticket"),
    path("tickets/<int:number>/replies/", replies.replies, name="replies"),
    path("tickets/<int:number>/reopening/", replies.reopening, name="reopening"),
    path("tickets/<int:number>/closing/", replies.closing, name="closing"),
    path("tickets/<int:number>/cancellation/", replies.cancellation, name="cancellation"),
    path("tickets/<int:number>/draft/", replies.draft, name="draft"),
    path("request/", wishes.wish, name="request"),
    path("articles/<int:article_id>/", articles.article, name="article"),
    path("follow/<str:secret>/", follow.follow, name="follow"),
    path("follow/<str:secret>/renewal/", follow.renewal, name="follow_renewal"),
]
