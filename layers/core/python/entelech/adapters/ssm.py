"""Secrets of a deployment as SSM SecureStrings, which cost nothing a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from entelech.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from types_boto3_ssm import SSMClient

_BATCH = 10
"""Source: SSM API reference, GetParameters."""
_ABSENT = "ParameterNotFound"
_TAKEN = "ParameterAlreadyExists"


class SsmSecretStore:
    """``SecretStore`` on the parameters under one prefix. The client is made when it is first needed."""

    def __init__(self, make_client: Callable[[], SSMClient], prefix: str) -> None:
        self._make_client = make_client
        self._prefix = prefix
        self._made: SSMClient | None = None

    def secret(self, name: str) -> str | None:
        try:
            found = self._client.get_parameter(Name=self._prefix + name, WithDecryption=True)
        except (ClientError, BotoCoreError) as error:
            if _code(error) == _ABSENT:
                return None
            raise UnavailableError("A secret could not be read.") from error
        return found["Parameter"]["Value"]

    def secrets(self, names: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for first in range(0, len(names), _BATCH):
            batch = [self._prefix + name for name in names[first : first + _BATCH]]
            try:
                answer = self._client.get_parameters(Names=batch, WithDecryption=True)
            except (ClientError, BotoCoreError) as error:
                raise UnavailableError("Secrets could not be read.") from error
            for each in answer["Parameters"]:
                found[each["Name"].removeprefix(self._prefix)] = each["Value"]
        return found

    def add(self, name: str, value: str) -> bool:
        try:
            self._client.put_parameter(
                Name=self._prefix + name, Value=value, Type="SecureString", Overwrite=False
            )
        except (ClientError, BotoCoreError) as error:
            if _code(error) == _TAKEN:
                return False
            raise UnavailableError("A secret could not be stored.") from error
        return True

    def remove(self, name: str) -> None:
        try:
            self._client.delete_parameter(Name=self._prefix + name)
        except (ClientError, BotoCoreError) as error:
            if _code(error) != _ABSENT:
                raise UnavailableError("A secret could not be deleted.") from error

    @property
    def _client(self) -> SSMClient:
        self._made = self._made or self._make_client()
        return self._made


def _code(error: Exception) -> str:
    return error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""
