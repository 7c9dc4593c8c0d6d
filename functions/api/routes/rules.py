"""Rules as a REST collection; the fields are named as the tool names them."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.alert_templates import INSTALL_SCHEMA
from entelech.domain.audit import differences
from entelech.domain.backtest_answer import BACKTEST_SCHEMA, Backtest
from entelech.domain.ids import client_id
from entelech.domain.rule_answer import RuleList, RuleShown
from entelech.domain.rule_request import CHANGE_SCHEMA, RULE_SCHEMA
from functions.api.routing import CURSOR, LIMIT, Query, Reply, Request, Route, limit_of


def list_rules(request: Request) -> Reply:
    named = request.query.get("client_id")
    page = wiring.rules().page(
        request.scope,
        client_id=None if named is None else client_id(named),
        limit=limit_of(request),
        cursor=request.query.get("cursor"),
    )
    return Reply(answer=page)


def put_rule(request: Request) -> Reply:
    done = wiring.rules().put(request.scope, request.body)
    status = HTTPStatus.OK if done.before else HTTPStatus.CREATED
    return Reply(answer=done.after, status=status, changes=differences(done.before, done.after))


def install_templates(request: Request) -> Reply:
    done = wiring.rules().install_templates(request.scope, request.body)
    made = RuleList(rules=[each.after for each in done if each.after], next_cursor=None)
    changes = [change for each in done for change in differences(each.before, each.after)]
    return Reply(answer=made, changes=changes)


def backtest(request: Request) -> Reply:
    return Reply(answer=wiring.backtester().backtest(request.scope, request.body))


def show_rule(request: Request) -> Reply:
    return Reply(answer=wiring.rules().shown(request.scope, request.path["rule_id"]))


def change_rule(request: Request) -> Reply:
    done = wiring.rules().update(request.scope, request.path["rule_id"], request.body)
    return Reply(answer=done.after, changes=differences(done.before, done.after))


def remove_rule(request: Request) -> Reply:
    done = wiring.rules().remove(request.scope, request.path["rule_id"])
    changes = differences(done.before, None)
    return Reply(answer=None, status=HTTPStatus.NO_CONTENT, changes=changes)


ROUTES = (
    Route(
        method="GET",
        path="/api/rules",
        action=Action.READ_FLEET,
        handle=list_rules,
        summary="Rules, those of every client first; of a client those that apply to it",
        answer=RuleList,
        queries=(
            Query(name="client_id", schema={"type": "string", "minLength": 1, "maxLength": 64}),
            LIMIT,
            CURSOR,
        ),
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="POST",
        path="/api/rules",
        action=Action.WRITE_CLIENT,
        handle=put_rule,
        summary="Make a rule, or change the one that watches and tells the same",
        answer=RuleShown,
        statuses=(HTTPStatus.OK, HTTPStatus.CREATED),
        body=RULE_SCHEMA,
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="POST",
        path="/api/rules/templates",
        action=Action.WRITE_CLIENT,
        handle=install_templates,
        summary="Install the common set of rules, for every client unless one is named",
        answer=RuleList,
        body=INSTALL_SCHEMA,
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="POST",
        path="/api/rules/backtest",
        action=Action.READ_FLEET,
        handle=backtest,
        summary="What a rule would have done in up to 90 days, and which threshold to take",
        answer=Backtest,
        body=BACKTEST_SCHEMA,
        errors=(HTTPStatus.NOT_FOUND,),
        is_telemetry=True,
    ),
    Route(
        method="GET",
        path="/api/rules/{rule_id}",
        action=Action.READ_FLEET,
        handle=show_rule,
        summary="One rule",
        answer=RuleShown,
    ),
    Route(
        method="PATCH",
        path="/api/rules/{rule_id}",
        action=Action.WRITE_CLIENT,
        handle=change_rule,
        summary="Change some fields of a rule; its alerts go on as they are",
        answer=RuleShown,
        body=CHANGE_SCHEMA,
        errors=(HTTPStatus.CONFLICT,),
    ),
    Route(
        method="DELETE",
        path="/api/rules/{rule_id}",
        action=Action.WRITE_CLIENT,
        handle=remove_rule,
        summary="Forget a rule; its alerts end, and nobody is told of a recovery",
        answer=None,
        statuses=(HTTPStatus.NO_CONTENT,),
    ),
)
