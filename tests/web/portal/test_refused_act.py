"""An act that is refused half-way leaves nothing behind, though its page is answered."""

from secours.diagnosis.models import Run


def test_a_run_whose_situation_is_refused_is_not_kept(scene, screen):
    page = screen().open("/portal/")
    for hidden in (page.hidden("/portal/"), {}):
        answer = page.browser.post("/portal/", {**hidden, "text": "Plus de son du tout", "fault": "999999"})
        assert answer.status_code in (404, 422)
    scene.enter_system()
    assert not Run.objects.filter(text="Plus de son du tout").exists()
