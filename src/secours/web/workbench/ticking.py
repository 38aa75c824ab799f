"""What a page of the workbench needs so that its ages and deadlines move by themselves (static/js/tick.js): the
server's time, and the very words of moments.py with their figures left out."""

import json

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secours.web.templatetags.secours_ui import CLOCK_ICONS
from secours.web.workbench import moments


def ticks_html() -> SafeString:
    now = int(timezone.now().timestamp())
    return format_html('<div hidden data-now="{}" data-ticks="{}"></div>', now, json.dumps(_words()))


def _words() -> dict[str, object]:
    time = {"time": "{time}"}
    return {
        "now": _("now"),
        "minutes": _("%(n)s min") % {"n": "{n}"},
        "hours": _("%(n)s h") % {"n": "{n}"},
        "both": _("%(hours)s h %(minutes)s") % {"hours": "{hours}", "minutes": "{minutes}"},
        "days": _("%(n)s d") % {"n": "{n}"},
        "late": _("%(time)s late") % time,
        "soon": _("in %(time)s") % time,
        "left": _("%(time)s left") % time,
        "answer": _("answer: %(clock)s") % {"clock": "{clock}"},
        "near": int(moments.SOON.total_seconds()),
        "icons": {kind: CLOCK_ICONS[kind] for kind in ("ok", "soon", "late")},
    }
