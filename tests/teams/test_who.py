"""Who speaks, and where: account, tenant, kind of chat, and the address that the channel knows."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.errors import BuddyError
from bot.domain.people import ChatKind
from tests.fakes.connector import Fault
from tests.teams.conftest import EXECUTE, STUDENT, TENANT, World


async def test_an_account_without_an_entra_id_is_told_so(world: World) -> None:
    guest = {"id": "29:guest", "name": "A Guest"}

    await world.say("help", **{"from": guest})
    _, body = await world.invoke("adaptiveCard/action", EXECUTE, **{"from": guest})

    assert world.front.turns == []
    assert world.channel.got[0].activity["text"].startswith("I can't recognise your account")
    assert body["value"].startswith("I can't recognise your account")


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [
        ({"conversationType": "personal", "id": "a:1"}, ChatKind.PERSONAL),
        ({"id": "a:1"}, ChatKind.PERSONAL),
        ({"id": "a:1", "isGroup": True}, ChatKind.GROUP),
        ({"id": "19:1"}, ChatKind.GROUP),
        ({"conversationType": "groupChat", "id": "19:1"}, ChatKind.GROUP),
        ({"conversationType": "channel", "id": "19:1"}, ChatKind.CHANNEL),
        ({"conversationType": "something new", "id": "19:1"}, ChatKind.CHANNEL),
    ],
)
async def test_the_kind_of_chat_is_known(world: World, conversation: dict[str, Any], kind: ChatKind) -> None:
    await world.say("help", conversation={"tenantId": TENANT, **conversation})

    assert world.front.turns[0].chat.kind is kind


async def test_the_tenant_may_stand_in_the_channel_data_alone(world: World) -> None:
    await world.say(
        "help",
        conversation={"id": "a:1"},
        channelData={"tenant": {"id": TENANT.upper()}},
        **{"from": {"id": "29:x", "aadObjectId": STUDENT}},
    )

    assert (world.front.turns[0].account.tenant, world.front.turns[0].account.name) == (TENANT, "")


@pytest.mark.parametrize(
    ("member", "email"),
    [
        ({"email": "A.Student@Example.org"}, "a.student@example.org"),
        ({"email": None, "userPrincipalName": "A.Student@Example.org"}, "a.student@example.org"),
        ({"userPrincipalName": "a_example.org#EXT#@nhs.example"}, None),
        ({"email": "nonsense"}, None),
        ({}, None),
    ],
)
async def test_the_channel_is_asked_for_the_address(world: World, member: dict[str, Any], email: str | None) -> None:
    world.channel.members["29:student"] = member
    await world.say("help")

    find = world.front.turns[0].find_email
    assert find is not None
    assert await find() == email


async def test_somebody_whom_the_channel_does_not_know_has_no_address(world: World) -> None:
    await world.say("help")

    find = world.front.turns[0].find_email
    assert find is not None
    assert await find() is None


async def test_when_the_channel_cannot_say_who_it_is_the_person_may_try_again(world: World) -> None:
    await world.say("help")
    world.channel.faults = [Fault(status=503)]

    find = world.front.turns[0].find_email
    assert find is not None
    with pytest.raises(BuddyError, match="try again"):
        await find()
