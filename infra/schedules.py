"""What runs by the clock. A new scheduled job is one module in ``functions`` and one row here."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from infra import storage
from infra.delivery import NOTIFY_SIZE
from infra.pipelines import DeadLetterQueue
from infra.python_function import Ground, PythonFunction, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledJob:
    """One row: what is run, when, and what it may do with the table."""

    name: str
    handler: str
    expression: str
    """In EventBridge Scheduler's words, in UTC."""
    size: Size
    table_operations: tuple[str, ...]
    silence: Duration | None
    """Without a run in two such times, somebody is told; None: it runs too rarely for an alarm."""


DISPATCH = ScheduledJob(
    name="Dispatch",
    handler="functions.dispatch.handler",
    expression="cron(* * * * ? *)",
    size=Size(memory_mb=256, timeout=Duration.seconds(30)),
    table_operations=storage.DISPATCHES,
    silence=Duration.minutes(5),
)

RETENTION = ScheduledJob(
    name="Retention",
    handler="functions.retention.handler",
    expression="cron(30 3 1-3 * ? *)",  # when a month has just become old enough, and twice again
    size=Size(memory_mb=512, timeout=Duration.seconds(60)),
    table_operations=("Query",),
    silence=None,
)

METRICS = ScheduledJob(
    name="MetricsDispatch",
    handler="functions.metrics.dispatch.handler",
    expression="cron(0/5 * * * ? *)",
    size=Size(memory_mb=512, timeout=Duration.seconds(60)),
    table_operations=("Query",),
    silence=Duration.minutes(10),
)

NOTIFY = ScheduledJob(
    name="Notify",
    handler="functions.alerts.notify.handler",
    expression="cron(* * * * ? *)",
    size=NOTIFY_SIZE,
    table_operations=storage.NOTIFIES,
    silence=Duration.minutes(5),
)

REPORTS = ScheduledJob(
    name="Reports",
    handler="functions.reports.dispatch.handler",
    expression="cron(0/15 * * * ? *)",  # no zone's hour begins at another minute
    size=Size(memory_mb=512, timeout=Duration.seconds(60)),
    table_operations=storage.STANDING_ORDERS,
    silence=Duration.minutes(30),
)

JOBS = (DISPATCH, RETENTION, METRICS, NOTIFY, REPORTS)


class Schedules(Construct):
    """Every row's function with its schedule; ``functions`` is name -> function."""

    def __init__(
        self, scope: Construct, construct_id: str, *, ground: Ground, store: storage.Storage
    ) -> None:
        super().__init__(scope, construct_id)
        self.dead_letters = DeadLetterQueue(self, "DeadLetters")
        self.functions = {job.name: self._run(job, ground, store) for job in JOBS}

    def _run(self, job: ScheduledJob, ground: Ground, store: storage.Storage) -> PythonFunction:
        function = PythonFunction(
            self,
            job.name,
            ground=ground,
            handler=job.handler,
            size=job.size,
            dead_letters=self.dead_letters.queue,
        )
        store.grant(function.function, job.table_operations)
        scheduler.Schedule(
            self,
            f"{job.name}Schedule",
            schedule=scheduler.ScheduleExpression.expression(job.expression),
            target=targets.LambdaInvoke(
                function.target,
                role=self._caller(job, function),
                # it may be called late: the event says for which minute
                input=scheduler.ScheduleTargetInput.from_object(
                    {"scheduled_at": scheduler.ContextAttribute.scheduled_time}
                ),
                retry_attempts=1,
                max_event_age=Duration.minutes(1),  # by then the next minute is on its way
                dead_letter_queue=self.dead_letters.queue,
            ),
        )
        return function

    def _caller(self, job: ScheduledJob, function: PythonFunction) -> iam.IRole:
        """May call this one function. What the target would grant covers every version of it."""
        role = iam.Role(
            self,
            f"{job.name}Caller",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            ),
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["lambda:InvokeFunction"], resources=[function.target.function_arn]
            )
        )
        self.dead_letters.queue.grant_send_messages(role)
        return role.without_policy_updates()
