"""A run on the situation “nothing comes out of the printer” of the starter pack."""

import pytest

TEXT = "Bonjour, l’imprimante du couloir n’imprime plus. Rien ne sort."


class Diagnosis:
    """What tests of this package name: the fault, its checks by their short codes, and fresh runs."""

    def __init__(self, scene):
        self.scene = scene

    def fault(self, code="prn.no_output"):
        from secours.faults.models import Fault

        return Fault.objects.get(code=code)

    def check(self, code, fault="prn.no_output"):
        from secours.faults.models import Check

        return Check.objects.get(fault__code=fault, code__in=(code, f"{fault}.{code}"))

    def run(self, role="requester", text=TEXT, fault="prn.no_output", **fields):
        """Started by the person themselves, who has chosen the situation."""
        from secours.diagnosis.operations import choose_situation, start_run

        by = self.scene.enter(role)
        run = start_run(by=by, person=self.scene.person(role), text=text, **fields)
        if fault:
            run = choose_situation(run.id, by=by, fault_id=self.fault(fault).id)
        return by, run

    def solved_on(self, device):
        """The ticket of a case met on that device, whose remedy worked."""
        from secours.diagnosis.operations import hand_over, record_attempt, solve_run
        from secours.faults.models import Remedy

        by, run = self.run(device=device)
        ticket = hand_over(run.id, by=by)
        technician = self.scene.enter("technician")
        remedy = Remedy.objects.filter(cause__fault=run.fault, by="tech").first()
        record_attempt(run.id, by=technician, remedy_id=remedy.id, outcome="fixed")
        solve_run(run.id, by=technician, confirmed_how="verified")
        return ticket

    def told_again(self, **fields):
        """The ticket of a colleague who meets the same, a moment later."""
        from secours.diagnosis.operations import hand_over

        by, run = self.run("colleague", text="Rien ne sort", **fields)
        return hand_over(run.id, by=by)


@pytest.fixture
def diagnosis(scene):
    return Diagnosis(scene)
