"""How notices leave: the queue that wakes the notifier, the topic, the mail, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra import storage
from infra.pipelines import DeadLetterQueue, WorkQueue
from infra.python_function import Ground, PythonFunction, Size
from infra.secrets import grant_secrets

if TYPE_CHECKING:
    from infra.stages import Stage

NOTIFY_SIZE = Size(memory_mb=512, timeout=Duration.seconds(60))
NOTIFIERS_AT_ONCE = 2
"""One claims what the other does not: more would only ask the table more often."""
_FEEDBACK_SIZE = Size(memory_mb=256, timeout=Duration.seconds(30))


class Notices(Construct):
    """What the functions are told of by name: a queue, a topic and, with a sender, SES."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self.queue = WorkQueue(self, "Queue", worker_timeout=NOTIFY_SIZE.timeout)
        self.topic = sns.Topic(
            self,
            "Topic",
            # whoever may publish to the topic may use the key that AWS manages for it
            master_key=kms.Alias.from_alias_name(self, "Key", "alias/aws/sns"),
            enforce_ssl=True,
        )
        self.configuration_set: ses.ConfigurationSet | None = None
        if stage.mail_from:
            self.configuration_set = ses.ConfigurationSet(
                self,
                "Mail",
                reputation_metrics=True,
                suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
            )
            ses.EmailIdentity(self, "Sender", identity=ses.Identity.email(stage.mail_from))

    @property
    def configuration_set_name(self) -> str:
        """Empty where no mail is sent."""
        named = self.configuration_set
        return "" if named is None else named.configuration_set_name


class Delivery(Construct):
    """The rights to send, and the function that hears of mail that came back."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        store: storage.Storage,
        notices: Notices,
    ) -> None:
        super().__init__(scope, construct_id)
        self._ground = ground
        self._notices = notices
        self.dead_letters = DeadLetterQueue(self, "DeadLetters")
        self.feedback = PythonFunction(
            self,
            "Feedback",
            ground=ground,
            handler="functions.alerts.feedback.handler",
            size=_FEEDBACK_SIZE,
            dead_letters=self.dead_letters.queue,
        )
        store.grant(self.feedback.function, storage.HEARS)
        if notices.configuration_set is not None:
            self._listen(notices.configuration_set)

    def let_notify(self, worker: PythonFunction) -> None:
        """The worker that delivers: woken by the queue, and waking itself for another try."""
        self.let_send(worker)
        self.let_wake(worker)
        grant_secrets(worker, self._secrets, ("GetParameter",))
        self._notices.queue.feed(worker, max_concurrency=NOTIFIERS_AT_ONCE)

    def let_set_up(self, function: PythonFunction) -> None:
        """Whoever changes channels and tries them."""
        self.let_send(function)
        self.let_wake(function)
        grant_secrets(function, self._secrets, ("GetParameter", "PutParameter", "DeleteParameter"))

    def let_wake(self, function: PythonFunction) -> None:
        """Whoever writes notices."""
        self._notices.queue.queue.grant_send_messages(function.function)

    def let_send(self, function: PythonFunction) -> None:
        """Publish to the one topic, and mail as the one sender."""
        self._allow(function, "sns:Publish", self._notices.topic.topic_arn)
        sender = self._ground.stage.mail_from
        if sender:
            self._allow(
                function,
                "ses:SendEmail",
                self._ses_arn("identity", sender),
                self._ses_arn("configuration-set", self._notices.configuration_set_name),
            )

    @property
    def _secrets(self) -> str:
        return f"{self._ground.settings.secrets_prefix}channels/*"

    def _allow(self, function: PythonFunction, action: str, *resources: str) -> None:
        function.function.add_to_role_policy(
            iam.PolicyStatement(actions=[action], resources=list(resources))
        )

    def _ses_arn(self, resource: str, name: str) -> str:
        return Stack.of(self).format_arn(
            service="ses",
            resource=resource,
            resource_name=name,
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )

    def _listen(self, configuration_set: ses.ConfigurationSet) -> None:
        """SES tells the default bus, and the rule hears of our own mail only."""
        bus = events.EventBus.from_event_bus_name(self, "Bus", "default")
        configuration_set.add_event_destination(
            "ToBus",
            destination=ses.EventDestination.event_bus(bus),
            events=[ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT],
        )
        events.Rule(
            self,
            "CameBack",
            event_pattern=events.EventPattern(
                source=["aws.ses"],
                detail={
                    "eventType": ["Bounce", "Complaint"],
                    "mail": {
                        "tags": {
                            "ses:configuration-set": [configuration_set.configuration_set_name]
                        }
                    },
                },
            ),
            targets=[
                targets.LambdaFunction(
                    self.feedback.target,
                    dead_letter_queue=self.dead_letters.queue,
                    retry_attempts=2,
                )
            ],
        )
