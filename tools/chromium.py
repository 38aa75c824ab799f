"""Debian's Chromium for the browser journeys: installed where this may be done, else they are skipped
and say so; in CI (CI=true) a missing browser is a failure."""

import os
import shutil
import subprocess
import sys


def main() -> int:
    if shutil.which("chromium"):
        return 0
    if os.getuid() == 0 and shutil.which("apt-get"):
        print("  Chromium…", file=sys.stderr)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.call(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.call(["apt-get", "install", "-y", "-qq", "chromium", "dovecot-imapd"], **quiet)  # type: ignore[call-overload]
    if shutil.which("chromium"):
        return 0
    print(
        "Chromium is missing: the browser journeys are skipped. On Debian: apt install chromium",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    raise SystemExit(main())
