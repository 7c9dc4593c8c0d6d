"""Makes, changes and lists rules; the same rule said twice is one rule."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.alert_templates import template_bodies
from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LostRaceError,
    NotFoundError,
    unknown_client,
)
from entelech.domain.ids import ClientId, new_id
from entelech.domain.rule import EVERY_CLIENT, MAX_RULES, Rule, RuleId, RuleSet
from entelech.domain.rule_answer import RuleList, RuleShown, rule_shown
from entelech.domain.rule_request import changed_rule, owner, parse_rule
from entelech.ports.alerts import RuleStore
from entelech.ports.clock import Clock, Entropy
from entelech.ports.notices import ChannelStore
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from entelech.domain.access import ClientScope

_TRIES = 6
_BAD_CURSOR = InvalidError(field="cursor", expected="a next_cursor of an earlier answer")


class RuleChange(Struct, frozen=True, kw_only=True):
    """A rule before and after; ``before`` None: it is new, ``after`` None: it is gone."""

    before: RuleShown | None
    after: RuleShown | None


class RuleService(Struct, frozen=True, kw_only=True):
    """The rules of clients, and of every client, which only who sees all of them may change."""

    store: RuleStore
    registry: RegistryStore
    channels: ChannelStore
    entropy: Entropy
    clock: Clock

    def put(self, scope: ClientScope, body: object) -> RuleChange:
        """Make a rule; where one is that watches and tells the same, it becomes this one.

        Raises:
            InvalidError: names the field that is missing, unknown or wrong.
            NotFoundError: there is no such client in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
            ConflictError: there are as many rules as there may be.
        """
        now = self.clock.now()
        made = self.parse(scope, body, now)
        self._require_systems(made)
        found: list[RuleChange] = []

        def change(rules: RuleSet) -> tuple[Rule, ...]:
            same = next((each for each in rules.rules if each.is_same_as(made)), None)
            if same is None and len(rules.rules) >= MAX_RULES:
                raise ConflictError(f"There are at most {MAX_RULES} rules of one client.")
            rule = made if same is None else _taking_the_place(same, made)
            found[:] = [
                RuleChange(
                    before=None if same is None else rule_shown(same), after=rule_shown(rule)
                )
            ]
            kept = tuple(rule if each is same else each for each in rules.rules)
            return kept if same is not None else (*kept, rule)

        self._change(made.client_id, change)
        return found[0]

    def update(self, scope: ClientScope, rule_id: str, body: object) -> RuleChange:
        """Change what the body names of a rule.

        Raises:
            InvalidError: names the field that is unknown or wrong.
            NotFoundError: there is no such rule in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
            ConflictError: the body names another version than the one that is stored.
        """
        now = self.clock.now()
        before = self.rule(scope, rule_id)
        self._require_all(scope, before.client_id)
        after = changed_rule(before, body, now)
        self._require_channels(after)
        found: list[RuleChange] = []

        def change(rules: RuleSet) -> tuple[Rule, ...]:
            stored = rules.rule(rule_id)
            if stored is None:
                raise _unknown_rule(rule_id)
            changed = changed_rule(stored, body, now)
            found[:] = [RuleChange(before=rule_shown(stored), after=rule_shown(changed))]
            return tuple(changed if each is stored else each for each in rules.rules)

        self._change(before.client_id, change)
        return found[0]

    def remove(self, scope: ClientScope, rule_id: str) -> RuleChange:
        """Forget a rule; its alerts end, and nobody is told of a recovery.

        Raises:
            NotFoundError: there is no such rule in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
        """
        before = self.rule(scope, rule_id)
        self._require_all(scope, before.client_id)

        def change(rules: RuleSet) -> tuple[Rule, ...]:
            return tuple(each for each in rules.rules if each.rule_id != rule_id)

        self._change(before.client_id, change)
        return RuleChange(before=rule_shown(before), after=None)

    def install_templates(self, scope: ClientScope, body: object) -> Sequence[RuleChange]:
        """The common set, for every client unless the body names one.

        Raises:
            InvalidError: names the field that is unknown or wrong.
            NotFoundError: there is no such client in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
        """
        return [self.put(scope, each) for each in template_bodies(body)]

    def rule(self, scope: ClientScope, rule_id: str) -> Rule:
        """One rule; those of every client are everybody's to read.

        Raises:
            NotFoundError: there is no such rule in ``scope``.
        """
        client, _, _ = rule_id.partition(".")
        named = None if client == EVERY_CLIENT else ClientId(client)
        found = None
        if named is None or scope.includes(named):
            found = self.store.rule_sets([named])[named].rule(rule_id)
        if found is None:
            raise _unknown_rule(rule_id)
        return found

    def shown(self, scope: ClientScope, rule_id: str) -> RuleShown:
        """One rule as it is shown.

        Raises:
            NotFoundError: there is no such rule in ``scope``.
        """
        rule = self.rule(scope, rule_id)
        broken = self.store.rule_sets([rule.client_id])[rule.client_id].broken
        return rule_shown(rule, eval_error_since=broken.get(rule.rule_id))

    def page(
        self,
        scope: ClientScope,
        *,
        client_id: ClientId | None,
        limit: int,
        cursor: str | None,
    ) -> RuleList:
        """Rules, those of every client first; with a client, those that apply to it.

        Raises:
            InvalidError: the cursor is none of ours.
            NotFoundError: there is no such client in ``scope``.
        """
        after_owner, after_rule = _parse_cursor(cursor)
        if client_id is not None:
            self._require_client(scope, client_id)
            named = self.store.rule_sets([None, client_id])
            sets = [named[None], named[client_id]]
        else:
            sets = self._sets(scope, after_owner, limit)
        found = [
            (_name(rules), rule_shown(rule, eval_error_since=rules.broken.get(rule.rule_id)))
            for rules in sets
            for rule in rules.rules
            if (_name(rules), rule.rule_id) > (after_owner, after_rule)
        ]
        page = found[:limit]
        is_more = len(found) > limit
        return RuleList(
            rules=[shown for _, shown in page],
            next_cursor=_cursor(page[-1][0], page[-1][1].rule_id) if is_more and page else None,
        )

    def parse(self, scope: ClientScope, body: object, now: datetime) -> Rule:
        """A rule as it would be made, by somebody who may make it.

        Raises: as ``put``.
        """
        client = owner(body.get("client_id") if isinstance(body, dict) else None)
        stamp = new_id(now, self.entropy.key_id())
        rule = parse_rule(body, rule_id=f"{client or EVERY_CLIENT}.{stamp}", now=now)
        self._require_all(scope, rule.client_id)
        if rule.client_id is not None:
            self._require_client(scope, rule.client_id)
        self._require_channels(rule)
        return rule

    def _sets(self, scope: ClientScope, after_owner: str, limit: int) -> list[RuleSet]:
        """Sets from that owner on, in which there are more rules than ``limit``, or all the rest."""
        found: list[RuleSet] = []
        if after_owner:
            named = None if after_owner == EVERY_CLIENT else ClientId(after_owner)
            found = [self.store.rule_sets([named])[named]]
        after: str | None = after_owner or None
        while True:
            sets, after = self.store.stored_sets(limit=limit, after=after)
            found += [
                each for each in sets if each.client_id is None or scope.includes(each.client_id)
            ]
            if after is None or sum(len(each.rules) for each in found) > limit + MAX_RULES:
                return found

    def _change(
        self, client_id: ClientId | None, change: Callable[[RuleSet], tuple[Rule, ...]]
    ) -> None:
        for _ in range(_TRIES):
            before = self.store.rule_sets([client_id])[client_id]
            after = change(before)
            if after == before.rules:
                return
            versions = {(each.rule_id, each.version) for each in before.rules}
            kept = {each.rule_id for each in after if (each.rule_id, each.version) in versions}
            broken = {name: since for name, since in before.broken.items() if name in kept}
            made = replace(before, version=before.version + 1, rules=after, broken=broken)
            try:
                self.store.save(made)
            except LostRaceError:
                continue
            return
        raise LostRaceError

    def _require_all(self, scope: ClientScope, client_id: ClientId | None) -> None:
        if client_id is None and scope.clients is not None:
            raise ForbiddenError("Only a key for all clients may change a rule of every client.")

    def _require_client(self, scope: ClientScope, client_id: ClientId) -> None:
        if not scope.includes(client_id) or self.registry.client(client_id) is None:
            raise unknown_client(client_id)

    def _require_channels(self, rule: Rule) -> None:
        known = self.channels.channels()
        for field, named in (("channels", rule.channels), ("escalate_to", rule.escalate_to)):
            for n, each in enumerate(named):
                if each not in known:
                    raise InvalidError(field=f"{field}[{n}]", expected="a channel that there is")

    def _require_systems(self, rule: Rule) -> None:
        client = None if rule.client_id is None else self.registry.client(rule.client_id)
        if client is None:
            return
        names = {each.name for each in client.registration.systems} | {"*"}
        for n, each in enumerate(rule.systems):
            if each not in names:
                raise InvalidError(field=f"systems[{n}]", expected="a system of the client")


def _taking_the_place(before: Rule, made: Rule) -> Rule:
    """The new rule under the old one's id; the same object where nothing changes."""
    after = replace(
        made,
        rule_id=before.rule_id,
        created_at=before.created_at,
        updated_at=before.updated_at,
        version=before.version,
    )
    if after == before:
        return before
    return replace(after, updated_at=made.updated_at, version=before.version + 1)


def _unknown_rule(rule_id: str) -> NotFoundError:
    return NotFoundError(f"There is no rule '{RuleId(rule_id)[:100]}'.", field="rule_id")


def _name(rules: RuleSet) -> str:
    return rules.client_id or EVERY_CLIENT


def _cursor(owner_name: str, rule_id: str) -> str:
    return base64.urlsafe_b64encode(f"{owner_name} {rule_id}".encode()).decode()


def _parse_cursor(cursor: str | None) -> tuple[str, str]:
    if cursor is None:
        return "", ""
    try:
        text = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
        name, rule_id = text.split(" ")
        owner(name)
    except (ValueError, binascii.Error, InvalidError):
        raise _BAD_CURSOR from None
    return name, rule_id
