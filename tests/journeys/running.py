"""The product of ``make run`` without its demo, in a folder and on ports of its own."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from local import front, ministack
from local.admin_key import make_key
from local.deploy import Deployment, deploy, template_of
from local.engine import Engine
from local.loopback import any_free_port
from local.security_headers import from_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.places import Places

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A deployed product: what an operator has, and the engine below it."""

    url: str
    api_key: str
    engine: Engine
    deployment: Deployment

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"}

    def get(self, path: str) -> Any:
        answer = httpx.get(f"{self.url}{path}", headers=self.headers, timeout=30.0)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return httpx.request(
            method, f"{self.url}{path}", headers=self.headers, json=body, timeout=30.0
        )

    def dispatch_now(self) -> None:
        """Run the dispatch function once, as its schedule does each minute."""
        functions = self.engine.client("lambda").list_functions()["Functions"]
        (name,) = [
            each["FunctionName"]
            for each in functions
            if each["Handler"] == "functions.dispatch.handler"
        ]
        answer = self.engine.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()


def wait_for(
    read: Callable[[], Answer], is_it: Callable[[Answer], bool], *, seconds: float
) -> Answer:
    """Read until the answer is as awaited; the last answer is in the failure."""
    deadline = time.monotonic() + seconds
    while not is_it(answer := read()):
        assert time.monotonic() < deadline, f"still after {seconds:.0f} s: {answer}"
        time.sleep(0.5)
    return answer


@contextlib.contextmanager
def product(places: Places, *, enforce_iam: bool) -> Iterator[Running]:
    """Deploy the template onto an engine of its own and serve it."""
    places.state.joinpath("page").mkdir()
    with ministack.running(
        places, port=any_free_port(), enforce_iam=enforce_iam, keep_state=False
    ) as (engine, _):
        deployment, _ = deploy(places, engine)
        origins = front.Origins(
            dashboard=places.state / "page",
            api_url=engine.api_url(deployment.outputs["ApiUrl"]),
            page_headers=from_template(template_of(places, deployment.stack_name)),
            ca_bundle=engine.ca_bundle,
        )
        with front.running(origins, port=any_free_port()) as url, _troubles_noted(places):
            key = make_key(engine, deployment.outputs["BootstrapKeyFunctionName"])
            yield Running(url=url, api_key=key, engine=engine, deployment=deployment)


@contextlib.contextmanager
def _troubles_noted(places: Places) -> Iterator[None]:
    """Add to a failure what the functions complained of."""
    try:
        yield
    except AssertionError as error:
        lines = (places.logs / "ministack.log").read_text(errors="replace").splitlines()
        for line in [each for each in lines if '"ERROR"' in each or "AccessDenied" in each][-5:]:
            error.add_note(f"{line[:150]} … {line[-500:]}")
        raise
