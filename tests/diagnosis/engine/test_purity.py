"""The engine is pure: nothing of Django, of the database or of the network comes with it."""

import subprocess
import sys

_LOADED = "import sys, secours.diagnosis.engine; print('\\n'.join(sys.modules))"


def test_importing_the_engine_loads_neither_django_nor_sockets() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True, env=_env()
    )
    roots = {name.split(".")[0] for name in loaded.stdout.split()}
    assert roots.isdisjoint({"django", "psycopg", "socket", "ssl", "urllib3", "requests"})


def _env() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(path for path in sys.path if path)}
