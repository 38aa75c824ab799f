"""Live updates: one small ASGI process without Django (foundations.md 4).

A page opens /events?topics=TOKEN; the token, signed by the web process, says what it may hear.
A message carries identifiers only; the page then asks for its fragment through the one door.
Its id is a PostgreSQL snapshot: a client that comes back gets every entry that was not yet
committed in it, whatever the order in which numbers were taken.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import psycopg

from secours.cli.processes import die_with_parent
from secours.config import environment
from secours.config.database import database_url
from secours.config.secret import secret_key
from secours.lib.tokens import read

Row = tuple[Any, ...]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

_INBOX = "secours_inbox"  # its payload: ids of people (channels/inbox.py)
_QUEUED = 200  # a page this far behind is told once: it reads everything anew anyway
_BATCH = 1000
_HEARTBEAT_SECONDS = 20
_REPLAY_DAYS = 1

_COLUMNS = "id, transaction, organisation_id, subject_kind, subject_id, kind, visibility"
# The bound on `transaction` uses the index; the second condition is exact.
_SINCE = f"""
SELECT {_COLUMNS} FROM journal_entry
WHERE transaction >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
  AND NOT pg_visible_in_snapshot(transaction::text::xid8, %s::pg_snapshot)
  -- A restored journal holds numbers that this server has not reached yet.
  AND transaction < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
  AND at > now() - make_interval(days => {_REPLAY_DAYS})
  AND id > %s
ORDER BY id LIMIT {_BATCH}
"""


@dataclass(eq=False)
class Client:
    """One open page. `sent`: ids of entries sent lately, so that a replay never doubles."""

    topics: dict[str, Any]
    queue: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(_QUEUED))
    sent: set[int] = field(default_factory=set)

    def offer(self, entries: list[Row], snapshot: str) -> None:
        """News of one snapshot. Only the last message carries its id: a page cut off in the middle
        comes back with the one before, and is told the rest."""
        news = [
            (name, entry)
            for entry in entries
            if (name := wanted(self.topics, entry)) and entry[0] not in self.sent
        ]
        for number, (name, entry) in enumerate(news, start=1):
            self.sent.add(entry[0])
            self._say(message(name, entry, snapshot if number == len(news) else ""))

    def tell_of_inbox(self) -> None:
        """Its count is read anew: told to a page that is behind, or lost, it is told by the next one."""
        if self.queue.qsize() < _QUEUED - 1:
            self.queue.put_nowait("event: inbox\ndata: {}\n\n")

    def _say(self, text: str) -> None:
        # One place is kept for “ready”. A page hears of tickets under one name only, so that the last message
        # stands for those before it; a count of notifications lost with them comes with the next.
        if self.queue.qsize() >= _QUEUED - 1:
            while not self.queue.empty():
                self.queue.get_nowait()
        self.queue.put_nowait(text)


clients: set[Client] = set()
_hearing = asyncio.Event()
_background: set[asyncio.Task[None]] = set()


def wanted(topics: dict[str, Any], entry: Row) -> str | None:
    """The name under which a client hears of an entry, None when it may not or need not."""
    _id, _transaction, organisation, subject_kind, subject, _kind, visibility = entry
    if subject_kind != "ticket":
        return None
    if "queue" in topics:
        return "queue" if organisation in topics["queue"] else None
    if visibility == "internal" and not topics.get("internal"):
        return None
    if subject == topics.get("ticket") or subject in topics.get("tickets", ()):
        return "ticket"
    return None


def message(name: str, entry: Row, snapshot: str) -> str:
    data = {"entry": entry[0]} if name == "queue" else {"entry": entry[0], "kind": entry[5]}
    id_line = f"id: {snapshot}\n" if snapshot else ""
    return f"{id_line}event: {name}\ndata: {json.dumps(data)}\n\n"


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if not any(not task.done() for task in _background):
        _background.add(asyncio.create_task(_listen()))
    if scope["path"] != "/events":
        await _answer(send, 404 if scope["path"] != "/health" else 200)
        return
    await _stream(scope, receive, send)


async def _stream(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    token = parse_qs(scope["query_string"].decode()).get("topics", [""])[0]
    topics = read(secret_key(environment.data_folder()), "events", token)
    if topics is None:
        await _answer(send, 403)
        return
    client = Client(topics)
    clients.add(client)  # subscribe before replaying
    gone = asyncio.create_task(_gone(receive))
    try:
        await _open(send, _origin(scope))
        await _until_hearing(gone)
        await _replay(client, _last_event_id(scope))
        await _pump(client, gone, send)
    finally:
        clients.discard(client)
        gone.cancel()


async def _until_hearing(gone: asyncio.Task[None]) -> None:
    """The first pages of a process may come before its ears: what is committed after their replay, and before
    the first LISTEN, would never be told."""
    hearing = asyncio.create_task(_hearing.wait())
    await asyncio.wait({hearing, gone}, return_when=asyncio.FIRST_COMPLETED)
    hearing.cancel()


async def _pump(client: Client, gone: asyncio.Task[None], send: Send) -> None:
    while client in clients and not gone.done():
        try:
            text = await asyncio.wait_for(client.queue.get(), _HEARTBEAT_SECONDS)
        except TimeoutError:
            text = ": still here\n\n"
        if text is None:
            return
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _replay(client: Client, snapshot: str | None) -> None:
    """What was committed since the client's snapshot: of its last message, else of its page."""
    async with await psycopg.AsyncConnection.connect(database_url(), autocommit=True) as connection:
        entries, now = await _news(connection, snapshot or client.topics.get("since"))
        client.offer(entries, now)
        client.queue.put_nowait(f"id: {now}\nevent: ready\ndata: {{}}\n\n")


async def _listen() -> None:
    """One LISTEN for all clients. A notification only wakes: what is sent is what was committed
    between two snapshots, so that a message's id never covers an entry not yet sent."""
    snapshot: str | None = None
    while True:
        try:
            async with (
                await psycopg.AsyncConnection.connect(database_url(), autocommit=True) as ears,
                await psycopg.AsyncConnection.connect(database_url(), autocommit=True) as eyes,
            ):
                await ears.execute("LISTEN secours")
                await ears.execute(f"LISTEN {_INBOX}")
                snapshot = await _tell(eyes, snapshot)
                _hearing.set()
                async for news in ears.notifies():
                    if news.channel == _INBOX:
                        _tell_inboxes(news.payload)
                    else:
                        snapshot = await _tell(eyes, snapshot)
        except (psycopg.Error, OSError):
            await asyncio.sleep(0.5)


async def _tell(connection: psycopg.AsyncConnection[Any], since: str | None) -> str:
    entries, snapshot = await _news(connection, since)
    for client in tuple(clients):
        client.offer(entries, snapshot)
    return snapshot


def _tell_inboxes(person_ids: str) -> None:
    """To the open pages of whoever has more, or less, to read."""
    told = set(person_ids.split())
    for client in tuple(clients):
        if str(client.topics.get("person")) in told:
            client.tell_of_inbox()


async def _news(connection: psycopg.AsyncConnection[Any], since: str | None) -> tuple[list[Row], str]:
    """Entries committed since a snapshot, and the snapshot they were read in."""
    async with connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = await (await connection.execute("SELECT pg_current_snapshot()::text")).fetchone()
        entries = await _since(connection, since) if since else []
        return entries, str(row[0]) if row else ""


async def _since(connection: psycopg.AsyncConnection[Any], snapshot: str) -> list[Row]:
    """All of them, in batches: what was cut off would never be told."""
    entries: list[Row] = []
    while True:
        last = entries[-1][0] if entries else 0
        batch = await (await connection.execute(_SINCE, [snapshot, snapshot, last])).fetchall()
        entries += batch
        if len(batch) < _BATCH:
            return entries


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _last_event_id(scope: dict[str, Any]) -> str | None:
    value = dict(scope["headers"]).get(b"last-event-id", b"").decode("ascii", "ignore")
    digits = value.replace(":", "").replace(",", "")
    return value if value.count(":") == 2 and digits.isdigit() else None


def _origin(scope: dict[str, Any]) -> bytes:
    return bytes(dict(scope["headers"]).get(b"origin", b""))


async def _open(send: Send, origin: bytes) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    if origin:
        # The address itself is the right to hear (signed token, no cookie), so any page that has it may.
        headers.append((b"access-control-allow-origin", origin))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 1000\n\n", "more_body": True})


async def _answer(send: Send, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]}
    )
    await send({"type": "http.response.body", "body": b"ok\n" if status == 200 else b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


environment.load_dotenv(Path(os.environ.get("SECOURS_ENV_FILE", ".env")))
die_with_parent()
