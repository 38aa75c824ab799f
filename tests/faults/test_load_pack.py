"""The starter pack fills an empty fault base, once, for everyone."""

import pytest
import yaml
from django.urls import reverse

from secours.faults.choices import Picture
from secours.faults.models import Cause, Check, CheckLink, Fault, PackEntry, Remedy, Symptom
from secours.faults.operations import add_cause, add_check, change_cause, change_remedy, resolve_with_remedy
from secours.faults.pack import (
    STARTER_PACK,
    has_latest_pack,
    load_pack,
    load_starter_pack,
)
from secours.faults.pack_reading import read_pack
from secours.faults.pack_steps import with_steps
from secours.faults.queries import counts_of
from secours.journal.models import Entry
from secours.people.errors import NotAllowed, Refused

PICTURES = STARTER_PACK.parents[2] / "templates" / "portal" / "pictures"
SMALL = """
schema: helpdesk-knowledge-pack/2
faults:
- id: own.kettle
  category: other
  title: {fr: La bouilloire ne chauffe plus, en: The kettle is cold}
  symptoms: {fr: [eau froide], en: [cold water]}
  causes:
  - id: plug
    prior: 0.5
    name: {fr: Débranchée, en: Unplugged}
    remedy: {do: {fr: La brancher, en: Plug it in}, by: user, where: remote, minutes: 1, disruption: none, p_success: 0.9}
  first_checks:
  - {id: light, minutes: 1, by: user, ask: {fr: Le voyant est-il allumé ?, en: Is the light on?}, p_yes_otherwise: 0.9, p_yes_if: {plug: 0.02}}
  os_notes: {}
  escalate_when: {fr: Odeur de brûlé, en: Smell of burning}
  prior_other: 0.1
"""
_PLUG = SMALL[SMALL.index("  - id: plug") : SMALL.index("  first_checks:")]


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "kettle.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_installation_holds_the_whole_pack(scene):
    entries = read_pack(STARTER_PACK).entries
    shared = Fault.objects.filter(organisation=None, from_pack=True)
    assert shared.count() == len(entries) >= 80
    assert Cause.objects.filter(fault__in=shared).count() == sum(len(e["causes"]) for e in entries)
    assert Check.objects.filter(fault__in=shared).count() == sum(len(e["first_checks"]) for e in entries)
    assert CheckLink.objects.filter(cause__fault__in=shared).count() == sum(
        len(check["p_yes_if"]) for e in entries for check in e["first_checks"]
    )
    assert not shared.filter(category=None).exists()


def test_every_text_of_the_pack_exists_in_both_languages(scene):
    assert not Fault.objects.filter(from_pack=True, title_fr="").exists()
    assert not Fault.objects.filter(from_pack=True, escalate_fr="").exists()
    assert not Check.objects.filter(fault__from_pack=True, ask_en="").exists()
    assert not Remedy.objects.filter(cause__fault__from_pack=True, do_fr="").exists()
    for language in ("fr", "en"):
        told = Symptom.objects.filter(language=language).values("fault").distinct().count()
        assert told >= 80


def test_safety_comes_with_a_first_gesture(scene):
    swollen = Check.objects.get(fault__code="hw.battery", code="swollen")
    assert swollen.is_safety
    dangerous = Fault.objects.filter(checks__is_safety=True).distinct()
    assert dangerous.count() == 11
    assert not dangerous.filter(first_gesture_fr="").exists()
    assert not dangerous.filter(first_gesture_en="").exists()


def test_what_is_wanted_is_no_fault(scene):
    wanted = set(Fault.objects.filter(is_request=True).values_list("code", flat=True))
    assert wanted == {"req.new_starter", "req.desk_move", "req.software"}


def test_loading_again_changes_nothing(scene):
    by = scene.enter_system()
    loaded = load_starter_pack(by=by)
    assert (loaded.added, loaded.changed, loaded.kept_edited) == (0, 0, ())


def test_a_pack_loads_in_bulk_and_says_so(scene, small, django_assert_max_num_queries):
    by = scene.enter_system()
    with django_assert_max_num_queries(25):
        loaded = load_pack(small, by=by)
    assert (loaded.added, loaded.kept) == (1, 0)
    entry = Entry.objects.filter(kind="fault.pack_loaded").latest("id")
    assert entry.data == {"pack": "kettle", "added": 1, "kept": 0, "changed": 0}


def test_loading_a_whole_pack_asks_little(scene, django_assert_max_num_queries):
    town = scene.person("outsider").organisation_id
    by = scene.enter_system()
    with django_assert_max_num_queries(100):
        assert load_pack(STARTER_PACK, by=by, organisation_id=town).added >= 80


def test_a_pack_of_one_organisation_is_unknown_to_another(scene, small):
    by = scene.enter_system()
    load_pack(small, by=by, organisation_id=scene.person("outsider").organisation_id)
    scene.enter("requester")
    assert not Fault.objects.filter(code="own.kettle").exists()
    scene.enter("outsider")
    assert Fault.objects.filter(code="own.kettle").exists()


def test_only_the_provider_loads_for_everyone(scene, small):
    with pytest.raises(NotAllowed):
        load_pack(small, by=scene.enter("requester"))
    load_pack(small, by=scene.enter("technician"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("prior: 0.5", "prior: 5"), "5 is no probability"),
        (("plug: 0.02", "cord: 0.02"), "no cause is called cord"),
        (("schema: helpdesk-knowledge-pack/2", "schema: other"), "helpdesk-knowledge-pack/1"),
        (("faults:", "faults: ["), "kettle.yaml"),
    ],
)
def test_a_wrong_pack_is_refused_with_its_place(scene, small, change, said):
    small.write_text(SMALL.replace(*change), encoding="utf-8")
    with pytest.raises(Refused, match=said.replace("[", "\\[")) as refusal:
        load_pack(small, by=scene.enter_system())
    assert refusal.value.code == "pack_invalid"


def test_the_shipped_pack_is_plain_yaml():
    assert yaml.load(STARTER_PACK.read_text(encoding="utf-8"), yaml.CSafeLoader)["schema"].startswith(
        "helpdesk-knowledge-pack/"
    )


def test_what_a_person_does_alone_has_steps_in_both_languages(scene):
    """The twenty situations met most, and every solution that a person is given there."""
    frequent = [
        "acc.password_forgotten", "prn.no_output", "acc.locked_repeat", "pc.slow", "acc.mfa", "prn.garbled", "pc.freeze",
        "pc.app_crash", "pc.no_boot", "net.wired_down", "net.wifi_connect", "net.slow", "net.no_internet_dns",
        "vpn.connect", "mail.no_receive", "mail.no_send", "mail.outlook_prompt", "collab.teams_audio",
        "hw.monitor_blank", "hw.keyboard_mouse", "hw.sound", "file.share_denied", "web.site_fail", "sec.phishing",
    ]  # fmt: skip
    asked = Remedy.objects.filter(cause__fault__code__in=frequent, by="user", needs_approval=False)
    for remedy in asked.exclude(disruption__in=["outage", "data"]).select_related("cause__fault"):
        told = remedy.steps_fr.splitlines(), remedy.steps_en.splitlines()
        assert 2 <= len(told[0]) == len(told[1]) <= 4, (remedy.cause.fault.code, remedy.cause.code)


def test_steps_are_few_and_in_both_languages(scene):
    for text in ("steps", "help"):
        rows = Remedy.objects.all() if text == "steps" else Check.objects.all()
        for row in rows:
            french, english = getattr(row, f"{text}_fr"), getattr(row, f"{text}_en")
            assert (bool(french), len(french.splitlines())) == (bool(english), len(english.splitlines())), row
            assert len(french.splitlines()) <= 4, row


def test_every_picture_is_drawn_and_used(scene):
    drawn = {path.stem for path in PICTURES.glob("*.svg")}
    used = set(Check.objects.exclude(picture="").values_list("picture", flat=True))
    assert drawn == set(Picture.values) == used
    assert len(drawn) <= 12


def test_an_older_installation_is_given_the_steps_and_keeps_its_own_words(scene):
    """One that does not know what the pack gave it: the journal tells what people wrote themselves."""
    by = scene.enter_system()
    pack = Remedy.objects.filter(cause__fault__code="prn.no_output")
    own, rewritten, bare = (pack.get(cause__code=code) for code in ("jam", "power", "consumable"))
    given = bare.steps_fr
    PackEntry.objects.all().delete()
    pack.update(steps_fr="", steps_en="")
    change_remedy(rewritten.id, by=by, do_fr="Rallumer le copieur")
    change_remedy(own.id, by=by, steps_fr="Appeler l’accueil", steps_en="Call the desk")
    Check.objects.filter(fault__code="net.wired_down", code="link").update(help_fr="", help_en="", picture="")
    known = dict(Fault.objects.values_list("code", "updated_at"))
    assert load_starter_pack(by=by).changed == 2
    # The moment by which a process keeps what it read of a fault.
    touched = {code for code, at in Fault.objects.values_list("code", "updated_at") if at != known[code]}
    assert touched == {"prn.no_output", "net.wired_down"}
    steps = {one.cause.code: one.steps_fr for one in pack.select_related("cause")}
    assert (steps["consumable"], steps["power"], steps["jam"]) == (given, "", "Appeler l’accueil")
    assert Check.objects.get(fault__code="net.wired_down", code="link").picture == "network-plug"
    assert has_latest_pack()


NEWER = SMALL.replace("Débranchée", "Prise débranchée").replace(
    "minutes: 1, disruption", "minutes: 2, disruption"
)


def test_a_newer_pack_renews_what_nobody_changed(scene, small):
    by = scene.enter_system()
    load_pack(small, by=by)
    cause = Cause.objects.get(fault__code="own.kettle")
    small.write_text(NEWER.replace("plug: 0.02", "plug: 0.1"), encoding="utf-8")
    loaded = load_pack(small, by=by)
    assert (loaded.added, loaded.kept, loaded.changed, loaded.kept_edited) == (0, 1, 1, ())
    renewed = Cause.objects.get(fault__code="own.kettle")
    assert (renewed.id, renewed.name_fr, renewed.remedies.get().minutes) == (cause.id, "Prise débranchée", 2)
    assert CheckLink.objects.get(cause=cause).p_yes == 0.1
    entry = Entry.objects.filter(kind="fault.renewed").latest("id")
    assert set(entry.data["fields"]) == {"cause:plug.name_fr", "remedy:plug.minutes", "check:light.p_yes"}


def test_a_newer_pack_leaves_what_people_changed_and_says_the_difference(scene, small, sign_in):
    by = scene.enter_system()
    load_pack(small, by=by)
    cause = Cause.objects.get(fault__code="own.kettle")
    change_cause(cause.id, by=by, name_fr="Prise arrachée")
    small.write_text(NEWER, encoding="utf-8")
    loaded = load_pack(small, by=by)
    assert loaded.kept_edited == ({"fault": "own.kettle", "fields": ["cause:plug.name_fr"]},)
    renewed = Cause.objects.get(id=cause.id)
    assert (renewed.name_fr, renewed.remedies.get().minutes) == ("Prise arrachée", 2)
    proposed = PackEntry.objects.get(fault=renewed.fault).proposed
    assert proposed == {"cause:plug": {"name_fr": "Prise débranchée"}}
    assert load_pack(small, by=by).changed == 0
    page = sign_in("technician").get(reverse("faults:fault", args=[renewed.fault.number])).content.decode()
    assert "Le lot propose" in page
    assert "Prise débranchée" in page
    by = scene.enter_system()
    change_cause(cause.id, by=by, name_fr="Prise débranchée")
    assert load_pack(small, by=by).kept_edited == ()
    assert PackEntry.objects.get(fault=renewed.fault).proposed == {}


def test_a_newer_pack_adds_and_retires_what_it_must_and_leaves_what_people_added(scene, small):
    by = scene.enter_system()
    load_pack(small, by=by)
    fault = Fault.objects.get(code="own.kettle")
    theirs = add_check(fault.id, by=by, ask_fr="Y a-t-il de l’eau ?", ask_en="Is there water?")
    newer = SMALL.replace("{id: light,", "{id: lamp,").replace(
        "fr: [eau froide]", "fr: [eau froide, rien ne chauffe]"
    )
    small.write_text(newer, encoding="utf-8")
    assert load_pack(small, by=by).changed == 1
    checks = dict(Check.objects.filter(fault=fault).values_list("code", "is_retired"))
    assert checks == {"light": True, "lamp": False, theirs.code: False}
    assert CheckLink.objects.get(check_asked__code="lamp").cause.code == "plug"
    assert fault.symptoms.filter(language="fr").count() == 2


def test_a_newer_pack_does_not_write_over_a_cause_that_people_added_under_the_same_code(scene, small):
    by = scene.enter_system()
    load_pack(small, by=by)
    theirs = add_cause(Fault.objects.get(code="own.kettle").id, by=by, name_fr="Calcaire", name_en="Scale")
    added = _PLUG.replace("id: plug", f"id: {theirs.code}").replace("Débranchée", "Fusible")
    small.write_text(SMALL.replace(_PLUG, _PLUG + added), encoding="utf-8")
    assert f"cause:{theirs.code}.name_fr" in load_pack(small, by=by).kept_edited[0]["fields"]
    assert Cause.objects.get(id=theirs.id).name_fr == "Calcaire"


@pytest.mark.parametrize(
    "written",
    [
        "schema: other/1",
        "{schema: helpdesk-knowledge-steps/1, faults: {no.such: {}}}",
        "{schema: helpdesk-knowledge-steps/1, faults: {own.kettle: {remedies: {spout: {fr: [x]}}}}}",
        "{schema: helpdesk-knowledge-steps/1, faults: {own.kettle: {checks: {light: {picture: kettle}}}}}",
    ],
)
def test_steps_of_what_is_not_there_are_refused(small, tmp_path, written):
    steps = tmp_path / "steps.yaml"
    steps.write_text(written, encoding="utf-8")
    with pytest.raises(Refused, match="steps.yaml"):
        with_steps(read_pack(small), steps)


def test_a_shared_solution_is_measured_over_all_its_situations(desk):
    """Two tries of the restart, in two situations: each tells of both, and of no other solution."""
    sound, slow = (Fault.objects.get(code=code) for code in ("hw.sound", "pc.slow"))
    restarts = [Remedy.objects.get(cause__fault=fault, shared="restart") for fault in (sound, slow)]
    desk.quiet_days(0)
    for restart in restarts:
        ticket = desk.declare(device=None)
        resolve_with_remedy(
            ticket.id, by=desk.by, fault_id=restart.cause.fault_id, cause_id=restart.cause_id,
            remedy_id=restart.id, confirmed_how="verified",
        )  # fmt: skip
    for fault, restart in zip((sound, slow), restarts, strict=True):
        counts = counts_of(fault.id)
        assert counts.tried(restart.id) == (2, 2, 0)
        assert counts.cases == 1
    assert counts_of(slow.id, desk.scene.person("requester").organisation_id).tried(restarts[1].id)[0] == 2
