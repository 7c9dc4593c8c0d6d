"""The deployment's template for tests, synthesised only when what it is made from has changed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from layers import build

ROOT = Path(__file__).resolve().parent.parent
STACK = "EntelechMonitor"
BUILT = ROOT / ".build" / "synth"


def assembly(stage: str, **context: str) -> Path:
    """The folder that ``cdk synth`` would write for the stage, on layers of this machine."""
    return _assembly(stage, context, with_code=True)


def table_template(stage: str) -> dict[str, Any]:
    """A template that is right but for the names under which code is uploaded: quicker to have."""
    return template_in(_assembly(stage, {}, with_code=False))


def _assembly(stage: str, context: dict[str, str], *, with_code: bool) -> Path:
    for name in build.NAMES:
        build.build(name, build.HOST)
    folder = BUILT / "-".join((stage, *sorted(context)))
    context = {"stage": stage, "layers": "host", **context}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        key_file, keys = folder / "key", [_key(context), _key_of_code()]
        known = key_file.read_text().split() if key_file.is_file() else []
        if known != keys and (with_code or known[:1] != keys[:1]):
            key_file.unlink(missing_ok=True)
            _synthesise(context, folder / "cdk.out")
            key_file.write_text(" ".join(keys))
    return folder / "cdk.out"


def template_in(folder: Path) -> dict[str, Any]:
    return json.loads((folder / f"{STACK}.template.json").read_text())


def _synthesise(context: dict[str, str], output: Path) -> None:
    shutil.rmtree(output, ignore_errors=True)
    settings = json.loads((ROOT / "cdk.json").read_text())["context"]
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",  # with the checkout's Node
            "HOME": str(Path.home()),
            "PYTHONPATH": "layers/core/python",
            "CDK_OUTDIR": str(output),
            "CDK_CONTEXT_JSON": json.dumps(settings | context),
            "CDK_VALIDATION": "false",  # `make check` validates
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _key(context: dict[str, str]) -> str:
    """Contents decide the template; of the functions only the names do, as assets are not read."""
    package = ROOT / "layers" / "core" / "python" / "entelech"
    read = [
        *(ROOT / "app.py", ROOT / "cdk.json", Path(__file__)),
        *(package / "settings.py", package / "schema.py"),
        ROOT / "dashboard_static" / "content-security-policy.txt",
        *sorted((ROOT / "infra").glob("*.*")),
    ]
    named = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "functions").rglob("*.py"))
    layers = [build.layer_key(name, build.HOST) for name in build.THIRD_PARTY]
    digest = hashlib.sha256(json.dumps([sys.version, context, named, layers]).encode())
    for file in read:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _key_of_code() -> str:
    """Contents decide the names under which code is uploaded."""
    digest = hashlib.sha256(build.layer_key(build.OWN, build.HOST).encode())
    for file in sorted((ROOT / "functions").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
