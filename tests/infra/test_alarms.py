from __future__ import annotations

import ast

import pytest

from entelech import schema
from entelech.observability import metrics
from tests.infra.conftest import Properties, Resources, target
from tests.synthesis import ROOT

ALARM = "AWS::CloudWatch::Alarm"


def _watching(resources: Resources, namespace: str, metric: str) -> list[Properties]:
    return [
        alarm
        for alarm in resources.of_type(ALARM).values()
        if (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)
    ]


def _dimension(alarm: Properties) -> str:
    (dimension,) = alarm["Dimensions"]
    value = dimension["Value"]
    return value if isinstance(value, str) else target(value)


def _topic_of_alarms(resources: Resources) -> str:
    """The one beside the topic of notices."""
    (topic,) = [each for each in resources.of_type("AWS::SNS::Topic") if "Alarms" in each]
    return topic


def test_every_alarm_reaches_the_topic_that_the_operator_subscribes_to(resources: Resources):
    topic = _topic_of_alarms(resources)

    for alarm in resources.of_type(ALARM).values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]


def test_cloudwatch_may_publish_to_the_encrypted_topic(resources: Resources):
    """Source: Amazon CloudWatch, alarms and Amazon SNS with encryption at rest."""
    topic = resources.of_type("AWS::SNS::Topic")[_topic_of_alarms(resources)]
    allowed = {
        kind
        for kind, _, statement in resources.statements()
        if statement.get("Principal") == {"Service": "cloudwatch.amazonaws.com"}
    }

    assert "KmsMasterKeyId" in topic
    assert allowed == {"AWS::KMS::Key", "AWS::SNS::TopicPolicy"}


def test_each_dead_letter_queue_raises_an_alarm_at_its_first_message(resources: Resources):
    queues = resources.of_type("AWS::SQS::Queue").items()
    dead_letters = {logical_id for logical_id, queue in queues if "RedrivePolicy" not in queue}
    alarms = _watching(resources, "AWS/SQS", "ApproximateNumberOfMessagesVisible")

    assert {_dimension(alarm) for alarm in alarms} == dead_letters
    assert {alarm["Threshold"] for alarm in alarms} == {1}


def test_each_function_raises_an_alarm_at_its_first_error(resources: Resources):
    alarms = _watching(resources, "AWS/Lambda", "Errors")

    assert {_dimension(alarm) for alarm in alarms} == set(
        resources.of_type("AWS::Lambda::Function")
    )
    assert {alarm["Threshold"] for alarm in alarms} == {1}


def test_silence_of_what_must_run_is_an_alarm(resources: Resources):
    (windows,) = _watching(resources, schema.METRICS_NAMESPACE, "WindowsMissed")

    assert (windows["TreatMissingData"], windows["Threshold"]) == ("breaching", 1)
    assert windows["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_a_schedule_that_does_not_fire_is_an_alarm(resources: Resources):
    silent = _watching(resources, "AWS/Lambda", "Invocations")
    told = {alarm["AlarmDescription"].split()[5]: alarm["Period"] for alarm in silent}

    # two periods without a run: 10 minutes, 10, 20 and an hour; retention runs three days a month
    assert told == {"Dispatch": 300, "Notify": 300, "MetricsDispatch": 600, "Reports": 1800}
    for alarm in silent:
        assert (alarm["EvaluationPeriods"], alarm["Threshold"]) == (2, 1)
        assert alarm["TreatMissingData"] == "breaching"
        assert alarm["ComparisonOperator"] == "LessThanThreshold"


def test_answers_that_fail_are_an_alarm_though_the_functions_end_well(resources: Resources):
    (alarm,) = _watching(resources, "AWS/ApiGateway", "5xx")

    assert alarm["Threshold"] == 5


@pytest.mark.parametrize(
    ("name", "counted_in"),
    [
        ("WindowsMissed", "functions/dispatch.py"),
        ("McpRequestsBroken", "functions/mcp/exchange.py"),
        ("CanaryFailed", "functions/health/poll.py"),
        ("AuditEntriesLost", "layers/core/python/entelech/observability.py"),
        ("NoticesDead", "functions/alerts/notify.py"),
        ("NoticesBroken", "functions/alerts/notify.py"),
    ],
)
def test_what_is_counted_is_named_as_the_alarm_watches_it(
    resources: Resources, name: str, counted_in: str
):
    (alarm,) = _watching(resources, schema.METRICS_NAMESPACE, name)
    counting = ast.parse((ROOT / counted_in).read_text())
    counted = {node.value for node in ast.walk(counting) if isinstance(node, ast.Constant)}

    assert name in counted
    assert metrics.namespace == schema.METRICS_NAMESPACE
    assert alarm["Dimensions"] == [{"Name": "service", "Value": metrics.service}]


def test_every_alarm_on_our_own_counts_is_compared_with_its_counter(resources: Resources):
    watched = {
        alarm["MetricName"]
        for alarm in resources.of_type(ALARM).values()
        if alarm["Namespace"] == schema.METRICS_NAMESPACE
    }

    assert watched == {
        *("WindowsMissed", "McpRequestsBroken", "AuditEntriesLost", "CanaryFailed"),
        *("NoticesDead", "NoticesBroken"),
    }
