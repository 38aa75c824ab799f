"""Filters of the ticket page: a size, a day, an hour, a phone number as people read them."""

from datetime import date, datetime

import phonenumbers
from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from secours.web.workbench import moments
from secours.web.workbench.step_html import how_html
from secours.web.workbench.ticking import ticks_html

register = template.Library()
register.simple_tag(ticks_html, name="ticks")
register.simple_tag(how_html, name="how")
_KILOBYTE = 1024


@register.filter
def size(count: int) -> str:
    if count < _KILOBYTE * _KILOBYTE:
        return _("%(n)s KB") % {"n": max(1, round(count / _KILOBYTE))}
    return _("%(n)s MB") % {"n": number_format(count / _KILOBYTE / _KILOBYTE, 1)}


@register.filter
def short_day(day: date | None) -> str:
    return moments.short_day(day) if day else ""


@register.filter
def hour(moment: datetime) -> str:
    return moments.hour(moment)


@register.filter
def phone(number: str) -> str:
    """02 40 55 31 42 for a French number kept as +33240553142; an unknown form is left as it is."""
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return number
    shape = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        parsed, shape.NATIONAL if parsed.country_code == 33 else shape.INTERNATIONAL
    )
