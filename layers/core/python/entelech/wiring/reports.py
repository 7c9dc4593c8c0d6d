"""Reports."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import clock, settings, table

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

    from entelech.adapters.s3_reports import S3ReportFiles
    from entelech.adapters.sqs_reports import SqsReportQueue
    from entelech.services.ordering import ReportDesk
    from entelech.services.report_rounds import ReportRounds
    from entelech.services.reporting import Reporter


@cache
def report_files() -> S3ReportFiles:
    from entelech.adapters.s3_reports import S3ReportFiles

    def make_client() -> S3Client:
        import boto3
        from botocore.config import Config

        # a link signed the older way does not work in every region
        return boto3.client("s3", config=Config(signature_version="s3v4"))

    return S3ReportFiles(make_client, bucket=settings().reports_bucket)


@cache
def _queue() -> SqsReportQueue:
    import boto3

    from entelech.adapters.sqs_reports import SqsReportQueue

    return SqsReportQueue(boto3.client("sqs"), settings().report_queue_url)


@cache
def report_desk() -> ReportDesk:
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.reports import DynamoReportStore
    from entelech.services.ordering import ReportDesk

    return ReportDesk(
        registry=DynamoRegistryStore(table()),
        store=DynamoReportStore(table()),
        files=report_files(),
        queue=_queue(),
        clock=clock(),
    )


@cache
def report_rounds() -> ReportRounds:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.reports import DynamoBulkStore, DynamoStandingStore
    from entelech.services.report_rounds import ReportRounds

    return ReportRounds(
        registry=DynamoRegistryStore(table()),
        standing=DynamoStandingStore(table()),
        bulks=DynamoBulkStore(table()),
        queue=_queue(),
        entropy=SystemEntropy(),
        clock=clock(),
    )


@cache
def reporter() -> Reporter:
    from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
    from entelech.adapters.dynamodb.metrics import DynamoMetricStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.reports import DynamoReportStore
    from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
    from entelech.adapters.reports.printer import BabelTypstPrinter
    from entelech.services.gathering import Gatherer
    from entelech.services.reporting import Reporter
    from entelech.wiring.delivery import notify_queue
    from entelech.wiring.health import history

    return Reporter(
        registry=DynamoRegistryStore(table()),
        gatherer=Gatherer(
            history=history(),
            metrics=DynamoMetricStore(table(), clock()),
            incidents=DynamoIncidentStore(table()),
            suspicions=DynamoSuspicionStore(table()),
        ),
        printer=BabelTypstPrinter(),
        files=report_files(),
        store=DynamoReportStore(table()),
        notify=notify_queue(),
        clock=clock(),
    )
