"""The deployment in the order of its data; each capability has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import CfnOutput, Fn, Stack

from entelech.settings import Settings
from infra.access import Access
from infra.alarms import Alarms
from infra.archive import FILLS, SERVES, ArchiveBucket
from infra.dashboard import Dashboard
from infra.delivery import Delivery, Notices
from infra.layers import Layers
from infra.pipelines import Pipeline, WorkQueue
from infra.python_function import Ground
from infra.reports import Reports
from infra.schedules import DISPATCH, JOBS, METRICS, NOTIFY, REPORTS, RETENTION, Schedules
from infra.secrets import grant_secrets
from infra.storage import Storage
from infra.web import Web
from infra.workers import ARCHIVING, EVALUATING, FOLDING, INGESTING, POLLING, REPORTING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from infra.pipelines import DeadLetterQueue
    from infra.python_function import PythonFunction
    from infra.stages import Stage


class MonitoringStack(Stack):
    """schedule -> dispatch -> queue -> poll, rollup, archive, notify -> table -> api and mcp -> page."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id, description="Entelech Monitor")
        self.storage = Storage(self, "Storage")
        poll_queue = WorkQueue(self, "PollQueue", worker_timeout=POLLING.size.timeout)
        rollup_queue = WorkQueue(self, "RollupQueue", worker_timeout=FOLDING.size.timeout)
        archive_queue = WorkQueue(self, "ArchiveQueue", worker_timeout=ARCHIVING.size.timeout)
        evaluation_queue = WorkQueue(
            self, "EvaluationQueue", worker_timeout=EVALUATING.size.timeout
        )
        metrics_queue = WorkQueue(self, "MetricsQueue", worker_timeout=INGESTING.size.timeout)
        self.archive = ArchiveBucket(self, "Archive")
        reports = Reports(self, "Reports")
        notices = Notices(self, "Notices", stage=stage)
        ground = Ground(
            stage=stage,
            layers=Layers(self, "Layers", stage=stage),
            settings=Settings(
                stage=stage.name,
                table_name=self.storage.table.table_name,
                poll_queue_url=poll_queue.queue.queue_url,
                rollup_queue_url=rollup_queue.queue.queue_url,
                archive_queue_url=archive_queue.queue.queue_url,
                metrics_queue_url=metrics_queue.queue.queue_url,
                evaluation_queue_url=evaluation_queue.queue.queue_url,
                archive_bucket=self.archive.bucket.bucket_name,
                report_queue_url=reports.queue.queue.queue_url,
                reports_bucket=reports.bucket.bucket_name,
                notify_queue_url=notices.queue.queue.queue_url,
                notice_topic_arn=notices.topic.topic_arn,
                mail_from=stage.mail_from,
                mail_to=stage.mail_to,
                configuration_set=notices.configuration_set_name,
                health_check_interval_seconds=stage.health_check_interval_seconds,
                alert_check_interval_seconds=stage.alert_check_interval_seconds,
                metrics_interval_seconds=stage.metrics_interval_seconds,
                allow_loopback=stage.allow_loopback,
                allowed_networks=stage.allowed_networks,
                extra_ports=stage.extra_ports,
                extra_ca_pem=stage.extra_ca_pem,
                issuer=stage.issuer,
                audiences=stage.audiences,
                groups_claim=stage.groups_claim,
                origin_proof=self._origin_proof(),
            ),
        )
        schedules = Schedules(self, "Schedules", ground=ground, store=self.storage)
        for queue, job in (
            *((poll_queue, DISPATCH), (rollup_queue, DISPATCH)),
            *((archive_queue, RETENTION), (metrics_queue, METRICS)),
            (evaluation_queue, DISPATCH),
        ):
            queue.queue.grant_send_messages(schedules.functions[job.name].function)
        polling, folding, archiving, evaluating, ingesting = (
            Pipeline(self, name, job=job, ground=ground, store=self.storage, queue=queue).worker
            for name, job, queue in (
                ("Polling", POLLING, poll_queue),
                ("Folding", FOLDING, rollup_queue),
                ("Archiving", ARCHIVING, archive_queue),
                ("Evaluating", EVALUATING, evaluation_queue),
                ("Ingesting", INGESTING, metrics_queue),
            )
        )
        for worker in (polling, ingesting):
            grant_secrets(worker, f"{ground.settings.secrets_prefix}clients/*", ("GetParameters",))
        self.archive.grant(archiving, FILLS)
        for worker, queue in (
            (polling, evaluation_queue),  # for clients whose status changed
            (evaluating, evaluation_queue),  # where time alone moves an alert on
            (evaluating, notices.queue),
            (ingesting, metrics_queue),  # a backfill goes on
        ):
            queue.queue.grant_send_messages(worker.function)
        self.web = Web(self, "Web", ground=ground, store=self.storage)
        self.archive.grant(self.web.api_function, SERVES)
        for queue in (poll_queue, rollup_queue, metrics_queue):
            queue.queue.grant_send_messages(self.web.api_function.function)
        self.access = Access(self, "Access", ground=ground, store=self.storage)
        self.dashboard = Dashboard(
            self, "Dashboard", http_api=self.web.http_api, origin_proof=self._origin_proof()
        )
        if stage.has_canary:
            polling.function.add_environment("CANARY_URL", f"{self.dashboard.url}/")
        delivery = self._deliver(ground, notices, schedules.functions[NOTIFY.name])
        self.alarms = Alarms(self, "Alarms")
        self._watch(
            letters={
                "Poll": poll_queue.dead_letters,
                "Rollup": rollup_queue.dead_letters,
                "Archive": archive_queue.dead_letters,
                "Metrics": metrics_queue.dead_letters,
                "Evaluation": evaluation_queue.dead_letters,
                "Report": reports.queue.dead_letters,
                "Schedule": schedules.dead_letters,
                "Notify": notices.queue.dead_letters,
                "Feedback": delivery.dead_letters,
            },
            functions={
                **schedules.functions,
                "Poll": polling,
                "Rollup": folding,
                "Archive": archiving,
                "Ingest": ingesting,
                "Evaluate": evaluating,
                "Report": self._report(ground, reports, schedules.functions, delivery),
                "Feedback": delivery.feedback,
                "Api": self.web.api_function,
                "Mcp": self.web.mcp_function,
                "BootstrapKey": self.access.bootstrap,
            },
        )
        self._tell(notices, reports)

    def _deliver(self, ground: Ground, notices: Notices, notify: PythonFunction) -> Delivery:
        """Whoever sends may, whoever writes notices may wake who sends, and links lead to the page."""
        delivery = Delivery(self, "Delivery", ground=ground, store=self.storage, notices=notices)
        delivery.let_notify(notify)
        delivery.let_set_up(self.web.api_function)
        delivery.let_wake(self.web.mcp_function)
        for function in (notify, self.web.api_function):
            function.function.add_environment(
                "PAGE_URL", ground.stage.page_url or self.dashboard.url
            )
        return delivery

    def _report(
        self,
        ground: Ground,
        reports: Reports,
        jobs: Mapping[str, PythonFunction],
        delivery: Delivery,
    ) -> PythonFunction:
        """The worker; others order from it, hand out what it made, send it along, and forget it."""
        for function in (jobs[REPORTS.name], self.web.api_function, self.web.mcp_function):
            reports.queue.queue.grant_send_messages(function.function)
        reports.let_forget(self.web.api_function)
        for function in (self.web.mcp_function, jobs[NOTIFY.name]):
            reports.let_read(function)
        worker = Pipeline(
            self,
            "Reporting",
            job=REPORTING,
            ground=ground,
            store=self.storage,
            queue=reports.queue,
            extra_layers=(ground.layers.deps_reports,),
        ).worker
        reports.let_write(worker)
        reports.queue.queue.grant_send_messages(worker.function)  # one message a client of a bulk
        delivery.let_wake(worker)
        return worker

    def _watch(
        self,
        *,
        letters: Mapping[str, DeadLetterQueue],
        functions: Mapping[str, PythonFunction],
    ) -> None:
        """Every queue and every function raises an alarm of its own."""
        for name, each in letters.items():
            self.alarms.watch_dead_letters(name, each)
        self.alarms.watch_errors(functions)
        for job in JOBS:
            if job.silence is not None:
                self.alarms.watch_schedule(job.name, functions[job.name], job.silence)
        self.alarms.watch_windows()
        self.alarms.watch_counted()
        self.alarms.watch_answers(self.web.http_api)

    def _origin_proof(self) -> str:
        """The random part of the stack's id: no template holds it, and it costs nothing to keep."""
        return Fn.select(2, Fn.split("/", self.stack_id))

    def _tell(self, notices: Notices, reports: Reports) -> None:
        """What a person or a script needs after the deployment; never a secret."""
        outputs = {
            "TableName": self.storage.table.table_name,
            "ApiUrl": self.web.http_api.api_endpoint,
            "ArchiveBucketName": self.archive.bucket.bucket_name,
            "ReportBucketName": reports.bucket.bucket_name,
            "DashboardBucketName": self.dashboard.bucket.bucket_name,
            "DashboardUrl": self.dashboard.url,
            "DashboardDistributionId": self.dashboard.distribution.distribution_id,
            "BootstrapKeyFunctionName": self.access.bootstrap.function.function_name,
            "NoticeTopicArn": notices.topic.topic_arn,
            "AlarmTopicArn": self.alarms.topic.topic_arn,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
