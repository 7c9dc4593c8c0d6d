"""Synthesise the deployment. ``cdk synth`` and ``cdk deploy`` run this as ``cdk.json`` says."""

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.stack import MonitoringStack
from infra.stages import Stage

app = cdk.App(analytics_reporting=False)
MonitoringStack(app, "EntelechMonitor", stage=Stage.from_context(app.node.try_get_context))
cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
app.synth()
