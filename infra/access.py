"""How the operator gets the first key: by invoking a function, with the rights of IAM."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from infra import storage
from infra.python_function import Ground, PythonFunction, Size


class Access(Construct):
    """The function that mints the admin key; the key is in the answer of that call and nowhere else."""

    def __init__(
        self, scope: Construct, construct_id: str, *, ground: Ground, store: storage.Storage
    ) -> None:
        super().__init__(scope, construct_id)
        self.bootstrap = PythonFunction(
            self,
            "BootstrapKey",
            ground=ground,
            handler="functions.access.bootstrap.handler",
            size=Size(memory_mb=256, timeout=Duration.seconds(10)),
        )
        store.grant(self.bootstrap.function, storage.MAKES_KEYS)
