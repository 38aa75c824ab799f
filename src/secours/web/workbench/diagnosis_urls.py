"""Included by the workbench: path("tickets/<int:number>/diagnosis/", include("secours.web.workbench.diagnosis_urls"))."""

from django.urls import URLPattern, path

from secours.web.workbench import diagnosis

urlpatterns: list[URLPattern] = [
    path("", diagnosis.diagnosis, name="diagnosis"),
    path("situation", diagnosis.situation, name="diagnosis_situation"),
    path("opening", diagnosis.opening, name="diagnosis_opening"),
    path("findings", diagnosis.findings, name="diagnosis_findings"),
    path("attempts", diagnosis.attempts, name="diagnosis_attempts"),
    path("approvals", diagnosis.approvals, name="diagnosis_approvals"),
    path("approvals/<int:approval_id>", diagnosis.approval, name="diagnosis_approval"),
    path("questions", diagnosis.questions, name="diagnosis_questions"),
]
