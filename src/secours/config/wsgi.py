import gc
import os

from django.core.wsgi import get_wsgi_application

from secours.cli.processes import die_with_parent

die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secours.config.settings")
application = get_wsgi_application()
# What was imported stays: the collector need not walk a million objects of it in the middle of a page.
gc.collect()
gc.freeze()
