"""Every component in its states: what a page author copies, what a reviewer looks at."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secours.web.forms.words import WordedForm
from secours.web.setup.page import administrators, page


class SampleForm(WordedForm):
    """Shown bound, so that a refused field can be looked at."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    place = forms.ChoiceField(label=gettext_lazy("Place"), choices=[("b2", "B2")], required=False)
    is_vip = forms.BooleanField(label=gettext_lazy("VIP"), required=False)


@administrators
def components(request: HttpRequest) -> HttpResponse:
    context = {
        "form": SampleForm({"subject": "IMP-2E-03", "email": "claire@"}),
        "late_text": _("%(time)s late") % {"time": "42 min"},
        "soon_text": _("in %(time)s") % {"time": "18 min"},
        "hold_text": _("waiting for a part"),
    }
    return page(request, "components.html", _("Components and states"), context)
