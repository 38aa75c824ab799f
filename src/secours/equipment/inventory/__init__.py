"""Reading what inventory agents send: no tables, no HTTP, same bytes in, same reading out.

`reading.read_inventory` makes sense of a file, `facts.facts_from` draws free evidence from it,
`answers.answer_for` turns a fact into the answer of a check.
"""
