"""Commands about registering, and about who is not to be matched with whom."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import conflicts, registration

SET = "reg set B-014 training done --expires 2027-11-30"
COMMANDS: tuple[Command, ...] = (
    Command(
        name="reg show",
        title="reg show",
        help="Which steps of registering are done, and what is to do",
        example="reg show B-014",
        roles=COORDINATORS,
        run=registration.show,
        read=arguments(registration.Show, use="reg show [<person>] [--missing]", example="reg show B-014"),
        menu=False,
    ),
    Command(
        name="reg set",
        title="reg set",
        help="Note one step of registering, or all",
        example=SET,
        roles=COORDINATORS,
        run=registration.set_step,
        read=arguments(
            registration.Set,
            use="reg set <person> <step>|all done|na|expired|todo [--on day] [--expires day]",
            example=SET,
        ),
        menu=False,
    ),
    Command(
        name="conflict add",
        title="conflict add",
        help="Two people, or a person and a team, are not to be matched",
        example="conflict add S-022 B-014",
        roles=COORDINATORS,
        run=conflicts.add,
        read=arguments(conflicts.Apart, use="conflict add <person> <person|team>", example="conflict add S-022 B-014"),
        menu=False,
    ),
    Command(
        name="conflict remove",
        title="conflict remove",
        help="They may be matched again",
        example="conflict remove S-022 B-014",
        roles=COORDINATORS,
        run=conflicts.remove,
        read=arguments(
            conflicts.Apart, use="conflict remove <person> <person|team>", example="conflict remove S-022 B-014"
        ),
        menu=False,
    ),
    Command(
        name="conflict show",
        title="conflict show",
        help="With whom somebody is not to be matched",
        example="conflict show S-022",
        roles=COORDINATORS,
        run=conflicts.show,
        read=arguments(conflicts.Whose, use="conflict show <person>", example="conflict show S-022"),
        menu=False,
    ),
)
