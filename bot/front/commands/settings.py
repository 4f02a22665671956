"""Commands about what Microsoft lets the assistant do."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import checking, from_teams

TEAM = "https://teams.microsoft.com/l/team/19?groupId=11111111-2222-4333-8444-555555555555"
COMMANDS: tuple[Command, ...] = (
    Command(
        name="settings check",
        title="settings check",
        help="What Microsoft lets me do",
        example="settings check",
        roles=COORDINATORS,
        run=checking.check,
        menu=False,
    ),
    Command(
        name="person import team",
        title="person import team",
        help="Bring people in from a team",
        example=f"person import team {TEAM} student",
        roles=COORDINATORS,
        run=from_teams.from_team,
        read=arguments(
            from_teams.FromTeam,
            use="person import team <link to the team> student, buddy or carer",
            example=f"person import team {TEAM} student",
        ),
        menu=False,
    ),
    Command(
        name="person bring",
        title="person bring",
        help="Bring the app to a person in Teams",
        example="person bring S-022",
        roles=COORDINATORS,
        run=from_teams.bring,
        read=arguments(from_teams.Bring, use="person bring <person> or all", example="person bring S-022"),
        menu=False,
    ),
)
