"""Secours: a helpdesk that diagnoses, remembers and prevents."""

__version__ = "0.1.0"
