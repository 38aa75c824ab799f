from typing import Any

import pytest


class Desk:
    """Declares and resolves printer incidents at the hospital, by the short names of the starter pack."""

    def __init__(self, scene: Any) -> None:
        from secours.faults.models import Fault

        self.scene = scene
        self.by = scene.enter("technician")
        self.fault = Fault.objects.get(code="prn.no_output")

    def declare(self, device="IMP-2E-03", **fields):
        from secours.tickets.operations import declare_ticket

        found = self.scene.device(device) if device else None
        requester = self.scene.person("requester")
        return declare_ticket(
            by=self.by, requester=requester, text="L’imprimante n’imprime plus", device=found, **fields
        )

    def cause(self, code):
        return self.fault.causes.get(code=code)

    def remedy(self, code):
        return self.cause(code).remedies.get()

    def check(self, code):
        return self.fault.checks.get(code=code)

    def resolve(self, ticket, code="spooler", confirmed_how="verified", **fields):
        from secours.faults.operations import resolve_with_remedy

        fields = {"remedy_id": self.remedy(code).id, "by": self.by, **fields}
        return resolve_with_remedy(ticket.id, confirmed_how=confirmed_how, **fields)

    def quiet_days(self, days):
        from secours.people.models import Organisation

        Organisation.objects.filter(name="Clinique Saint-Luc").update(quiet_days=days)


@pytest.fixture
def desk(scene):
    return Desk(scene)


@pytest.fixture(scope="session")
def vectors(django_db_setup, django_db_blocker):
    """The pack placed by meaning, committed once: it takes seconds."""
    from django.test import override_settings

    from secours.faults.recall.indexing import index_meaning
    from secours.people.actor import acting_as_system

    with override_settings(SECOURS_MEANING="here"), django_db_blocker.unblock(), acting_as_system() as by:
        index_meaning(by=by)
