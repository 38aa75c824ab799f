"""Guided scripts: a flowchart that somebody drew, walked question after question. Pure: no database."""

from secours.faults.scripts.reading import Faq, InvalidScript, Node, Script, read_script
from secours.faults.scripts.walking import Walk, walk

__all__ = ["Faq", "InvalidScript", "Node", "Script", "Walk", "read_script", "walk"]
