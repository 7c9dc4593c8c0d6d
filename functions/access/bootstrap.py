"""The operator's own invocation -> a new admin key, in the answer and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech import wiring
from entelech.domain.access import BOOTSTRAP_KEY_ID
from entelech.domain.audit import DONE, Attempt
from entelech.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context
def handler(_event: dict[str, object], context: LambdaContext) -> dict[str, str]:
    """Make the admin key anew; the one made before stops working. Who may invoke this is IAM's say."""
    key = wiring.key_maker().make_bootstrap_key()
    wiring.auditor().note(
        Attempt(
            kind=None,
            key_id=None,
            role=None,
            operation="functions.access.bootstrap",
            action=None,
            client_id=None,
            target=BOOTSTRAP_KEY_ID,
            source="",
            outcome=DONE,
            arguments=(),
            changes=(),
            request_id=context.aws_request_id,
        )
    )
    logger.info("bootstrap_key_made", job="bootstrap")
    return {"api_key": key}
