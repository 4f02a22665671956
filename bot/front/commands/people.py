"""Commands about who takes part."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command, rest_of
from bot.usecases import adding, changing, erasing, looking, merging, roster

ADD = '"Pat Lowe" --role buddy --contact phone'
SET = "person set S-022 university ARU"
NEEDS = 'needs set S-022 "captions; a break after 20 minutes"'
COMMANDS: tuple[Command, ...] = (
    Command(
        name="person import",
        title="person import",
        help="Bring people in from a CSV file",
        example="person import",
        roles=COORDINATORS,
        run=roster.propose,
        read=rest_of,
        also=("import",),
        menu=False,
        file=True,
    ),
    Command(
        name="person add",
        title="person add",
        help="Put one person on the list",
        example=f"person add {ADD}",
        roles=COORDINATORS,
        run=adding.add,
        read=arguments(
            adding.Add,
            use="person add <address or name> --role buddy [--cohort C-3] [--email address] [--contact phone]",
            example=f"person add {ADD}",
        ),
        menu=False,
    ),
    Command(
        name="person find",
        title="person find",
        help="Find people by a part of their name",
        example="person find sam",
        roles=COORDINATORS,
        run=looking.find,
        read=arguments(looking.Who, use="person find <part of the name>", example="person find sam"),
        menu=False,
    ),
    Command(
        name="person show",
        title="person show",
        help="All that you may know of one person",
        example="person show S-022",
        roles=COORDINATORS,
        run=looking.show,
        read=arguments(looking.Who, use="person show <person>", example="person show S-022"),
        menu=False,
    ),
    Command(
        name="person set",
        title="person set",
        help="Change what is kept of a person",
        example=SET,
        roles=COORDINATORS,
        run=changing.set_field,
        read=arguments(changing.Set, use=f"person set <person> {'|'.join(changing.FIELDS)} <value>", example=SET),
        menu=False,
    ),
    Command(
        name="person rest",
        title="person rest",
        help="Somebody takes a break",
        example="person rest S-022 --until 2027-01-04",
        roles=COORDINATORS,
        run=changing.rest,
        read=arguments(
            changing.Rest,
            use="person rest <person> [--until day] [--quiet]",
            example="person rest S-022 --until 2027-01-04",
        ),
        menu=False,
    ),
    Command(
        name="person leave",
        title="person leave",
        help="Somebody leaves the scheme",
        example="person leave S-022",
        roles=COORDINATORS,
        run=changing.leave,
        read=arguments(changing.Goes, use="person leave <person> [--mistake]", example="person leave S-022"),
        menu=False,
    ),
    Command(
        name="person return",
        title="person return",
        help="Somebody comes back from a break, or after leaving",
        example="person return S-022",
        roles=COORDINATORS,
        run=changing.come_back,
        read=arguments(changing.Leave, use="person return <person>", example="person return S-022"),
        menu=False,
    ),
    Command(
        name="data erase",
        title="data erase",
        help="Delete what somebody wrote and said, when they asked for it",
        example="data erase S-022",
        roles=COORDINATORS,
        run=erasing.erase,
        read=arguments(looking.Who, use="data erase <person>", example="data erase S-022"),
        menu=False,
    ),
    Command(
        name="person merge",
        title="person merge",
        help="Make two records of one person into one",
        example="person merge S-022 S-031",
        roles=COORDINATORS,
        run=merging.merge,
        read=arguments(merging.Merge, use="person merge <who stays> <who goes>", example="person merge S-022 S-031"),
        menu=False,
    ),
    Command(
        name="needs set",
        title="needs set",
        help="Note what would make it easier for somebody",
        example=NEEDS,
        roles=COORDINATORS,
        run=changing.set_needs,
        read=arguments(changing.Needs, use="needs set <person> <needs>", example=NEEDS),
        menu=False,
    ),
)
