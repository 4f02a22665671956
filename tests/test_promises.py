"""What this product promises, and the tests that hold each promise: none of them can go without being missed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.edge_cases import EDGE_CASES, NOT_YET, Promise

TESTS = Path(__file__).parent
PEERS = "conversations/test_peers_bugs.py"
NOT_TODAY = "usecases/test_not_today.py"
DOUBLE = "store/test_double_booking.py"
MATCHING = "usecases/test_matching.py"
COHORTS = "usecases/test_cohorts.py"

# What must hold whatever people do.
INVARIANTS: Mapping[int, Promise] = {
    1: (
        "Nobody is asked to meet unless every Buddy is ready, has chosen and has room, and nobody is to be kept apart.",
        (
            "domain/test_matching.py::test_a_buddy_is_asked_only_when_ready",
            "domain/test_matching.py::test_a_student_is_in_the_plan_only_when_ready",
            "domain/test_matching.py::test_two_people_who_are_not_to_be_matched_are_not_asked_and_no_reason_is_given",
            "usecases/test_matching.py::test_a_command_asks_nobody_who_is_not_ready_and_says_why",
            "usecases/test_matching.py::test_a_cap_is_not_overridden_by_a_command",
            "usecases/test_matching.py::test_two_coordinators_at_once_do_not_pass_a_cap",
            "usecases/test_roster.py::test_a_pair_is_asked_first_when_only_the_buddy_is_not_registered",
            "usecases/test_roster_room.py::test_a_list_gives_no_buddy_more_students_than_they_said",
            "usecases/test_roster_room.py::test_two_pairs_of_one_list_count_too",
            "usecases/test_roster_room.py::test_a_list_brings_in_nobody_who_takes_a_break",
            "usecases/test_roster_room.py::test_a_list_keeps_a_buddy_apart_from_a_team",
        ),
    ),
    2: (
        "People are brought together only when each of them has said yes.",
        (
            "domain/test_links.py::test_a_link_is_active_only_when_every_member_has_said_yes",
            "usecases/test_matching.py::test_no_order_of_answers_brings_together_who_did_not_all_say_yes",
            "usecases/test_roster.py::test_any_other_pair_is_a_suggestion_and_nobody_is_asked_when_they_are_free",
        ),
    ),
    3: (
        "The words of a reflection come out to nobody but their author.",
        (
            "store/test_who_sees_what.py::test_nobody_else_reads_the_words_by_any_question",
            "store/test_who_sees_what.py::test_the_author_reads_the_words_and_by_one_question_alone",
            "store/test_who_sees_what.py::test_every_question_of_the_port_is_asked",
            "store/test_sight.py::test_what_must_never_leak_does_not",
            "store/test_sealed_rows.py::test_the_words_are_nowhere_in_the_database",
            "conversations/test_privacy.py::test_the_words_are_in_no_message_and_in_no_answer_to_a_press",
            "front/test_front.py::test_a_refusal_is_logged_by_its_code_and_nothing_that_was_typed",
            "front/test_front.py::test_a_bug_is_logged_with_its_place_and_nothing_about_anybody",
            "front/test_acting.py::test_a_reflection_is_written_by_nobody_else",
            "usecases/test_me.py::test_the_words_of_a_reflection_are_in_neither_and_the_card_says_where_they_are",
            "usecases/test_exporting.py::test_no_file_holds_what_somebody_wrote_said_or_felt",
            "usecases/test_merging.py::test_words_never_come_to_somebody_else",
            "usecases/test_tutoring.py::test_the_list_says_who_took_part_and_how_many_reflections_there_are",
        ),
    ),
    4: (
        "After 'not today' nothing unasked comes in the own days of rest, and everybody sees only that it moved.",
        (
            f"{NOT_TODAY}::test_during_the_days_of_rest_nothing_unasked_comes_but_the_reminders_of_what_she_keeps",
            "usecases/test_not_today.py::test_a_move_on_the_day_is_one_event_whoever_moves_and_why",
            "usecases/test_not_today.py::test_nothing_says_who_could_not_make_it",
            "usecases/test_not_today.py::test_a_call_that_is_asked_for_there_is_a_duty_item",
            "store/test_meetings.py::test_who_moved_a_meeting_on_its_day_is_written_nowhere",
        ),
    ),
    5: (
        "Why somebody is away, rests, says no or leaves has no place.",
        (
            "store/test_no_reason.py::test_every_column_with_room_for_words_is_for_something_else_than_a_reason",
            "store/test_no_reason.py::test_no_column_is_called_after_a_reason",
            "store/test_no_reason.py::test_no_button_of_somebody_who_is_away_carries_words",
            "store/test_no_reason.py::test_no_card_asks_somebody_who_is_away_for_words",
            "store/test_no_reason.py::test_no_command_takes_a_reason",
        ),
    ),
    6: (
        "No figure about fewer than five people is shown.",
        (
            "domain/test_forms.py::test_sums_need_five_people_and_five_answers_to_each_question",
            "usecases/test_forms.py::test_coordinators_see_sums_of_at_least_five_and_no_words",
        ),
    ),
    7: (
        "An anonymous answer is joined to nobody by a key, an order or a time finer than a day.",
        (
            "usecases/test_forms.py::test_the_two_halves_have_nothing_that_joins_them",
            "usecases/test_forms.py::test_fewer_than_five_wait_and_go_with_the_next_group",
            "domain/test_forms.py::test_whatever_waits_none_is_joined_to_fewer_than_four_others",
        ),
    ),
    8: (
        "Help comes at once: without the database, without being on a list, and in every state.",
        (
            "conversations/test_help.py::test_help_comes_to_whoever_rests_or_has_left",
            "conversations/test_help.py::test_help_comes_to_somebody_who_is_on_no_list",
            "conversations/test_help.py::test_help_comes_when_the_database_is_gone",
            "front/test_front.py::test_help_comes_wherever_it_is_asked_for",
            "front/test_commands.py::test_who_asks_for_help_is_understood",
        ),
    ),
    9: (
        "Nobody hears what they did not ask for in quiet hours, on days off or in a break; one nudge a day at most.",
        (
            "domain/test_quiet.py::test_nobody_is_written_to_in_quiet_hours_or_on_days_off",
            "domain/test_quiet.py::test_what_may_hold_a_message_back",
            "domain/test_due.py::test_nothing_else_is_said_in_quiet_hours_or_on_days_off",
            "domain/test_due.py::test_every_nudge_is_one_of_those_that_come_one_a_day",
            "usecases/test_nudging.py::test_one_nudge_a_day_and_none_in_quiet_hours",
            "usecases/test_one_nudge.py::test_of_two_nudges_one_waits_for_the_next_day",
            "usecases/test_one_nudge.py::test_two_nudges_that_waited_together_still_come_one_a_day",
            "usecases/test_one_nudge.py::test_over_christmas_nobody_hears_what_they_did_not_ask_for",
            "usecases/test_breaks.py::test_nothing_unasked_is_said_to_somebody_on_a_break",
            "test_worker.py::test_what_comes_up_at_night_waits_for_the_morning_and_costs_no_attempt",
        ),
    ),
    10: (
        "No week holds more than its Buddy said, whoever books.",
        (
            "store/test_free.py::test_of_many_at_once_no_more_are_booked_in_one_week_than_the_buddy_said",
            "store/test_free.py::test_minutes_count_too_and_another_week_is_free",
            "usecases/test_planning_meetings.py::test_a_full_week_is_full_for_a_coordinator_too",
        ),
    ),
    11: (
        "A weekly time keeps its hour on the wall when the clocks change.",
        (
            "domain/test_free.py::test_a_weekly_time_keeps_its_hour_when_the_clocks_change",
            "domain/test_free.py::test_each_window_begins_and_ends_at_the_hour_on_the_wall",
        ),
    ),
    12: (
        "Each yes is kept with the very lines that were ticked, their version and the time.",
        (
            "usecases/test_joining.py::test_a_yes_is_kept_with_the_very_lines_their_version_and_the_time",
            "usecases/test_joining.py::test_lines_that_changed_since_are_shown_anew_and_old_ticks_count_for_nothing",
            "usecases/test_roster.py::test_a_pair_that_said_yes_outside_teams_starts_at_once_and_its_choices_are_kept",
            "domain/test_joining.py::test_the_version_names_exactly_these_lines",
        ),
    ),
    13: (
        "All words are easy to read, and none that we promised not to use is used.",
        (
            "test_wording.py::test_a_card_is_easy_to_read",
            "test_wording.py::test_a_card_is_easy_to_read_also_where_its_sample_does_not_show_it",
            "test_wording.py::test_every_message_in_the_code_is_easy_to_read",
            "test_wording.py::test_the_content_is_easy_to_read",
            "front/test_commands.py::test_each_command_has_help_that_is_easy_to_read",
        ),
    ),
    14: (
        "Where others read along there are no names, and no notice tells what a message is about.",
        (
            f"{PEERS}::test_13_nothing_confidential_is_said_outside_somebodys_own_chat",
            "conversations/test_through_teams.py::test_nobody_is_shown_more_than_that_there_is_a_message",
            "front/test_front_people.py::test_in_a_group_nobody_can_tell_a_student_from_a_buddy",
            "teams/test_connector.py::test_a_card_is_said_with_a_summary_that_tells_nothing",
            "calendar/test_ics.py::test_a_calendar_shows_neither_names_nor_topics",
        ),
    ),
    15: (
        "A cohort keeps the series, the lines and the questions that it began with.",
        (
            f"{COHORTS}::test_a_cohort_keeps_the_words_that_it_began_with_after_an_edit_and_a_restart",
            "usecases/test_joining.py::test_a_cohort_keeps_the_lines_that_it_began_with",
            "content/test_pinned.py::test_the_same_content_has_the_same_version_and_any_other_word_another",
        ),
    ),
    16: (
        "What people do now is said by one main category each, and the categories add up to all who answered.",
        (
            "domain/test_forms.py::test_the_categories_of_a_question_add_up_to_all_who_answered_it",
            "usecases/test_forms.py::test_what_buddies_do_now_adds_up_to_all_who_said_it",
        ),
    ),
}

# What went wrong with others who built such a thing.
BUGS_OF_OTHERS: Mapping[int, Promise] = {
    1: (
        "Who takes a break before a message goes out does not get it.",
        (
            f"{PEERS}::test_01_paused_between_booking_and_sending_nothing_is_sent",
            f"{MATCHING}::test_a_question_waits_while_its_cohort_is_paused_or_something_is_in_the_way",
        ),
    ),
    2: (
        "A sender that dies after sending repeats at most once, and a second answer does no harm.",
        (
            "faults/test_kill.py::test_killing_the_sender_again_and_again_loses_no_message",
            "test_worker.py::test_a_message_that_may_have_arrived_is_said_again",
            "usecases/test_old_cards.py::test_a_yes_pressed_twice_is_one_yes",
            "usecases/test_old_cards.py::test_an_answer_given_twice_leads_to_the_same_reflection",
        ),
    ),
    3: (
        "Of two yeses to one hour one wins, and the other is offered something else.",
        (
            f"{DOUBLE}::test_of_fifty_confirmations_of_one_hour_one_wins_and_the_others_are_offered_something_else",
            "store/test_double_booking.py::test_two_confirmations_of_one_meeting_are_one_booking",
        ),
    ),
    4: (
        "Nobody is reminded of a meeting that is off, also when the reminder was on its way.",
        (f"{PEERS}::test_04_a_reminder_that_is_fetched_already_is_not_sent_when_the_meeting_is_gone",),
    ),
    5: (
        "The days on which the clocks change are days like others.",
        (
            f"{PEERS}::test_05_over_the_days_on_which_the_clocks_change_two_o_clock_is_two_o_clock",
            "domain/test_times.py::test_a_time_that_never_comes_is_refused_with_the_next_good_one",
            "domain/test_times.py::test_a_time_that_comes_twice_is_refused_with_the_next_good_one",
        ),
    ),
    6: (
        "A pool may be odd, of one or empty, and a Buddy may have no room.",
        (
            f"{PEERS}::test_06_a_pool_may_be_odd_or_small_or_empty_and_a_buddy_may_have_no_room",
            "planning/test_pairing.py::test_nobody_at_all_is_a_plan_too",
        ),
    ),
    7: (
        "Nobody is paired again with somebody of before.",
        (f"{PEERS}::test_07_nobody_is_paired_again_with_a_buddy_of_before",),
    ),
    8: (
        "A guest, or somebody who is not known, is told whom to ask.",
        (
            "front/test_front_people.py::test_somebody_who_is_not_on_the_list_is_told_whom_to_ask",
            "teams/test_who.py::test_an_account_without_an_entra_id_is_told_so",
            "teams/test_who.py::test_somebody_whom_the_channel_does_not_know_has_no_address",
        ),
    ),
    9: (
        "Each refusal of the channel is taken for what it is.",
        (
            "teams/test_connector.py::test_what_may_pass_is_not_now",
            "teams/test_connector.py::test_what_will_not_change_is_unreachable",
            "teams/test_connector.py::test_the_channel_says_how_long_to_wait",
        ),
    ),
    10: (
        "After a time without the assistant what still helps is said, and never a burst.",
        (
            f"{PEERS}::test_10_down_over_the_due_time_one_catches_up_or_leaves_it_and_never_a_burst",
            "test_worker.py::test_a_message_that_comes_too_late_is_never_said",
        ),
    ),
    11: (
        "An old card shows how things are, and does nothing.",
        (
            f"{PEERS}::test_11_an_old_card_shows_how_things_are_and_does_nothing",
            "usecases/test_old_cards.py::test_an_old_card_changes_nothing_and_shows_what_is_true_now",
        ),
    ),
    12: (
        "A student who types a coordinator's command is refused politely, and it is noted.",
        (
            f"{PEERS}::test_12_a_student_who_types_a_coordinators_command_is_refused_politely_and_it_is_audited",
            "conversations/test_every_command.py::test_who_is_no_coordinator_is_refused_each_of_them_politely",
        ),
    ),
    13: (
        "Nothing confidential is said where others may read it.",
        (
            f"{PEERS}::test_13_nothing_confidential_is_said_outside_somebodys_own_chat",
            "front/test_front.py::test_nothing_personal_is_said_where_others_read_it",
        ),
    ),
    14: (
        "Sums of fewer than five stay hidden.",
        (
            "usecases/test_forms.py::test_coordinators_see_sums_of_at_least_five_and_no_words",
            "usecases/test_exporting.py::test_no_file_holds_what_somebody_wrote_said_or_felt",
        ),
    ),
    15: (
        "A person to talk to is offered on every card.",
        (
            f"{PEERS}::test_15_a_person_to_talk_to_is_offered_on_every_card",
            "test_cards.py::test_a_card_of_students_and_buddies_offers_a_person_to_talk_to",
        ),
    ),
    16: (
        "The package is one that Teams takes, and no title begins with a slash.",
        (
            "test_manifest.py::test_the_manifest_is_valid",
            "test_manifest.py::test_a_list_that_teams_would_cut_or_refuse_is_refused",
            "front/test_commands.py::test_no_command_has_a_slash_and_each_title_is_short",
        ),
    ),
    17: (
        "Every card is small enough, and has six buttons at most.",
        (
            "test_cards.py::test_a_card_is_one_that_teams_takes",
            "test_cards.py::test_a_faulty_card_is_found",
        ),
    ),
    18: (
        "A secret that has run out is known, and nothing is lost by it.",
        (
            "test_tokens.py::test_when_renewing_fails_a_valid_token_still_serves",
            "test_tokens.py::test_without_any_token_the_call_is_not_now",
        ),
    ),
    19: (
        "Coming and going may be told twice.",
        (
            "front/test_front_people.py::test_who_comes_twice_is_greeted_once",
            "front/test_front_people.py::test_who_leaves_is_written_to_again_only_after_coming_back",
        ),
    ),
    20: (
        "Somebody new is news to nobody else.",
        (f"{PEERS}::test_20_somebody_new_is_news_to_nobody_else",),
    ),
}

# What nothing can hold yet, since there is nothing to hold: which work brings it.
NOT_BUILT_YET: Mapping[str, str] = {
    "Reports hide values from 1 to 7 and let none be worked out from another": "later",
    "What people do with their days adds up to all who answered": "later",
    "A secret that has run out shows on a page for operators": "C",
    "A private answer in a group is seen by one person alone": "C",
}
ISSUES = frozenset({"C", "D", "E", "F", "later"})


def promises() -> list[tuple[str, str]]:
    """Each promise with each test that holds it."""
    kept = [*INVARIANTS.values(), *BUGS_OF_OTHERS.values(), *EDGE_CASES.values()]
    return [(sentence, test) for sentence, tests in kept for test in tests]


@cache
def functions(path: Path) -> frozenset[str]:
    """The tests in a file that are always run, by name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [one for one in ast.parse(path.read_text("utf-8")).body if isinstance(one, kinds)]
    marks = {one.name: " ".join(map(ast.unparse, one.decorator_list)) for one in found}
    return frozenset(name for name, mark in marks.items() if "skip" not in mark and "xfail" not in mark)


@pytest.mark.parametrize(("sentence", "test"), promises())
def test_what_holds_a_promise_is_there(sentence: str, test: str) -> None:
    file, _, name = test.partition("::")
    assert name.startswith("test_"), sentence
    assert name in functions(TESTS / file), sentence


def test_no_promise_is_left_out() -> None:
    assert set(INVARIANTS) == set(range(1, 17))
    assert set(BUGS_OF_OTHERS) == set(range(1, 21))
    assert {*EDGE_CASES} ^ {*NOT_YET} == set(range(1, 46))
    assert all(tests for _, tests in (*INVARIANTS.values(), *BUGS_OF_OTHERS.values(), *EDGE_CASES.values()))


def test_what_is_not_built_yet_is_promised_nowhere() -> None:
    promised = {sentence for sentence, _ in promises()}
    assert promised.isdisjoint(NOT_BUILT_YET)
    assert set(NOT_BUILT_YET.values()) <= ISSUES
