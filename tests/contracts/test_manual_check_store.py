from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.ids import ClientId, new_id
from entelech.domain.manual_check import ManualCheck, finding
from entelech.domain.probe import Certificate, Phases
from entelech.domain.reason import Reason
from tests.builders import NOON, a_result, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

CLIENT = ClientId("tnt")
ASKED = ManualCheck(
    check_id=new_id(NOON, "a1b2c3d4"), client_id=CLIENT, systems=("API", "Größe"), requested_at=NOON
)


def test_a_check_reads_back_with_what_it_found(stores: Stores) -> None:
    phases = Phases(dns_ms=1.5, connect_ms=2.0, tls_ms=None, first_byte_ms=3.25, total_ms=7.0)
    shown = Certificate(expires_at=at(90_000), issuer="R11")
    found = [
        finding(
            "API", a_result(Reason.FAILURE, detail="503", phases=phases, certificate=shown), NOON
        ),
        finding("Größe", None, NOON),
    ]
    done = ASKED.started(at(seconds=1.25)).finished(found, at(seconds=2.5))

    for each in (ASKED, ASKED.started(at(seconds=1.25)), done):
        assert stores.manual.save(each)

    assert stores.manual.check(CLIENT, ASKED.check_id) == done


def test_of_two_workers_the_second_writes_nothing(stores: Stores) -> None:
    stores.manual.save(ASKED)

    assert stores.manual.save(ASKED.started(at(1)))
    assert not stores.manual.save(ASKED.started(at(2)))
    assert not stores.manual.save(ASKED)

    assert stores.manual.check(CLIENT, ASKED.check_id) == ASKED.started(at(1))


def test_another_clients_is_not_told(stores: Stores) -> None:
    stores.manual.save(ASKED)

    assert stores.manual.check(ClientId("harbor"), ASKED.check_id) is None
