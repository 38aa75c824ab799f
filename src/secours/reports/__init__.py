"""Figures across nouns, read through access: what is late, what nobody has, what recurs. Reads only.

Never a figure per person: teams, situations, devices (design.md 4.11).
"""
