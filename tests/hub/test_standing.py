"""Where a laptop stands decides what it hears: waiting, of the district, or gone."""

from sync.protocol import Step, Trouble
from tests.hub.building import refusal
from tests.hub.running import Running


def test_a_laptop_that_waits_sees_the_roster_and_the_time(hub: Running) -> None:
    place = hub.place()
    place.founder.write()
    hub.line.post(place.founder, "/push", place.founder.clone().write())
    response = hub.line.get(place.enrolled())
    seen = response.json()
    assert (response.status_code, seen["state"], len(seen["roster"])) == (200, "pending", 1)
    assert seen["batches"] == seen["heads"] == seen["replies"] == seen["bulletins"] == seen["pending"] == []
    assert seen["cursor"] == seen["hub_epoch"] == ""
    assert seen["lease_days"] == 30


def test_a_laptop_that_waits_can_do_nothing_else(hub: Running) -> None:
    place = hub.place()
    waiting = place.enrolled()
    for path, body in (("/push", waiting.write()), ("/letters", {"letters": [waiting.letter(hub.city)]})):
        response = hub.line.post(waiting, path, body)
        assert (response.status_code, refusal(response).trouble) == (403, Trouble.PENDING)
    assert hub.store.heads(place.id) == ()
    assert hub.store.letters(place.id) == []


def test_a_revoked_laptop_gets_nothing(hub: Running) -> None:
    """Invariant 10: whatever it asks, it hears the entries that say so, and those only."""
    place = hub.place()
    gone = place.member()
    batch, letter = gone.write(), gone.letter(hub.city)
    hub.line.post(place.founder, "/push", place.founder.write())
    place.revoke(gone)
    place.member()
    for ready in (
        hub.line.prepared(gone, "GET", "/pull", roster=2, own=1),
        hub.line.prepared(gone, "POST", "/push", batch),
        hub.line.prepared(gone, "POST", "/letters", {"letters": [letter]}),
        hub.line.prepared(gone, "POST", "/roster", gone.founding()),
        hub.line.prepared(gone, "POST", "/push", b"no batch"),
    ):
        response = hub.line.send(ready)
        said = refusal(response)
        assert (response.status_code, said.trouble) == (410, Trouble.REVOKED)
        assert [entry.step for entry in said.roster][-1] is Step.REVOKE
        assert said.roster[-1].device_id == gone.id
        assert (said.time, said.head) == (None, None)
    assert len(refusal(hub.line.get(gone, roster=2)).roster) == 1
    assert [head.device for head in hub.store.heads(place.id)] == [place.founder.id]
