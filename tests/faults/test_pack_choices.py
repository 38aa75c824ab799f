"""What a newer pack says otherwise is taken or refused on the page of the record, once for all."""

import re

import pytest
from tests.faults.test_load_pack import NEWER, SMALL

from secours.faults.models import Cause, Fault, PackEntry
from secours.faults.operations import change_cause, change_remedy
from secours.faults.pack import load_pack
from secours.journal.models import Entry


@pytest.fixture
def differing(scene, tmp_path):
    """A record whose source and minutes people changed, then a pack that changes them otherwise."""
    by, file = scene.enter_system(), tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    load_pack(file, by=by)
    cause = Cause.objects.get(fault__code="own.kettle")
    change_cause(cause.id, by=by, name_fr="Prise arrachée")
    change_remedy(cause.remedies.get().id, by=by, minutes=7)
    file.write_text(NEWER, encoding="utf-8")
    load_pack(file, by=by)
    return cause, file


def decide(sign_in, cause, choice, which="", role="supervisor"):
    address = f"/faults/{cause.fault.number}/proposals"
    return sign_in(role).post(address, {"choice": choice, "which": which}, follow=True)


def offered(sign_in, cause):
    html = sign_in("supervisor").get(f"/faults/{cause.fault.number}/").content.decode()
    return re.findall(r'name="which" value="([^"]*)"', html)


def proposed(cause):
    return PackEntry.objects.get(fault=cause.fault).proposed


def test_each_is_offered_and_all_at_once(sign_in, differing):
    cause, _file = differing
    assert set(offered(sign_in, cause)) == {"cause:plug|name", "remedy:plug|minutes", ""}


def test_one_is_taken_and_the_other_waits(sign_in, differing, scene):
    cause, _file = differing
    decide(sign_in, cause, "accept", "cause:plug|name")
    scene.enter_system()
    cause = Cause.objects.get(id=cause.id)
    assert (cause.name_fr, cause.remedies.get().minutes) == ("Prise débranchée", 7)
    assert proposed(cause) == {"remedy:plug": {"minutes": 2}}
    entry = Entry.objects.filter(kind="fault.proposal_accepted").latest("id")
    assert entry.data["fields"] == ["cause:plug.name_fr"]


def test_all_are_taken(sign_in, differing, scene):
    cause, _file = differing
    answer = decide(sign_in, cause, "accept")
    assert "a pris ce que le lot propose" in answer.content.decode()
    scene.enter_system()
    cause = Cause.objects.get(id=cause.id)
    assert (cause.name_fr, cause.remedies.get().minutes, proposed(cause)) == ("Prise débranchée", 2, {})


def test_what_is_kept_is_not_proposed_again_until_the_pack_says_yet_otherwise(sign_in, differing, scene):
    cause, file = differing
    decide(sign_in, cause, "keep")
    by = scene.enter_system()
    assert (Cause.objects.get(id=cause.id).name_fr, proposed(cause)) == ("Prise arrachée", {})
    assert Entry.objects.filter(kind="fault.proposal_declined", subject_id=cause.fault_id).exists()
    file.write_text(f"{NEWER}\n# again\n", encoding="utf-8")
    assert load_pack(file, by=by).kept_edited == ()
    file.write_text(NEWER.replace("Prise débranchée", "Fiche tirée"), encoding="utf-8")
    load_pack(file, by=by)
    assert proposed(cause) == {"cause:plug": {"name_fr": "Fiche tirée"}}
    assert Cause.objects.get(id=cause.id).name_fr == "Prise arrachée"


def test_what_was_decided_already_says_so(sign_in, differing):
    cause, _file = differing
    decide(sign_in, cause, "keep", "cause:plug|name")
    again = decide(sign_in, cause, "accept", "cause:plug|name").content.decode()
    assert "déjà été tranchée" in again


def test_who_may_not_write_sees_no_button_and_is_refused(sign_in, differing, scene):
    cause, _file = differing
    assert decide(sign_in, cause, "accept", role="requester").status_code in (403, 404)
    scene.enter_system()
    assert Cause.objects.get(id=cause.id).name_fr == "Prise arrachée"
    assert Fault.objects.get(id=cause.fault_id).state
