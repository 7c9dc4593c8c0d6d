"""The layers that ``python -m layers.build`` has built; synthesis itself builds and fetches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import stages

if TYPE_CHECKING:
    from infra.stages import Stage

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURES = {
    stages.ARM: lambda_.Architecture.ARM_64,
    stages.X86: lambda_.Architecture.X86_64,
}


class Layers(Construct):
    """Our code (``core``), what all functions need (``deps``) and what some need beside.

    ``deps_mcp`` is for MCP; ``deps_reports`` prints; ``deps_oidc`` verifies an issuer's tokens, and is None where none is trusted.
    """

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.core = self._layer("Core", "core")
        self.deps = self._layer("Deps", "deps")
        self.deps_mcp = self._layer("DepsMcp", "deps_mcp")
        self.deps_reports = self._layer("DepsReports", "deps_reports")
        self.deps_oidc = self._layer("DepsOidc", "deps_oidc") if stage.issuer else None

    def _layer(self, construct_id: str, name: str) -> lambda_.LayerVersion:
        built = ROOT / ".build" / "layers" / name / self._stage.layer_platform
        if not built.is_dir():
            raise FileNotFoundError(
                f"{built} is not built: python -m layers.build {self._stage.layer_platform}"
            )
        return lambda_.LayerVersion(
            self,
            construct_id,
            code=lambda_.Code.from_asset(str(built)),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURES[self._stage.architecture]],
        )
