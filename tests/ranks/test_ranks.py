"""Foreign keys point downwards too; import-linter (in `make check`) watches the imports."""

from django.apps import apps
from django.conf import settings

RANKS = ["journal", "people", "service_levels equipment", "tickets", "faults", "diagnosis", "channels", "web"]
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names.split()}


def test_foreign_keys_point_downwards():
    upward = []
    for model in apps.get_models():
        if model._meta.app_label not in RANK or not model.__module__.startswith("secours."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not target or field.auto_created or target._meta.label == settings.AUTH_USER_MODEL:
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and RANK[there] >= RANK[here]:
                upward.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert upward == []


def test_every_package_has_a_rank():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("secours.")}
    assert ours == set(RANK)
