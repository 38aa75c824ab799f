"""Jobs of tickets: shells around operations."""

from procrastinate.contrib.django import app

from secours.people.actor import acting_as_system


@app.task(name="tickets.recompute_deadlines", pass_context=False)
def recompute_deadlines() -> None:
    from secours.tickets.operations import renew_deadlines

    with acting_as_system() as by:
        renew_deadlines(by=by)
