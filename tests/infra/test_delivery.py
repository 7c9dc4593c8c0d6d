"""How notices leave, with a sender of mail and without."""

from __future__ import annotations

from typing import Any

import pytest

from infra.stages import Stage
from tests import synthesis
from tests.infra.conftest import Properties, Resources, target

SENDER = "alerts@entelech.com"


@pytest.fixture(scope="session")
def mailing() -> Resources:
    """The deployment that sends mail."""
    folder = synthesis.assembly("prod", mail_from=SENDER, mail_to="team@entelech.com")
    return Resources(synthesis.template_in(folder))


def variables(resources: Resources, handler: str) -> dict[str, Any]:
    (found,) = [
        function["Environment"]["Variables"]
        for function in resources.of_type("AWS::Lambda::Function").values()
        if function["Handler"] == handler
    ]
    return dict(found)


def statements_of(resources: Resources, handler: str, action: str) -> list[Properties]:
    (role,) = [
        target(function["Role"])
        for function in resources.of_type("AWS::Lambda::Function").values()
        if function["Handler"] == handler
    ]
    return [
        statement
        for policy in resources.of_type("AWS::IAM::Policy").values()
        if role in {target(each) for each in policy["Roles"]}
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == action
    ]


def test_without_a_sender_nothing_of_ses_is_made(template: dict[str, Any]) -> None:
    kinds = {resource["Type"] for resource in template["Resources"].values()}

    assert not {kind for kind in kinds if kind.startswith("AWS::SES::")}
    assert "AWS::Events::Rule" not in kinds


def test_the_sender_is_an_identity_and_the_functions_know_it(mailing: Resources) -> None:
    (identity,) = mailing.of_type("AWS::SES::EmailIdentity").values()
    told = variables(mailing, "functions.alerts.notify.handler")

    assert identity["EmailIdentity"] == SENDER
    assert (told["MAIL_FROM"], told["MAIL_TO"]) == (SENDER, "team@entelech.com")
    assert target(told["MAIL_CONFIGURATION_SET"]) in mailing.of_type("AWS::SES::ConfigurationSet")


@pytest.mark.parametrize(
    "handler", ["functions.alerts.notify.handler", "functions.api.handler.handler"]
)
def test_mail_is_sent_as_the_one_sender_only(mailing: Resources, handler: str) -> None:
    (statement,) = statements_of(mailing, handler, "ses:SendEmail")

    shown = str(statement["Resource"])
    assert len(statement["Resource"]) == 2
    assert f":identity/{SENDER}" in shown
    assert ":configuration-set/" in shown
    assert "*" not in shown


def test_bounces_and_complaints_of_our_own_mail_reach_the_function(mailing: Resources) -> None:
    (destination,) = mailing.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    (rule,) = mailing.of_type("AWS::Events::Rule").values()
    (configuration_set,) = mailing.of_type("AWS::SES::ConfigurationSet")

    assert destination["EventDestination"]["MatchingEventTypes"] == ["bounce", "complaint"]
    tags = rule["EventPattern"]["detail"]["mail"]["tags"]
    assert tags == {"ses:configuration-set": [{"Ref": configuration_set}]}
    (rule_target,) = rule["Targets"]
    function = mailing.of_type("AWS::Lambda::Function")[target(rule_target["Arn"])]
    assert function["Handler"] == "functions.alerts.feedback.handler"
    assert target(rule_target["DeadLetterConfig"]["Arn"]) in mailing.of_type("AWS::SQS::Queue")


def test_links_in_messages_lead_to_the_page(resources: Resources) -> None:
    told = variables(resources, "functions.alerts.notify.handler")["PAGE_URL"]

    assert told["Fn::Join"][1][0] == "https://"


@pytest.mark.parametrize("address", ["team", "a@b", "a@b.example,c@d.example", "a b@c.example"])
def test_a_sender_that_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="mail_from: "):
        Stage.from_context({"mail_from": address}.get)


def test_recipients_are_read_between_commas() -> None:
    stage = Stage.from_context({"mail_to": "a@b.example, c@d.example"}.get)

    assert stage.mail_to == ("a@b.example", "c@d.example")
    assert stage.mail_from == ""
