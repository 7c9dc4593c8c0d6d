"""Where the local product finds its parts and keeps its state."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One checkout and one folder of state; two products with two folders never meet."""

    state: Path
    checkout: Path = CHECKOUT

    @property
    def lock(self) -> Path:
        return self.state / "run.lock"

    @property
    def product_file(self) -> Path:
        return self.state / "product.json"

    @property
    def api_key_file(self) -> Path:
        return self.state / "api_key"

    @property
    def authority(self) -> Path:
        return self.state / "ca"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def engine(self) -> Path:
        return self.state / "ministack"

    @property
    def deployment(self) -> Path:
        return self.state / "deployment"

    @property
    def dashboard(self) -> Path:
        return self.checkout / "dashboard_static" / "dist"

    @property
    def cdk(self) -> Path:
        return self.checkout / "node_modules" / ".bin" / "cdk"

    @property
    def ministack_python(self) -> Path:
        return self.checkout / ".venv-ministack" / "bin" / "python"

    @property
    def tools(self) -> Path:
        """The folder of the running interpreter, where `node` and `python` of this checkout are."""
        return Path(sys.executable).parent

    def missing(self) -> list[Path]:
        """What the Makefile prepares and is not there yet."""
        needed = [self.ministack_python, self.cdk, self.dashboard / "index.html"]
        return [path for path in needed if not path.exists()]


def usual_places() -> Places:
    return Places(state=CHECKOUT / ".local")
