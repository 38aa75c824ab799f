from django.urls import URLPattern, URLResolver, include, path

from secours.web.workbench import (
    acts,
    entry,
    erasure,
    palette,
    people,
    queue,
    resolution,
    standard_replies,
    tasks,
    tickets,
    undo,
)

app_name = "workbench"
_TICKET = "tickets/<int:number>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.queue, name="queue"),
    path("news", queue.news, name="news"),
    path("filters", queue.filters, name="filters"),
    path("views", queue.views, name="views"),
    path("views/<int:view_id>/removal", queue.view_removal, name="view_removal"),
    path("bulk/reply", acts.bulk_reply, name="bulk_reply"),
    path("bulk/<slug:name>", acts.bulk, name="bulk"),
    path("tasks", tasks.task_list, name="task_list"),
    path("tasks/completion", tasks.completion, name="tasks_completion"),
    path("tasks/change", tasks.change, name="tasks_change"),
    path("undo", undo.undoing, name="undo"),
    path("palette", palette.palette, name="palette"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("tickets/new", entry.entry, name="entry"),
    path("tickets/new/people", entry.people, name="entry_people"),
    path("tickets/new/context", entry.context, name="entry_context"),
    path("tickets/new/gesture", entry.gesture, name="entry_gesture"),
    path(f"{_TICKET}/", tickets.ticket, name="ticket"),
    path(f"{_TICKET}/timeline", tickets.timeline, name="timeline"),
    path(f"{_TICKET}/presence", tickets.presence, name="presence"),
    path(f"{_TICKET}/standard-replies", standard_replies.standard_replies, name="standard_replies"),
    path(f"{_TICKET}/draft", tickets.draft, name="draft"),
    path(f"{_TICKET}/messages", tickets.messages, name="messages"),
    path(f"{_TICKET}/notes", tickets.notes, name="notes"),
    path(f"{_TICKET}/messages/<int:message_id>/erasure", erasure.erasure, name="erasure"),
    path(f"{_TICKET}/diagnosis/", include("secours.web.workbench.diagnosis_urls")),
    path(f"{_TICKET}/assessment/", include("secours.web.workbench.assessment_urls")),
    path(f"{_TICKET}/resolution", resolution.resolution, name="resolution"),
    path(f"{_TICKET}/links/<int:other>/removal", acts.link_removal, name="link_removal"),
    path(f"{_TICKET}/tasks/<int:task_id>/completion", acts.task_completion, name="task_completion"),
    *(path(f"{_TICKET}/{name}", acts.act, {"name": name}, name=name) for name in acts.ACTS),
]
