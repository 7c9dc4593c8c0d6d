"""Deploys the template of ``app.py``, stage ``local``, onto the engine: the same tools as on AWS.

Nothing here runs without an ``Engine``, and there is none for an address outside this machine.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from local import children, fingerprint
from local.demo_authority import make_authority
from local.engine import ACCOUNT, REGION
from local.environment import for_child
from local.front import PREFERRED_PORT
from local.loopback import HOST

MAIL_FROM = "alerts@entelech.example"
MAIL_TO = "you@entelech.example"
"""The engine keeps the mail, and sends none."""

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from local.engine import Engine
    from local.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What is deployed: its stack, the stack's outputs, and the sources that it came from."""

    stack_name: str
    outputs: dict[str, str]
    fingerprint: str


def deploy(places: Places, engine: Engine, *, held: Sequence[int] = ()) -> tuple[Deployment, bool]:
    """Deploy unless the same sources are deployed already; return also whether anything was done.

    Raises:
        ChildError: the CDK failed; its output is in the error.
    """
    authority = make_authority(places.authority)
    wanted = fingerprint.of_template(places.checkout, authority)
    recorded = _recorded(places)
    if recorded and recorded.fingerprint == wanted and _exists(engine, recorded.stack_name):
        return recorded, False
    _bootstrap(places, engine, held)
    stack_name, outputs = _deploy(places, engine, authority, held)
    deployment = Deployment(stack_name=stack_name, outputs=outputs, fingerprint=wanted)
    _set_time_to_live(engine, template_of(places, stack_name), outputs["TableName"])
    _record_file(places).write_text(json.dumps(asdict(deployment), indent=2))
    return deployment, True


def template_of(places: Places, stack_name: str) -> dict[str, Any]:
    """The template that was deployed last."""
    template: dict[str, Any] = json.loads(
        (_assembly(places) / f"{stack_name}.template.json").read_text()
    )
    return template


def _bootstrap(places: Places, engine: Engine, held: Sequence[int]) -> None:
    """In an empty folder, so that the CDK does not synthesise the app for it."""
    empty = places.deployment / "bootstrap"
    empty.mkdir(parents=True, exist_ok=True)
    _cdk(places, engine, held, "bootstrap", [f"aws://{ACCOUNT}/{REGION}"], cwd=empty)


def _deploy(
    places: Places, engine: Engine, authority: Path, held: Sequence[int]
) -> tuple[str, dict[str, str]]:
    outputs_file = places.deployment / "outputs.json"
    outputs_file.unlink(missing_ok=True)
    shutil.rmtree(_assembly(places), ignore_errors=True)
    arguments = [
        *("--require-approval", "never"),
        *("--outputs-file", str(outputs_file), "--output", str(_assembly(places))),
        *("--context", "stage=local", "--context", f"extra_ca_file={authority}"),
        *("--context", f"mail_from={MAIL_FROM}", "--context", f"mail_to={MAIL_TO}"),
        *("--context", f"page_url=http://{HOST}:{PREFERRED_PORT}"),
    ]
    _cdk(places, engine, held, "deploy", arguments, cwd=places.checkout)
    ((stack_name, outputs),) = json.loads(outputs_file.read_text()).items()
    return stack_name, outputs


def _cdk(
    places: Places,
    engine: Engine,
    held: Sequence[int],
    command: str,
    arguments: list[str],
    *,
    cwd: Path,
) -> None:
    env = for_child(
        tools=places.tools,
        CDK_DISABLE_CLI_TELEMETRY="true",
        # `make check` validates; a deployment to the engine need not do it again
        CDK_VALIDATION="false",
        **engine.environment(),
    )
    child = children.start(
        f"cdk {command}",
        [places.cdk, command, "--no-notices", "--ci", *arguments],
        env=env,
        cwd=cwd,
        log=places.logs / f"cdk-{command}.log",
        held=held,
    )
    children.finish(child)


def _set_time_to_live(engine: Engine, template: dict[str, Any], table_name: str) -> None:
    """Set what the template says of expiry: MiniStack's CloudFormation ignores it (1.5.33)."""
    tables = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] in {"AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table"}
    ]
    (specification,) = [table["TimeToLiveSpecification"] for table in tables]
    dynamodb = engine.client("dynamodb")
    current = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"]
    if current["TimeToLiveStatus"] not in {"ENABLED", "ENABLING"}:
        dynamodb.update_time_to_live(TableName=table_name, TimeToLiveSpecification=specification)


def _exists(engine: Engine, stack_name: str) -> bool:
    """Whether the engine still holds the stack: its state is lost when it was killed."""
    stacks = engine.client("cloudformation").list_stacks()["StackSummaries"]
    return any(
        stack["StackName"] == stack_name
        and stack["StackStatus"].endswith("_COMPLETE")
        and not stack["StackStatus"].startswith("DELETE")
        for stack in stacks
    )


def _recorded(places: Places) -> Deployment | None:
    file = _record_file(places)
    return Deployment(**json.loads(file.read_text())) if file.exists() else None


def _record_file(places: Places) -> Path:
    return places.deployment / "deployed.json"


def _assembly(places: Places) -> Path:
    return places.deployment / "cdk.out"
