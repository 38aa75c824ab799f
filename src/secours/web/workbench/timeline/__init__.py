"""The story of a ticket: what its journal tells (story.py), a sentence for each kind of entry (of_tickets.py,
of_tasks.py, of_diagnosis.py), who and what they name (names.py), and the cards as HTML (story_html.py)."""

from secours.web.workbench.timeline.names import Names
from secours.web.workbench.timeline.story import SENTENCES, Story, StoryAsked, story_of
from secours.web.workbench.timeline.story_html import story_html

__all__ = ["SENTENCES", "Names", "Story", "StoryAsked", "story_html", "story_of"]
