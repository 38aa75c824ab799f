from django.urls import URLPattern, path

from secours.web.workbench import article_writing, articles, fault_retiring, fault_writing, faults

app_name = "faults"
_FAULT = "<int:number>"
_ARTICLE = "articles/<int:article_id>"

urlpatterns: list[URLPattern] = [
    path("", faults.fault_list, name="list"),
    path("new", fault_writing.new, name="new"),
    path("promotion/<int:number>", fault_writing.promotion, name="promote"),
    path("articles/", articles.article_list, name="articles"),
    path("articles/new", article_writing.new, name="article_new"),
    path("articles/from/<int:number>", article_writing.from_ticket, name="article_from_ticket"),
    path(f"{_ARTICLE}/", articles.article, name="article"),
    path(f"{_ARTICLE}/edit", article_writing.edit, name="article_edit"),
    path(f"{_ARTICLE}/review", article_writing.review, name="article_review"),
    path(f"{_ARTICLE}/retirement", article_writing.retirement, name="article_retirement"),
    path(f"{_ARTICLE}/restoration", article_writing.restoration, name="article_restoration"),
    path(f"{_FAULT}/", faults.fault, name="fault"),
    path(f"{_FAULT}/edit", fault_writing.edit, name="edit"),
    path(f"{_FAULT}/review", fault_writing.review, name="review"),
    path(f"{_FAULT}/retirement", fault_retiring.retirement, name="retirement"),
    path(f"{_FAULT}/restoration", fault_retiring.restoration, name="restoration"),
    path(f"{_FAULT}/proposals", fault_retiring.proposals, name="proposals"),
    path(f"{_FAULT}/causes/new", fault_writing.cause, name="cause_new"),
    path(f"{_FAULT}/causes/<int:cause_id>", fault_writing.cause, name="cause"),
    path(f"{_FAULT}/checks/new", fault_writing.check, name="check_new"),
    path(f"{_FAULT}/checks/<int:check_id>", fault_writing.check, name="check"),
    path(f"{_FAULT}/causes/<int:cause_id>/remedies/new", fault_writing.remedy, name="remedy_new"),
    path(f"{_FAULT}/remedies/<int:remedy_id>", fault_writing.remedy, name="remedy"),
    *(
        path(
            f"{_FAULT}/{part}/<int:entry_id>/{change}",
            fault_retiring.entry_change,
            {"part": part, "change": change},
            name=f"{part}_{change}",
        )
        for part in ("checks", "remedies")
        for change in ("retirement", "restoration")
    ),
]
