"""Jobs and schedules of the channels: shells around operations."""

from django.utils import timezone
from procrastinate.contrib.django import app

from secours.people.actor import system_actor


@app.task(name="channels.notify", pass_context=False)
def notify(entry_id: int) -> None:
    from secours.channels.telling import tell_of

    for outbox_id in tell_of(entry_id, by=system_actor()):
        send_letter.defer(outbox_id=outbox_id)


@app.task(name="channels.send_letter", pass_context=False)
def send_letter(outbox_id: int) -> None:
    from secours.channels.mail import outbox

    outbox.send_letter(outbox_id, by=system_actor())


@app.task(name="channels.remove_files", pass_context=False)
def remove_files(digests: list[str]) -> None:
    from secours.channels.keeping import remove_unheld

    remove_unheld(digests, by=system_actor())


@app.periodic(cron="* * * * *")
@app.task(name="channels.send_waiting", queueing_lock="channels.send_waiting", pass_context=False)
def send_waiting(timestamp: int) -> None:
    from secours.channels.mail import outbox

    by = system_actor()
    for outbox_id in outbox.letters_due(by=by, now=timezone.now()):
        outbox.send_letter(outbox_id, by=by)


@app.periodic(cron="* * * * *")
@app.task(name="channels.understand_stored", queueing_lock="channels.understand_stored", pass_context=False)
def understand_stored(timestamp: int) -> None:
    from secours.channels.mail import delivery

    delivery.understand_stored(by=system_actor("mail"))


@app.periodic(cron="* * * * *")
@app.task(name="channels.apply_inventories", queueing_lock="channels.apply_inventories", pass_context=False)
def apply_inventories(timestamp: int) -> None:
    from secours.equipment import intake

    intake.apply_stored(by=system_actor("agent"))


@app.periodic(cron="* * * * *")
@app.task(name="channels.fetch_mail", queueing_lock="channels.fetch_mail", pass_context=False)
def fetch_mail(timestamp: int) -> None:
    from secours.channels.mail import fetching

    fetching.fetch_all(by=system_actor("mail"))


@app.periodic(cron="*/5 * * * *")
@app.task(name="channels.end_holds", queueing_lock="channels.end_holds", pass_context=False)
def end_holds(timestamp: int) -> None:
    from secours.channels import tending

    tending.end_dated_holds(by=system_actor(), now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="channels.close_solved", queueing_lock="channels.close_solved", pass_context=False)
def close_solved(timestamp: int) -> None:
    from secours.channels import tending

    tending.close_solved(by=system_actor(), now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="channels.remind", queueing_lock="channels.remind", pass_context=False)
def remind(timestamp: int) -> None:
    from secours.channels import tending

    tending.remind_requesters(by=system_actor(), now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="channels.remind_owners", queueing_lock="channels.remind_owners", pass_context=False)
def remind_owners(timestamp: int) -> None:
    from secours.channels import tending

    tending.remind_owners(by=system_actor(), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="channels.retry_stalled", queueing_lock="channels.retry_stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """A worker killed in the middle of a job leaves it “doing”: after half a minute it is done again."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(job)
