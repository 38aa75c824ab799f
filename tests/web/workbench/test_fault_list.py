"""The list of the fault base says what sets a record apart, and nothing of those that came with the product."""

from secours.faults.models import Fault
from secours.faults.operations import record_fault


def test_only_what_differs_is_said(sign_in, scene):
    browser = sign_in("technician")
    told = browser.get("/faults/").content.decode()
    assert Fault.objects.order_by("number").first().label in told
    assert "lot de départ" not in told
    by = scene.enter("supervisor")
    record_fault(by=by, title_fr="La badgeuse reste muette")
    told = browser.get("/faults/?q=badgeuse").content.decode()
    assert "rédigée ici, à relire" in told
