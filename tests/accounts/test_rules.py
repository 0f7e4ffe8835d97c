"""Pure rules of addresses, passwords and pages of this site."""

import pytest

from consult.accounts import rules
from consult.foundation.errors import Refused


@pytest.mark.parametrize(
    "good", ["a@b.example", "ada.l+x@mail.example.org", "用户@例子.中国", "o'neil@example.ie"]
)
def test_addresses_are_taken(good: str) -> None:
    assert rules.check_address(f" {good} ") == good


@pytest.mark.parametrize(
    "bad",
    ["", "a", "@b.example", "a@b", "a@b..", "a b@c.example", "a@b.example,c@d.example", "a@b\r\nc.example",
     "a@@b.example", "<a@b.example>", "a@1.2.3.4"],
)  # fmt: skip
def test_addresses_are_refused(bad: str) -> None:
    with pytest.raises(Refused):
        rules.check_address(bad)


def test_fold_joins_cases_and_nothing_else() -> None:
    assert rules.fold_address(" ADA@Example.ORG") == "ada@example.org"
    assert rules.fold_address("mıke@example.org") != rules.fold_address("mike@example.org")
    assert rules.fold_address("K@example.org") == rules.fold_address("k@example.org"), (
        "the Kelvin sign is K by NFC"
    )
    assert rules.fold_address("ß@example.org") != rules.fold_address("ss@example.org")


@pytest.mark.parametrize(
    "inside", ["/en/", "/en/consultations/x?article=2#top", "/zh-hant/desk?a=%2F%2Fb", "/en/意見"]
)
def test_own_addresses_are_kept(inside: str) -> None:
    assert rules.own_address(inside) == inside


@pytest.mark.parametrize(
    "outside",
    [None, "", "en", "http://a", "//a", "/\\a", "/\ta", "/\n/a", "\t//a", "///a", "/a b", "x:/a", "/" + "a" * 3000,
     "/\u2028/a"],
)  # fmt: skip
def test_other_addresses_are_dropped(outside: str | None) -> None:
    assert rules.own_address(outside) is None


def test_devices_are_named_without_their_version() -> None:
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0"
    )
    assert rules.device_name(agent) == "Edge, Windows"
    assert rules.device_name("") == ""
