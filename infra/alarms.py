"""The watcher is watched: alarms on ourselves. Missing data of what must run is an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from entelech import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_apigatewayv2 as apigatewayv2

    from infra.pipelines import DeadLetterQueue
    from infra.python_function import PythonFunction

CLOUDWATCH = "cloudwatch.amazonaws.com"
SHORTEST_PERIOD = Duration.minutes(5)
WINDOWS_MISSED = "WindowsMissed"
COUNTED = {
    "NoticesDead": "A notice could not be delivered, and waits to be sent again.",
    "NoticesBroken": "A notice breaks the worker that would deliver it.",
    "AuditEntriesLost": "What somebody did stands in a function's log, and not in the audit log.",
    "CanaryFailed": "Our own page is not reached by the poller: failures of the network are not kept.",
    "McpRequestsBroken": "An assistant got an error of our own.",
}
"""Counted only when they happen, name -> what it means."""
SERVICE = "entelech"
"""The dimension under which functions count; a test compares it and the names with their own."""


class Alarms(Construct):
    """One topic that the operator subscribes to, and what is said on it."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.topic = self._topic()
        self._action = actions.SnsAction(self.topic)

    def watch_dead_letters(self, name: str, letters: DeadLetterQueue) -> None:
        """Work was given up."""
        self._alarm(
            f"{name}DeadLetters",
            letters.queue.metric_approximate_number_of_messages_visible(
                period=Duration.minutes(1), statistic=cloudwatch.Stats.MAXIMUM
            ),
            threshold=1,
            description="Work was given up and waits in a dead-letter queue.",
        )

    def watch_errors(self, functions: Mapping[str, PythonFunction]) -> None:
        """A function failed."""
        for name, function in functions.items():
            self._alarm(
                f"{name}Errors",
                function.function.metric_errors(
                    period=SHORTEST_PERIOD, statistic=cloudwatch.Stats.SUM
                ),
                threshold=1,
                description=f"The function {name} failed.",
            )

    def watch_schedule(self, name: str, function: PythonFunction, silence: Duration) -> None:
        """The function did not run in two such times: the schedule itself is broken."""
        self._alarm_when_absent(
            f"{name}Silent",
            function.function.metric_invocations(period=silence, statistic=cloudwatch.Stats.SUM),
            description=f"The schedule of the function {name} does not fire.",
        )

    def watch_windows(self) -> None:
        """Some shard was not checked in time. The dispatch counts it, every minute: 0 is a figure too."""
        self._alarm(
            "WindowsMissed",
            _own_metric(WINDOWS_MISSED),
            threshold=1,
            description="Systems were not checked in time: their status turns unknown.",
            missing=cloudwatch.TreatMissingData.BREACHING,
        )

    def watch_counted(self) -> None:
        """A function says itself that something went wrong."""
        for name, description in COUNTED.items():
            self._alarm(name, _own_metric(name), threshold=1, description=description)

    def watch_answers(self, http_api: apigatewayv2.IHttpApi) -> None:
        """Requests fail for reasons of our own, though the functions themselves end well."""
        self._alarm(
            "AnswersFailed",
            http_api.metric_server_error(period=SHORTEST_PERIOD, statistic=cloudwatch.Stats.SUM),
            threshold=5,
            description="The API answers with errors of its own.",
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.Metric,
        *,
        threshold: int,
        description: str,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        """Raised at the threshold. Mostly, no data means that nothing happened, which is well."""
        cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=missing,
            alarm_description=description,
        ).add_alarm_action(self._action)

    def _alarm_when_absent(self, name: str, metric: cloudwatch.Metric, *, description: str) -> None:
        """Raised when nothing was counted in two periods, data or no data."""
        cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=1,
            evaluation_periods=2,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
            alarm_description=description,
        ).add_alarm_action(self._action)

    def _topic(self) -> sns.Topic:
        """CloudWatch cannot publish through the key that AWS manages, so the topic has its own."""
        key = kms.Key(self, "Key", enable_key_rotation=True)
        key.add_to_resource_policy(
            self._for_cloudwatch("kms:Decrypt", "kms:GenerateDataKey*", resource="*")
        )
        topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        topic.add_to_resource_policy(self._for_cloudwatch("sns:Publish", resource=topic.topic_arn))
        return topic

    def _for_cloudwatch(self, *allowed: str, resource: str) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            principals=[iam.ServicePrincipal(CLOUDWATCH)],
            actions=list(allowed),
            resources=[resource],
            conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
        )


def _own_metric(name: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=schema.METRICS_NAMESPACE,
        metric_name=name,
        dimensions_map={"service": SERVICE},
        period=SHORTEST_PERIOD,
        statistic=cloudwatch.Stats.SUM,
    )
