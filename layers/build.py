"""Build the Lambda layers without Docker: ``python -m layers.build host`` or ``lambda``.

Each layer lands in ``.build/layers/<name>/<platform>/python`` and is built again only when its lock,
its sources or its platform change. Platform ``host`` is the running interpreter on this machine;
``lambda`` is Python 3.13 on arm64, whatever this machine is.

Byte-code is shipped although AWS advises against it: /opt is read-only, so without it every cold
start compiles again (the MCP SDK 1.2 s instead of 0.7 s). The advice is about interpreters that do
not match; here the byte-code is written by the minor version that will run it, and a mismatch would
only fall back to the source. Hashes that are never checked, and paths as seen in /opt, make the
same input the same bytes, so an unchanged layer is not deployed again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import pickle
import platform as machine
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "layers"
BUILT = ROOT / ".build" / "layers"

THIRD_PARTY = ("deps", "deps_mcp", "deps_oidc", "deps_reports")
OWN = "core"
NAMES = (OWN, *THIRD_PARTY)

UNUSED = (
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in (
            *("auth_alpha", "circuit_breaker", "data_masking", "feature_flags", "idempotency"),
            *("kafka", "parser", "streaming", "validation"),
        )
    ),
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",
    "cffi",  # what is built with it needs its _cffi_backend alone
    "pydantic/v1",
)
"""One and a half megabytes, zipped, that nothing of ours loads."""

FONT_FILES = frozenset(
    {"SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf", "NotoSansSC-Regular.otf"}
)
LOCALES = frozenset(
    [
        *("cs", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "ja", "nb", "nl", "no", "pl"),
        *("pt", "ro", "root", "ru", "sv", "tr", "uk", "zh"),
        *("cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "el_GR", "en_001", "en_150", "en_AU"),
        *("en_CA", "en_GB", "en_IE", "en_IN", "en_NZ", "en_US", "es_419", "es_ES", "es_MX"),
        *("fi_FI", "fr_CA", "fr_CH", "fr_FR", "hu_HU", "it_IT", "ja_JP", "nb_NO", "nl_BE"),
        *("nl_NL", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "ru_RU", "sv_SE", "tr_TR", "uk_UA"),
        *("zh_Hans", "zh_Hans_CN"),
    ]
)
"""What papers are set in, and how clients may have numbers and dates written, with what those inherit
from: all are 9 MB more. A test holds them against the domain's."""

UNUSED_OF_LOCALES = (
    *("compact_decimal_formats", "compound_unit_patterns", "date_fields", "interval_formats"),
    "languages",
    *("meta_zones", "scripts", "territories", "time_zones", "unit_display_names", "unit_patterns"),
    "variants",
)
"""Of a locale's data, what numbers, money and dates do not need: most of it."""

LAMBDA_PYTHON = "3.13"
LAMBDA_WHEELS = "aarch64-manylinux_2_28"  # Amazon Linux 2023 has glibc 2.34


class BuildError(Exception):
    """A layer cannot be built; the text says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Where a layer will run."""

    name: str
    python: str
    wheels: str | None
    """uv's name of the platform; None for this machine."""

    @property
    def identity(self) -> str:
        """What a built layer depends on beside its sources."""
        return f"{self.python}/{self.wheels or f'{machine.system()}-{machine.machine()}'}"

    @property
    def uv_options(self) -> tuple[str, ...]:
        """What makes uv choose wheels for this platform."""
        if self.wheels is None:
            return ()
        return ("--python-version", self.python, "--python-platform", self.wheels)

    def interpreter(self) -> str:
        """The Python whose byte-code this platform reads."""
        return sys.executable if self.wheels is None else _find_python(self.python)


HOST = Platform(name="host", python=f"{sys.version_info[0]}.{sys.version_info[1]}", wheels=None)
LAMBDA = Platform(name="lambda", python=LAMBDA_PYTHON, wheels=LAMBDA_WHEELS)
PLATFORMS = {platform.name: platform for platform in (HOST, LAMBDA)}


def build(name: str, platform: Platform) -> Path:
    """The folder of a built layer, that is the parent of its ``python``; built now if it is not.

    Raises:
        BuildError: what the build needs is not on this machine.
    """
    target = BUILT / name / platform.name
    with _only_one_build():
        key = layer_key(name, platform)
        if _key_file(target).is_file() and _key_file(target).read_text() == key:
            return target
        with tempfile.TemporaryDirectory(dir=BUILT) as scratch:
            content = Path(scratch) / "python"
            _fill(name, platform, content)
            _compile(content, platform)
            _swap(content, target)
        _key_file(target).write_text(key)
    return target


def layer_key(name: str, platform: Platform) -> str:
    """Same key, same content."""
    sources = [Path(__file__)]
    if name == OWN:
        sources += _own_files()
    else:
        sources += [SOURCES / name / "requirements.txt"]
    contents = [(str(path.relative_to(ROOT)), _digest(path)) for path in sources]
    return hashlib.sha256(json.dumps([platform.identity, contents]).encode()).hexdigest()


def _own_files() -> list[Path]:
    files = (SOURCES / OWN / "python").rglob("*")
    return sorted(f for f in files if f.is_file() and "__pycache__" not in f.parts)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _key_file(target: Path) -> Path:
    return target.with_suffix(".key")


def _fill(name: str, platform: Platform, content: Path) -> None:
    if name == OWN:
        shutil.copytree(
            SOURCES / OWN / "python", content, ignore=shutil.ignore_patterns("__pycache__")
        )
    else:
        _install(SOURCES / name / "requirements.txt", platform, content)


def _install(lock: Path, platform: Platform, content: Path) -> None:
    _run(
        *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable),
        *platform.uv_options,
        *("--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", str(lock)),
        *("--target", str(content)),
    )
    _strip(content)


def _strip(content: Path) -> None:
    """Drop what no function loads, and what names this machine."""
    unused = [content / "bin", *content.glob("*/tests"), *content.glob("*/benchmarks")]
    unused += [content / name for name in UNUSED]
    for folder in unused:
        shutil.rmtree(folder, ignore_errors=True)
    _strip_papers(content)
    installer = content.glob("*.dist-info/RECORD")
    for file in (content / ".lock", *content.rglob("*.pyi"), *installer):
        file.unlink(missing_ok=True)


def _strip_papers(content: Path) -> None:
    """Of fonts and locales, what no report uses."""
    fonts = [each for each in content.rglob("*") if each.suffix in {".ttf", ".otf", ".woff"}]
    locales = content.glob("babel/locale-data/*.dat")
    shutil.rmtree(content / "babel" / "messages", ignore_errors=True)
    unused = [each for each in fonts if each.name not in FONT_FILES]
    unused += [each for each in locales if each.stem not in LOCALES]
    for file in unused:
        file.unlink()
    for locale in content.glob("babel/locale-data/*.dat"):
        _trim(locale)


def _trim(locale: Path) -> None:
    known = pickle.loads(locale.read_bytes())  # noqa: S301 - of a package that its hash locks
    kept = {name: each for name, each in known.items() if name not in UNUSED_OF_LOCALES}
    locale.unlink()  # the installer's cache and other environments may share the file itself
    locale.write_bytes(pickle.dumps(kept, protocol=2))


def _compile(content: Path, platform: Platform) -> None:
    _run(
        *(platform.interpreter(), "-m", "compileall", "-q", "-j", "0"),
        *("--invalidation-mode", "unchecked-hash", "-s", str(content), "-p", "/opt/python"),
        str(content),
    )


def _swap(content: Path, target: Path) -> None:
    _key_file(target).unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    content.rename(target / "python")


def _find_python(version: str) -> str:
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"))
    candidates = [shutil.which(f"python{version}"), *map(str, pyenv), _python_of_uv(version)]
    for candidate in candidates:
        if candidate and _is_python(candidate, version):
            return candidate
    raise BuildError(
        f"python{version} is needed to write byte-code for Lambda, and none was found on PATH,"
        f" in ~/.pyenv/versions or by uv. `uv python install {version}` gets one."
    )


def _python_of_uv(version: str) -> str | None:
    found = subprocess.run(
        [sys.executable, "-m", "uv", "python", "find", "--no-project", version],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None


def _is_python(candidate: str, version: str) -> bool:
    """A shim may be there while its interpreter is not."""
    says = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)
    return says.returncode == 0 and says.stdout.startswith(f"Python {version}.")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


@contextmanager
def _only_one_build() -> Iterator[None]:
    """Tests and a running `make` may ask for the same layer at once."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Build every layer for the named platforms."""
    try:
        for platform in arguments or [HOST.name]:
            for name in NAMES:
                build(name, PLATFORMS[platform])
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
