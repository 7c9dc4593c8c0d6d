"""The template's resources by type, as logical id -> properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests import synthesis

if TYPE_CHECKING:
    from collections.abc import Iterator

Properties = dict[str, Any]


@dataclass(frozen=True)
class Resources:
    """What a template makes."""

    template: dict[str, Any]

    def of_type(self, type_name: str) -> dict[str, Properties]:
        """Every resource of the type; at least one, or the test would hold for nothing."""
        found = {
            logical_id: resource["Properties"]
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] == type_name
        }
        assert found, f"no {type_name} in the template"
        return found

    def statements(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every policy statement, wherever it stands: (resource type, logical id, statement)."""
        for logical_id, resource in self.template["Resources"].items():
            for document in _policy_documents(resource["Properties"]):
                for statement in document["Statement"]:
                    yield resource["Type"], logical_id, statement


def _policy_documents(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "Statement" in value and isinstance(value["Statement"], list):
            yield value
        else:
            for part in value.values():
                yield from _policy_documents(part)
    elif isinstance(value, list):
        for part in value:
            yield from _policy_documents(part)


def as_list(value: Any) -> list[Any]:
    """CloudFormation writes a list of one as that one."""
    return value if isinstance(value, list) else [value]


def target(reference: dict[str, Any]) -> str:
    """The logical id that a Ref or Fn::GetAtt points to."""
    return reference["Ref"] if "Ref" in reference else reference["Fn::GetAtt"][0]


@pytest.fixture(scope="session")
def resources(template: dict[str, Any]) -> Resources:
    return Resources(template)


@pytest.fixture(scope="session")
def local_template() -> dict[str, Any]:
    """The template as it is deployed on one machine."""
    certificate = synthesis.ROOT / ".build" / "synth" / "extra-ca.pem"
    certificate.parent.mkdir(parents=True, exist_ok=True)
    certificate.write_text("an extra authority")
    return synthesis.template_in(synthesis.assembly("local", extra_ca_file=str(certificate)))


@pytest.fixture(scope="session")
def functions(resources: Resources) -> dict[str, Properties]:
    """Handler -> properties of the function."""
    found = resources.of_type("AWS::Lambda::Function").values()
    return {properties["Handler"]: properties for properties in found}
