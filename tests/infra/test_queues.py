from __future__ import annotations

from tests.infra.conftest import Resources, target

QUEUE = "AWS::SQS::Queue"
TWO_WEEKS_S = 14 * 24 * 3600


def _dead_letter_queues(resources: Resources) -> set[str]:
    """Queues that something else gives its failures to."""
    redrives = [
        target(queue["RedrivePolicy"]["deadLetterTargetArn"])
        for queue in resources.of_type(QUEUE).values()
        if "RedrivePolicy" in queue
    ]
    schedules = [
        target(schedule["Target"]["DeadLetterConfig"]["Arn"])
        for schedule in resources.of_type("AWS::Scheduler::Schedule").values()
    ]
    functions = [
        target(function["DeadLetterConfig"]["TargetArn"])
        for function in resources.of_type("AWS::Lambda::Function").values()
        if "DeadLetterConfig" in function
    ]
    return {*redrives, *schedules, *functions}


def test_every_queue_gives_what_fails_to_another_or_is_that_other(resources: Resources):
    kept = _dead_letter_queues(resources)

    for logical_id, queue in resources.of_type(QUEUE).items():
        assert ("RedrivePolicy" in queue) != (logical_id in kept), logical_id


def test_work_is_given_up_after_two_attempts(resources: Resources):
    attempts = [
        queue["RedrivePolicy"]["maxReceiveCount"]
        for queue in resources.of_type(QUEUE).values()
        if "RedrivePolicy" in queue
    ]

    assert attempts == [2] * len(attempts)


def test_what_was_given_up_is_kept_for_two_weeks(resources: Resources):
    queues = resources.of_type(QUEUE)

    for logical_id in _dead_letter_queues(resources):
        assert queues[logical_id]["MessageRetentionPeriod"] == TWO_WEEKS_S


def test_every_queue_is_encrypted_and_refuses_plain_http(resources: Resources):
    policies = resources.of_type("AWS::SQS::QueuePolicy").values()
    refusing = {
        target(policy["Queues"][0])
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }

    for logical_id, queue in resources.of_type(QUEUE).items():
        assert queue["SqsManagedSseEnabled"] is True
        assert logical_id in refusing


def test_a_message_comes_back_once_its_worker_is_over_and_while_it_can_still_be_measured(
    resources: Resources,
):
    """A window of the shortest interval can be measured for two minutes."""
    queues = resources.of_type(QUEUE)
    functions = resources.of_type("AWS::Lambda::Function")

    for mapping in resources.of_type("AWS::Lambda::EventSourceMapping").values():
        queue = queues[target(mapping["EventSourceArn"])]
        worker = functions[target(mapping["FunctionName"])]
        assert worker["Timeout"] < queue["VisibilityTimeout"]
        if worker["Handler"] == "functions.health.poll.handler":
            assert queue["VisibilityTimeout"] < 2 * 60


def test_a_poison_message_costs_no_other_its_turn(resources: Resources):
    for mapping in resources.of_type("AWS::Lambda::EventSourceMapping").values():
        assert mapping["BatchSize"] == 1
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2
