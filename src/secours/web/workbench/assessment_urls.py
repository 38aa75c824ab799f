"""Included by the workbench under tickets/<number>/assessment/; the names are of its namespace."""

from django.urls import URLPattern, path

from secours.web.workbench import assessment

urlpatterns: list[URLPattern] = [
    path("", assessment.assessment, name="assessment"),
    path("sections/<slug:name>", assessment.section, name="assessment_section"),
    path("recommendations", assessment.recommendations, name="recommendations"),
    path(
        "recommendations/<int:task_id>/completion",
        assessment.recommendation_completion,
        name="recommendation_completion",
    ),
    path("<str:language>.pdf", assessment.pdf, name="assessment_pdf"),
]
