"""Hatch hook: browser files and compiled translations go into every wheel and editable install.

The work is in tools/, which `make run` and CI call too, because a `git pull` runs no hook.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))

import assets
import messages


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    def dependencies(self) -> list[str]:
        # As a static requirement it would be fetched (74 MB) by everyone who has npm, too.
        return [assets.NODE_PACKAGE] if assets.node_is_missing() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        assets.build(root)
        messages.compile_french(root)
