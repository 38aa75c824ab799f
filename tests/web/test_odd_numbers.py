"""Digits that int() refuses, and numbers that no column holds, in addresses: a page, never an error."""

import pytest

ADDRESSES = [
    ("requester", "/portal/tickets/?before={}"),
    ("requester", "/portal/?edit={}"),
    ("technician", "/workbench/palette?q={0}{0}"),
    ("technician", "/workbench/?after=x~{}"),
    ("technician", "/workbench/?sort=priority&after={0}~{0}"),
    ("technician", "/workbench/?team={0}&requester={0}&device={0}&category={0}&priority={0}&view={0}"),
    ("technician", "/workbench/tickets/new?person={}"),
    ("technician", "/faults/?after={}"),
    ("technician", "/equipment/?organisation={0}&after=x~{0}"),
    ("admin", "/setup/people?after=x|{}"),
    ("admin", "/setup/quarantine?before={}"),
    ("manager", "/oversight/?organisation={}"),
    ("manager", "/oversight/tickets?figure=team&target={0}&after={0}"),
]


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 30])
@pytest.mark.parametrize(("role", "address"), ADDRESSES)
def test_odd_numbers_in_an_address(sign_in, role, address, odd):
    answer = sign_in(role).get(address.format(odd), follow=True)
    assert answer.status_code == 200
