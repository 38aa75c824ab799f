"""The PostgreSQL that Secours starts for itself when DATABASE_URL is unset. Knows no Django.

`cluster.Cluster` is the door; `roles` also serves a foreign server.

The rule of life: **the server runs as long as at least one process holds it open**, whoever started it.
Three locks (flock, freed by the kernel when a process dies) make it sound, even after kill -9:
- `lock`: the turn; held for the moments of preparing, starting and stopping;
- `postgres-locks/users`: shared, one hold for each user of the server;
- `postgres-locks/server`: inherited by every process of the server, so that "free" means
  "no process of this server is left", and a postmaster.pid found then is stale.
"""

from secours.lib.postgres.cluster import Cluster
from secours.lib.postgres.errors import LauncherError

__all__ = ["Cluster", "LauncherError"]
