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

    from infra.pipelines import DeadLetterQueue
    from infra.python_function import PythonFunction

CLOUDWATCH = "cloudwatch.amazonaws.com"
SHORTEST_PERIOD = Duration.minutes(5)
TICKS_STORED = "TicksStored"
SERVICE = "entelech"
"""The metric and the dimension under which the poller counts; a test compares them with its own."""


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

    def watch_dispatch(self, dispatch: PythonFunction) -> None:
        """Nothing was dispatched: the schedule itself is broken."""
        self._alarm_when_absent(
            "DispatchSilent",
            dispatch.function.metric_invocations(
                period=SHORTEST_PERIOD, statistic=cloudwatch.Stats.SUM
            ),
            description="No minute was dispatched: nothing is being polled.",
        )

    def watch_ticks(self, *, health_check_interval_seconds: int) -> None:
        """No result was stored in two intervals. True as well until the first client is registered."""
        interval = Duration.seconds(
            max(health_check_interval_seconds, int(SHORTEST_PERIOD.to_seconds()))
        )
        self._alarm_when_absent(
            "TicksMissing",
            cloudwatch.Metric(
                namespace=schema.METRICS_NAMESPACE,
                metric_name=TICKS_STORED,
                dimensions_map={"service": SERVICE},
                period=interval,
                statistic=cloudwatch.Stats.SUM,
            ),
            description="No results are being stored: what the product says is out of date.",
        )

    def _alarm(
        self, name: str, metric: cloudwatch.Metric, *, threshold: int, description: str
    ) -> None:
        """Raised at the threshold. No data means that nothing happened, which is well."""
        cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
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
