"""Secours: a helpdesk that diagnoses, remembers and prevents."""
