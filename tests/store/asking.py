"""Every question that a use case can ask of a unit of work, asked by whoever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.domain.booking import Reply
from bot.domain.booking import Said as Replied
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.due import Due, Kind
from bot.domain.duty import OnDuty, Source, WorryId, WorryKind
from bot.domain.ending import Note, NoteState, Rule
from bot.domain.errors import BuddyError
from bot.domain.free import Free, FreeKind
from bot.domain.hours import Claim, ClaimState
from bot.domain.joining import ChoiceSaid, Limits, Registered, Step, StepState
from bot.domain.links import Link, LinkState, Said
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Side
from bot.domain.people import Account, Chat, Person, PersonId, Role
from bot.domain.plans import PlanId, PlanState, View
from bot.domain.reflections import Reflection, ReflectionState
from bot.domain.sends import Shelf
from bot.store.desk import Desk
from bot.store.sql_store import SqlStore
from bot.store.work import SqlWork
from bot.usecases.ports import Work
from bot.usecases.ports.bookings import Found
from bot.usecases.ports.rosters import Newcomer, NewLink, Place, SaidYes
from tests.world import MONDAY

LONG_AGO, FAR_OFF = MONDAY - timedelta(days=300), MONDAY + timedelta(days=300)
NOTE = WorryId(1)
REPLY = Reply(said=Replied.NO)
NEWCOMER = Newcomer(first_name="New", surname="Comer", email="new.comer@university.example")
TUESDAYS = Free(kind=FreeKind.WEEKLY, weekday=1, from_minute=600, to_minute=720, until=FAR_OFF.date())
SOMEBODY = Account(tenant="t", entra_id="entra-new", email="new@university.example")
SOMEWHERE = Chat(conversation="c", service_url="https://s.example", tenant="t")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is asked about: a meeting of somebody, with that person's proposal."""

    author: PersonId
    buddy: PersonId
    meeting: Meeting
    reflection: Reflection
    proposal: int

    @property
    def id(self) -> MeetingId:
        return self.meeting.id

    @property
    def link(self) -> Link:
        return Link(
            id=self.meeting.link,
            cohort=CohortId(1),
            label="The pair",
            state=LinkState.ACTIVE,
            since=MONDAY,
            frozen=False,
            members=self.meeting.members,
        )

    @property
    def due(self) -> Due:
        return Due(
            key="k", kind=Kind.AFTER, person=self.author, subject=self.id, due_at=MONDAY, until=FAR_OFF, card_id=None
        )


def place(person: PersonId) -> Place:
    return Place(person=person, role=Role.LEAD, cohort=CohortId(1))


def yes(person: PersonId) -> SaidYes:
    return SaidYes(person=person, role=Role.STUDENT, lines=("I agree.",), registered=False)


def new_link(person: PersonId) -> NewLink:
    sides = {person: Side.STUDENT}
    return NewLink(cohort=CohortId(1), label="New", members=sides, active=True, minutes=60)


@dataclass(frozen=True, slots=True)
class Refused:
    """The question was refused."""

    code: str


Ask = Callable[[Work, About], object]
HELD = MeetingState.HELD
SAVED = ReflectionState.SAVED
INVITED = EnrolmentState.INVITED
DONE = StepState.DONE


def _anything(profile: Mapping[str, object]) -> dict[str, object]:
    """What of a profile is no number of the machinery and was given away."""
    return {name: value for name, value in profile.items() if value is not None and name not in {"id", "added_at"}}


# `about(work)` is asked with the numbers of others: what comes back must be for the eyes of whoever asks.
ASK: Mapping[str, Ask] = MappingProxyType(
    {
        "people.find": lambda work, _: work.people.find({"author@university.example", "bee@university.example"}),
        "people.rest": lambda work, _: work.people.rest(FAR_OFF),
        "people.add": lambda work, _: work.people.add(first_name="", surname="", email="x@y", line="", now=MONDAY),
        "people.with_role": lambda work, _: work.people.with_role(Role.STUDENT),
        "people.give_role": lambda work, it: work.people.give_role(it.author, Role.LEAD),
        "people.tie": lambda work, _: work.people.tie(SOMEBODY),
        "people.reach": lambda work, _: work.people.reach(SOMEBODY, SOMEWHERE, person=None, now=MONDAY) and None,
        "people.lost": lambda work, _: work.people.lost(SOMEBODY, now=MONDAY),
        "people.chat_of": lambda work, it: work.people.chat_of(it.author, now=MONDAY),
        "people.get": lambda work, it: work.people.get(it.author),
        "people.several": lambda work, it: work.people.several([it.author]),
        "people.named": lambda work, _: work.people.named("author"),
        "people.profile": lambda work, it: _anything(work.people.profile(it.author)),
        "people.change": lambda work, it: work.people.change(it.author, needs="x", surname="y"),
        "cohorts.add": lambda work, _: work.cohorts.add("New", series="core6", model="buddy_workbook"),
        "cohorts.content": lambda work, _: work.cohorts.content("a version"),
        "cohorts.places": lambda work, it: work.cohorts.places([it.author]),
        "cohorts.sums": lambda work, _: work.cohorts.sums([CohortId(1)]),
        "cohorts.progress": lambda work, _: work.cohorts.progress(CohortId(1)),
        "rosters.links": lambda work, _: work.rosters.links(["The pair"]),
        "rosters.ripe": lambda work, _: work.rosters.ripe(after=LinkId(0)),
        "rosters.apart": lambda work, it: work.rosters.apart([it.author, it.buddy]),
        "rosters.registrations": lambda work, _: work.rosters.registrations(),
        "rosters.unreached": lambda work, it: work.rosters.unreached([it.author]),
        "rosters.add_people": lambda work, _: work.rosters.add_people([NEWCOMER], now=MONDAY),
        "rosters.give_places": lambda work, it: work.rosters.give_places([place(it.author)], now=MONDAY),
        "rosters.take_place": lambda work, it: work.rosters.take_place(it.author, Role.LEAD, None, since=MONDAY),
        "rosters.said_yes": lambda work, it: work.rosters.said_yes([yes(it.author)], now=MONDAY),
        "rosters.add_links": lambda work, it: work.rosters.add_links([new_link(it.author)], now=MONDAY),
        "rosters.take_out": lambda work, it: work.rosters.take_out([it.author], [], since=MONDAY, now=MONDAY),
        "cohorts.get": lambda work, _: work.cohorts.get(CohortId(1)),
        "cohorts.named": lambda work, _: work.cohorts.named("b"),
        "cohorts.all": lambda work, _: work.cohorts.all(),
        "cohorts.go_on": lambda work, _: work.cohorts.go_on(CohortId(1), paused_at=LONG_AGO, now=LONG_AGO),
        "cohorts.change": lambda work, _: work.cohorts.change(CohortId(1), discipline="x"),
        "cohorts.remove": lambda work, _: work.cohorts.remove(CohortId(1)),
        "cohorts.set_state": lambda work, it: work.cohorts.set_state(CohortId(1), it.author, INVITED, now=MONDAY),
        "cohorts.enrolments": lambda work, it: work.cohorts.enrolments(it.author),
        "cohorts.members": lambda work, _: work.cohorts.members(CohortId(1)),
        "cohorts.standing_since": lambda work, _: work.cohorts.standing_since(INVITED, since=LONG_AGO, until=FAR_OFF),
        "joining.choose": lambda work, it: work.joining.choose(
            it.author, Role.STUDENT, ChoiceSaid.YES, ["A line."], version="v", now=MONDAY
        ),
        "joining.choice_of": lambda work, it: work.joining.choice_of(it.author, Role.STUDENT),
        "joining.limits_of": lambda work, it: work.joining.limits_of(it.buddy, now=MONDAY),
        "joining.set_limits": lambda work, it: work.joining.set_limits(it.buddy, Limits()),
        "joining.steps_of": lambda work, it: work.joining.steps_of(it.buddy),
        "joining.set_step": lambda work, it: work.joining.set_step(it.buddy, Step.ASKED, Registered(state=DONE)),
        "joining.expiring": lambda work, _: work.joining.expiring(since=LONG_AGO.date(), until=FAR_OFF.date()),
        "joining.conflicts_of": lambda work, it: work.joining.conflicts_of(it.author),
        "joining.conflict": lambda work, it: work.joining.conflict(it.author, other=it.buddy, now=MONDAY),
        "joining.forget_conflict": lambda work, _: work.joining.forget_conflict(1),
        "links.suggest": lambda work, it: work.links.suggest(
            CohortId(1), {it.author: Side.STUDENT, it.buddy: Side.BUDDY}, now=MONDAY
        ),
        "links.get": lambda work, it: work.links.get(it.meeting.link),
        "links.of": lambda work, it: work.links.of(it.author),
        "links.in_cohort": lambda work, _: work.links.in_cohort(CohortId(1)),
        "links.since": lambda work, _: work.links.since(LinkState.ACTIVE, since=LONG_AGO, until=FAR_OFF),
        "links.change": lambda work, it: work.links.change(it.link, LinkState.ENDED, now=MONDAY),
        "links.hush": lambda work, it: work.links.hush(it.author),
        "links.wake": lambda work, it: work.links.wake(it.author),
        "links.several": lambda work, it: work.links.several([it.meeting.link]),
        "links.suggested": lambda work, _: work.links.suggested(at_most=9),
        "links.answer": lambda work, it: work.links.answer(it.link, it.author, Said.NO, now=MONDAY),
        "links.ahead": lambda work, it: work.links.ahead(CohortId(1), [it.author]),
        "links.begin": lambda work, it: work.links.begin(it.link, now=MONDAY),
        "links.enrol": lambda work, it: work.links.enrol(it.link, EnrolmentState.COMPLETE, now=MONDAY),
        "links.needing": lambda work, _: work.links.needing(asked_before=FAR_OFF, ended_since=LONG_AGO, at_most=9),
        "links.learners": lambda work, it: work.links.learners(it.link),
        "links.known": lambda work, it: work.links.known(CohortId(1), {it.author}, now=MONDAY),
        "links.stands": lambda work, it: work.links.stands(it.link, now=MONDAY),
        "links.apart": lambda work, it: work.links.apart(it.link, now=MONDAY),
        "links.by_answers": lambda work, it: work.links.by_answers(it.link),
        "links.asked_at": lambda work, it: work.links.asked_at(it.link, it.author),
        "links.set_join_url": lambda work, _: work.links.set_join_url(LinkId(1), "https://x.example"),
        "meetings.get": lambda work, it: work.meetings.get(it.id),
        "meetings.of": lambda work, it: work.meetings.of(it.author),
        "meetings.live": lambda work, _: list(work.meetings.live(since=LONG_AGO, until=FAR_OFF)),
        "meetings.change": lambda work, it: work.meetings.change(it.meeting, HELD, now=MONDAY),
        "meetings.agree": lambda work, it: work.meetings.agree(it.meeting),
        "meetings.rest_days": lambda work, it: work.meetings.rest_days(it.meeting, [FAR_OFF]),
        "meetings.keep": lambda work, it: work.meetings.keep(it.meeting, yes=True),
        "meetings.slots": lambda work, it: work.meetings.slots(it.id),
        "meetings.offer": lambda work, it: work.meetings.offer(it.id, [FAR_OFF]),
        "meetings.pick": lambda work, it: work.meetings.pick(it.id, [FAR_OFF]),
        "meetings.book": lambda work, it: work.meetings.book(it.meeting, FAR_OFF, now=MONDAY),
        "meetings.of_link": lambda work, it: work.meetings.of_link(it.meeting.link),
        "meetings.last_ones": lambda work, it: work.meetings.last_ones(it.meeting, [MONDAY], now=MONDAY),
        "meetings.full_weeks": lambda work, it: work.meetings.full_weeks(it.meeting, {202653}, now=MONDAY),
        "free.of": lambda work, it: work.free.of(it.buddy),
        "free.add": lambda work, it: work.free.add(it.buddy, [TUESDAYS]),
        "free.remove": lambda work, it: work.free.remove(it.buddy, [1]),
        "free.usual": lambda work, it: work.free.usual([it.buddy, it.author], on=LONG_AGO.date()),
        "free.ending": lambda work, _: work.free.ending(since=LONG_AGO.date(), until=FAR_OFF.date()),
        "free.given_by_all": lambda work, it: work.free.given_by_all(it.meeting, on=FAR_OFF.date()),
        "free.passed": lambda work, _: work.free.passed(until=FAR_OFF),
        "meetings.unbook": lambda work, it: work.meetings.unbook(it.id),
        "meetings.taken": lambda work, it: work.meetings.taken({it.author}, range(10)),
        "meetings.last_start": lambda work, it: work.meetings.last_start(it.id),
        "meetings.last_begun": lambda work, it: work.meetings.last_begun(it.id),
        "meetings.next_number": lambda work, it: work.meetings.next_number(it.meeting.link, 2, now=MONDAY),
        "answers.put": lambda work, it: work.answers.put(it.meeting, took_place="held", now=MONDAY),
        "answers.took_place": lambda work, it: work.answers.took_place(it.meeting),
        "reflections.open": lambda work, it: work.reflections.open(it.id, model="m", due_at=MONDAY),
        "reflections.get": lambda work, it: work.reflections.get(it.id),
        "reflections.read": lambda work, it: work.reflections.read(it.id, now=MONDAY),
        "reflections.save": lambda work, it: work.reflections.save(it.reflection, {"a": "b"}, SAVED, now=MONDAY),
        "reflections.mine": lambda work, _: work.reflections.mine(),
        "reflections.use_model": lambda work, it: work.reflections.use_model(it.reflection, "own_words"),
        "reflections.unwritten": lambda work, _: work.reflections.unwritten(since=LONG_AGO, until=FAR_OFF),
        "reflections.unsaved": lambda work, it: work.reflections.unsaved([it.id]),
        "reflections.waiting": lambda work, _: work.reflections.waiting(before=FAR_OFF),
        "sharing.tutor": lambda work, _: work.sharing.tutor(),
        "sharing.share": lambda work, it: work.sharing.share(it.id, it.author, {"a": "b"}, now=MONDAY),
        "sharing.take_back": lambda work, it: work.sharing.take_back(it.id),
        "sharing.mine": lambda work, _: work.sharing.mine(),
        "sharing.with_me": lambda work, _: work.sharing.with_me(),
        "sharing.read": lambda work, it: work.sharing.read(it.id, it.author, now=MONDAY),
        "sharing.is_shared": lambda work, it: work.sharing.is_shared(it.id, it.author),
        "ending.complete": lambda work, it: work.ending.complete(it.meeting.link, Rule(attended=1), now=MONDAY),
        "ending.promise": lambda work, _: work.ending.promise(CohortId(1), "x", ask_on=MONDAY.date(), now=MONDAY),
        "ending.has_promised": lambda work, _: work.ending.has_promised(CohortId(1)),
        "ending.promise_of": lambda work, _: work.ending.promise_of(CohortId(1), now=MONDAY),
        "ending.promises": lambda work, _: work.ending.promises(since=LONG_AGO.date(), until=FAR_OFF.date()),
        "ending.over": lambda work, _: work.ending.over(until=FAR_OFF),
        "ending.mine_over": lambda work, _: work.ending.mine_over(CohortId(1)),
        "ending.write_note": lambda work, it: work.ending.write_note(it.meeting.link, "x", now=MONDAY),
        "ending.note": lambda work, it: work.ending.note(it.meeting.link, it.author),
        "ending.notes_for": lambda work, it: work.ending.notes_for(it.meeting.link),
        "ending.settle_note": lambda work, it: work.ending.settle_note(
            Note(link=it.meeting.link, author=Person(id=it.author), state=NoteState.WAITING, words=""), NoteState.PASSED
        ),
        "ending.notes_waiting": lambda work, _: work.ending.notes_waiting(),
        "forms.done": lambda work, _: work.forms.done(CohortId(1), "f"),
        "forms.answer": lambda work, _: work.forms.answer(CohortId(1), "f", {"a": 1}, day=MONDAY.date()),
        "forms.few": lambda work, _: work.forms.few(CohortId(1)),
        "hours.worked": lambda work, it: work.hours.worked(it.buddy, since=LONG_AGO, until=FAR_OFF),
        "hours.claim_of": lambda work, it: work.hours.claim_of(it.buddy, "2026-11"),
        "hours.claim": lambda work, it: work.hours.claim(
            Claim(person=it.buddy, month="2026-11", minutes=1, prep_minutes=1), now=MONDAY
        ),
        "hours.correct": lambda work, it: work.hours.correct(
            Claim(person=it.buddy, month="2026-11", minutes=1, prep_minutes=1), now=MONDAY
        ),
        "hours.settle": lambda work, it: work.hours.settle(it.buddy, "2026-11", ClaimState.APPROVED, now=MONDAY),
        "hours.of_month": lambda work, _: work.hours.of_month("2026-11"),
        "hours.busy": lambda work, _: work.hours.busy(since=LONG_AGO, until=FAR_OFF),
        "overview.form_sums": lambda work, _: work.overview.form_sums(CohortId(1)),
        "exports.roster": lambda work, _: work.exports.roster(CohortId(1)),
        "exports.hours": lambda work, _: work.exports.hours(CohortId(1)),
        "exports.log": lambda work, _: work.exports.log(since=LONG_AGO, until=FAR_OFF),
        "tutoring.students": lambda work, _: work.tutoring.students(),
        "merging.why_not": lambda work, it: work.merging.why_not(it.author, it.buddy),
        "merging.merge": lambda work, it: work.merging.merge(it.author, it.buddy),
        "bookings.state": lambda work, it: work.bookings.state(it.meeting),
        "bookings.settle": lambda work, it: work.bookings.settle(it.id, Found(worker="w", attempt=1)),
        "bookings.link": lambda work, it: work.bookings.link(it.meeting, "https://x.example", now=MONDAY),
        "bookings.invited": lambda work, it: work.bookings.invited(it.meeting, {"author@university.example": REPLY}),
        "bookings.agree": lambda work, it: work.bookings.agree(it.meeting, now=MONDAY),
        "bookings.unchecked": lambda work, it: work.bookings.unchecked(it.meeting),
        "bookings.checked": lambda work, it: work.bookings.checked(it.meeting, [MONDAY], known=True),
        "plans.ask": lambda work, _: work.plans.ask(CohortId(1), View.ALL, now=MONDAY),
        "plans.get": lambda work, _: work.plans.get(PlanId(1)),
        "plans.stop": lambda work, _: work.plans.stop(PlanId(1)),
        "plans.settle": lambda work, _: work.plans.settle(PlanId(1), PlanState.READY, "{}", worker="w", attempt=1),
        "plans.brings": lambda work, it: work.plans.brings(CohortId(1), {it.buddy, it.author}, now=MONDAY),
        "proposals.add": lambda work, _: work.proposals.add("{}", now=MONDAY),
        "proposals.take": lambda work, it: work.proposals.take(it.proposal),
        "due.record": lambda work, it: work.due.record([it.due], now=MONDAY),
        "proposals.can_undo": lambda work, _: work.proposals.can_undo("x", "{}", until=FAR_OFF) and None,
        "proposals.take_back": lambda work, _: work.proposals.take_back(None, now=MONDAY),
        "due.nudged": lambda work, it: work.due.nudged(it.author, since=LONG_AGO),
        "due.spoken_to": lambda work, it: work.due.spoken_to(it.author, since=LONG_AGO),
        "due.said": lambda work, it: work.due.said(it.due.key),
        "due.release": lambda work, it: work.due.release(it.author, now=MONDAY),
        "overview.counts": lambda work, _: work.overview.counts(since=LONG_AGO),
        "overview.starting": lambda work, _: work.overview.starting(since=LONG_AGO, until=FAR_OFF),
        "overview.unregistered": lambda work, _: work.overview.unregistered(until=FAR_OFF),
        "overview.unsettled": lambda work, _: work.overview.unsettled(before=FAR_OFF, at_most=9),
        "attendance.needs": lambda work, _: work.attendance.needs(since=LONG_AGO, before=FAR_OFF),
        "attendance.of_cohort": lambda work, _: work.attendance.of_cohort(CohortId(1)),
        "attendance.events": lambda work, _: work.attendance.events(since=LONG_AGO, until=FAR_OFF),
        "attendance.missed": lambda work, it: work.attendance.missed(it.meeting),
        "attendance.note": lambda work, it: work.attendance.note(it.meeting, it.author, "held", now=MONDAY),
        "rooms.near": lambda work, _: work.rooms.near(since=LONG_AGO, until=FAR_OFF),
        "rooms.entered": lambda work, it: work.rooms.entered(it.meeting, MONDAY),
        "rooms.heard": lambda work, _: work.rooms.heard(since=LONG_AGO, until=FAR_OFF),
        "rooms.agreement": lambda work, _: work.rooms.agreement(),
        "rooms.left": lambda work, it: work.rooms.left(it.meeting, MONDAY),
        "rooms.reported": lambda work, it: work.rooms.reported(it.meeting, people=2, minutes=50),
        "overview.without_link": lambda work, _: work.overview.without_link(now=LONG_AGO),
        "sends.health": lambda work, _: work.sends.health(now=MONDAY),
        "sends.shelf": lambda work, _: work.sends.shelf(Shelf.WAITING, now=MONDAY, at_most=9),
        "sends.unreached": lambda work, _: work.sends.unreached(at_most=9),
        "sends.again": lambda work, _: work.sends.again(1, now=LONG_AGO),
        "sends.settled": lambda work, _: work.sends.settled(1, now=LONG_AGO),
        "sends.held": lambda work, _: work.sends.held(),
        "sends.hold": lambda work, _: work.sends.hold(1, now=MONDAY),
        "sends.resume": lambda work, _: work.sends.resume(1, now=MONDAY),
        "sends.stuck": lambda work, _: work.sends.stuck(since=LONG_AGO, until=FAR_OFF),
        "sends.to_come": lambda work, _: work.sends.to_come(until=FAR_OFF),
        "presence.ask_in": lambda work, _: work.presence.ask_in(SOMEBODY, now=MONDAY),
        "presence.asked_in": lambda work, _: work.presence.asked_in(at_most=9),
        "presence.greeted": lambda work, _: work.presence.greeted(since=LONG_AGO, until=FAR_OFF),
        "presence.unanswered": lambda work, _: work.presence.unanswered(before=FAR_OFF, at_most=9),
        "presence.breaks_ending": lambda work, _: work.presence.breaks_ending(
            since=LONG_AGO.date(), until=FAR_OFF.date()
        ),
        "presence.to_plan": lambda work, _: work.presence.to_plan(at_most=9),
        "presence.first_in_line": lambda work, _: work.presence.first_in_line(at_most=9),
        "presence.noted": lambda work, _: work.presence.noted("left", settled="back", since=LONG_AGO, at_most=9),
        "presence.erase": lambda work, it: work.presence.erase(it.author),
        "presence.forget": lambda work, it: work.presence.forget(it.author),
        "presence.everything": lambda work, _: work.presence.everything(),
        "surveys.put": lambda work, _: work.surveys.put(CohortId(1), "before", {"u1": 3}, day=MONDAY.date()),
        "surveys.answered": lambda work, _: work.surveys.answered(CohortId(1), "before"),
        "duty.ask": lambda work, _: work.duty.ask(
            WorryKind.ELSE, Source.CALL, soon=False, apart=False, in_hours=True, now=MONDAY
        ),
        "duty.get": lambda work, _: work.duty.get(NOTE),
        "duty.mine": lambda work, _: work.duty.mine(since=LONG_AGO),
        "duty.notes": lambda work, _: work.duty.notes(since=LONG_AGO, only_open=False, at_most=9),
        "duty.waiting": lambda work, _: work.duty.waiting(since=LONG_AGO),
        "duty.take": lambda work, _: work.duty.take(NOTE, seen_as="X", now=MONDAY),
        "duty.close": lambda work, _: work.duty.close(NOTE, reference="", now=MONDAY),
        "duty.reopen": lambda work, _: work.duty.reopen(NOTE),
        "duty.rota": lambda work, _: work.duty.rota(LONG_AGO.date(), FAR_OFF.date()),
        "duty.set": lambda work, it: work.duty.set([OnDuty(day=MONDAY.date(), person=it.buddy, shown_as="Bee")]),
        "duty.clear": lambda work, _: work.duty.clear([MONDAY.date()], deputy=False),
        "duty.staff": lambda work, _: work.duty.staff(),
        "duty.has_lead": lambda work, _: work.duty.has_lead(),
        "duty.count": lambda work, _: work.duty.count("shown", day=MONDAY.date()),
        "actor": lambda work, _: work.actor,
        "audit": lambda work, it: work.audit("looked", it.id, now=MONDAY),
    }
)
# These make something of the actor's own or of the machinery's, or take what a checked token says; they tell nothing.
OPEN_TO_ALL = frozenset(
    {
        "people.tie",
        "people.rest",
        "forms.answer",
        "forms.few",  # whether an answer will have to wait, and no more
        "people.reach",
        "people.lost",
        "proposals.add",
        "proposals.can_undo",
        "due.record",
        "due.release",
        "cohorts.get",
        "cohorts.content",  # what everybody reads on the cards
        "presence.ask_in",
        "presence.everything",  # of the actor alone
        "surveys.put",
        "surveys.answered",
        "duty.ask",
        "duty.has_lead",
        "duty.count",
        "audit",
        "actor",
    }
)


def desk(store: SqlStore, connection: Connection, actor: Person) -> Desk:
    return Desk(connection=connection, site=store.site, sealer=store.sealer, door="teams", writing=True, actor=actor)


def asked(store: SqlStore, connection: Connection, actor: Person, about: About) -> dict[str, object]:
    """What this actor gets for each question; each is asked in a unit of work of its own, which leaves no trace."""
    return {name: _one(store, connection, actor, about, ask) for name, ask in ASK.items()}


def _one(store: SqlStore, connection: Connection, actor: Person, about: About, ask: Ask) -> object:
    with connection.begin_nested() as trial:
        try:
            return ask(SqlWork(desk(store, connection, actor)), about)
        except BuddyError as refusal:
            return Refused(refusal.code)
        except IntegrityError:
            return Refused("not a person")  # the assistant, or somebody unknown, cannot have things of their own
        finally:
            trial.rollback()
