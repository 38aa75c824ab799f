"""The list of devices: what is asked, what answers, and its rows shaped once."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secours.equipment.access import devices_visible_to
from secours.equipment.models import Custody, Device, DeviceKind
from secours.lib.text import number_in, sort_key
from secours.people.access import organisations_visible_to
from secours.people.actor import Actor
from secours.tickets.access import tickets_visible_to
from secours.tickets.choices import OPEN_STATES
from secours.tickets.models import Ticket
from secours.web.templatetags.secours_ui import icon_html
from secours.web.workbench import moments
from secours.web.workbench.rows import DEVICE_ICONS

PAGE = 50
MOST_COUNTED = 500
_COLUMNS = (
    "id", "name", "sort_key", "kind", "asset_tag", "manufacturer", "model", "last_user", "last_contact_at",
    "is_shared", "criticality", "site__name", "place__name", "organisation__name",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """`after`: sort key and id of the last row of the page before, as `key~id`."""

    words: str = ""
    kind: str = ""
    organisation: str = ""
    after: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Asked":
        kind, organisation = asked.get("kind", ""), asked.get("organisation", "")
        return cls(
            words=asked.get("q", "").strip()[:100],
            kind=kind if kind in DeviceKind.values else "",
            organisation="" if number_in(organisation) is None else organisation,
            after=asked.get("after", "")[:120],
        )

    @property
    def is_plain(self) -> bool:
        return not (self.words or self.kind or self.organisation or self.after)

    def query(self, **changes: str) -> str:
        told = {"q": self.words, "kind": self.kind, "organisation": self.organisation, **changes}
        return urlencode([(name, value) for name, value in told.items() if value])

    def devices(self, reader: Actor) -> QuerySet[Device]:
        devices = devices_visible_to(reader)
        if self.kind:
            devices = devices.filter(kind=self.kind)
        if self.organisation:
            devices = devices.filter(organisation_id=int(self.organisation))
        return devices.filter(_matching(self.words)) if self.words else devices

    def page(self, reader: Actor) -> tuple[list[dict[str, Any]], str]:
        """Values of at most PAGE devices by name, and where the next page begins."""
        devices, (key, last) = self.devices(reader), self._mark()
        if last:
            devices = devices.filter(Q(sort_key__gt=key) | Q(sort_key=key, id__gt=last), sort_key__gte=key)
        rows = list(devices.order_by("sort_key", "id").values(*_COLUMNS)[: PAGE + 1])
        more = len(rows) > PAGE
        rows = rows[:PAGE]
        return rows, f"{rows[-1]['sort_key']}~{rows[-1]['id']}" if more else ""

    def _mark(self) -> tuple[str, int]:
        key, _tilde, last = self.after.rpartition("~")
        number = number_in(last)
        return ("", 0) if number is None else (key, number)


def counted(devices: QuerySet[Device]) -> str:
    count = len(devices.order_by().values_list("id", flat=True)[: MOST_COUNTED + 1])
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def shaped(reader: Actor, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two more queries, whatever the number of rows: who holds each, how many tickets each has open."""
    ids, now = [row["id"] for row in values], timezone.now()
    holders = _holders(ids)
    tickets = _open_tickets(reader, ids)
    address = reverse("equipment:device", args=[0]).replace("0", "{}")
    several = len(reader.reach) > 2
    return [
        {
            "url": address.format(row["id"]),
            "name": row["name"],
            "tag": row["asset_tag"],
            "icon": icon_html(DEVICE_ICONS.get(row["kind"], "devices"), "s", tone="dim"),
            "model": f"{row['manufacturer']} {row['model']}".strip(),
            "holder": holders.get(row["id"], "") or (_("shared") if row["is_shared"] else ""),
            "last_user": row["last_user"],
            "where": ", ".join(filter(None, [row["place__name"], row["site__name"]])),
            "organisation": row["organisation__name"] if several else "",
            "contact": moments.age(row["last_contact_at"], now) if row["last_contact_at"] else "—",
            "tickets": str(tickets.get(row["id"], "")),
            "tickets_words": _open_words(tickets.get(row["id"], 0)),
            "is_critical": row["criticality"] > 1,
        }
        for row in values
    ]


def _open_words(count: int) -> str:
    return ngettext("%(n)s open ticket", "%(n)s open tickets", count) % {"n": count}


def choices(reader: Actor, asked: Asked) -> dict[str, list[tuple[str, str, bool]]]:
    """(value, words, is chosen) of each filter; organisations only where there are several."""
    kinds = [("", _("Every kind")), *((value, str(label)) for value, label in DeviceKind.choices)]
    found = list(organisations_visible_to(reader).order_by("sort_key").values_list("id", "name"))
    organisations = [("", _("Every organisation")), *((str(one), name) for one, name in found)]
    return {
        "kind": [(value, words, value == asked.kind) for value, words in kinds],
        "organisation": [(value, words, value == asked.organisation) for value, words in organisations]
        if len(found) > 1
        else [],
    }


def _matching(words: str) -> Q:
    """Every word, in the name, the tag, the serial, the model, the last user or the holder."""
    found = Q()
    for word in sort_key(words).split():
        held = Custody.objects.filter(person__sort_key__contains=word, until=None).values("device_id")
        found &= (
            Q(sort_key__contains=word)
            | Q(asset_tag__icontains=word)
            | Q(serial__icontains=word)
            | Q(last_user__icontains=word)
            | Q(model__icontains=word)
            | Q(id__in=held)
        )
    return found


def _holders(ids: list[int]) -> dict[int, str]:
    held = Custody.objects.filter(device_id__in=ids, until=None).order_by("since")
    return dict(held.values_list("device_id", "person__name"))


def _open_tickets(reader: Actor, ids: list[int]) -> dict[int, int]:
    seen = tickets_visible_to(reader).filter(device_id__in=ids, state__in=OPEN_STATES).values("id")
    counted_by = Ticket.objects.filter(id__in=seen).values("device_id").annotate(count=Count("id"))
    return {row["device_id"]: row["count"] for row in counted_by}
