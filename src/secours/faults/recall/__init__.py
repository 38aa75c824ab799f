"""Finding again: the situation that a text tells, and what was met before."""

from secours.faults.recall.cases import (
    RequesterNews,
    SameAsked,
    SameFault,
    Similar,
    SimilarAsked,
    requester_news,
    same_fault,
    similar_tickets,
)
from secours.faults.recall.finding import FindAsked, Found, find_documents
from secours.faults.recall.situations import Match, Matches, match_situations, suggest

__all__ = [
    "FindAsked",
    "Found",
    "Match",
    "Matches",
    "RequesterNews",
    "SameAsked",
    "SameFault",
    "Similar",
    "SimilarAsked",
    "find_documents",
    "match_situations",
    "requester_news",
    "same_fault",
    "similar_tickets",
    "suggest",
]
