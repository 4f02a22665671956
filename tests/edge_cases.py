"""What may go otherwise than planned in a scheme, case by case, and the tests that hold what happens then."""

from __future__ import annotations

from collections.abc import Mapping

Promise = tuple[str, tuple[str, ...]]
U, D, S, C = "usecases/test_", "domain/test_", "store/test_", "conversations/test_"

EDGE_CASES: Mapping[int, Promise] = {
    1: (
        "A Buddy who is unwell on the day moves it by one tap, and the coordinator hears of two in a row, not why.",
        (
            f"{U}meetings.py::test_not_today_moves_the_meeting_and_tells_the_student_no_more_than_that",
            f"{U}meetings.py::test_after_not_today_there_are_days_of_quiet_and_then_the_buddy_is_asked_again",
            f"{U}not_today.py::test_two_moves_in_a_row_are_the_coordinator_s_to_know_until_they_meet",
        ),
    ),
    2: (
        "Who stops during a meeting has held it short, rests first, and has the hours of the full booking.",
        (
            f"{U}meetings.py::test_not_today_while_they_meet_ends_it_and_it_counts",
            f"{U}not_today.py::test_it_works_until_the_end_and_then_counts_in_full",
            f"{U}hours.py::test_a_meeting_that_was_cut_short_or_missed_counts_in_full",
        ),
    ),
    3: (
        "A student who did not come is asked kindly; the second time somebody calls, the third time the pair rests.",
        (
            f"{U}missed.py::test_a_student_who_was_not_there_is_asked_kindly_and_can_find_a_new_time",
            f"{U}missed.py::test_the_second_time_a_coordinator_calls_and_the_third_time_the_pair_rests",
            f"{U}day.py::test_a_buddy_who_waited_in_vain_is_thanked_and_has_nothing_to_rearrange",
        ),
    ),
    4: (
        "Of two answers that differ a coordinator decides, and a move beats 'they did not come'.",
        (
            f"{U}after.py::test_two_answers_that_differ_are_both_kept_and_a_coordinator_decides",
            f"{U}day.py::test_a_move_that_is_noted_beats_they_did_not_come",
        ),
    ),
    5: (
        "When neither answers each is nudged once, and then a coordinator marks.",
        (f"{U}day.py::test_who_has_not_answered_is_nudged_once_and_then_a_coordinator_marks",),
    ),
    6: (
        "After a mismatch the words are neutral, what was done counts, and a new Buddy starts with a short meeting 1.",
        (
            f"{C}matching.py::test_an_end_tells_both_in_kind_words_and_the_student_is_first_in_line",
            f"{U}matching.py::test_after_a_change_of_buddy_the_student_starts_with_a_short_meeting",
            f"{U}meetings_left.py::test_after_a_short_first_meeting_the_series_goes_on_where_it_was",
            f"{U}meetings_left.py::test_the_series_is_shown_as_it_goes_on",
        ),
    ),
    7: (
        "Who may know the other, or is placed with the Buddy's team, is not asked why, and the pair rests at once.",
        (
            f"{C}matching.py::test_who_may_know_the_other_stops_it_at_once_and_gives_no_reason",
            f"{C}matching.py::test_knowing_the_other_after_they_began_takes_the_yes_back",
            f"{U}apart.py::test_a_placement_with_a_team_of_the_buddy_puts_the_pair_on_hold_at_once_and_says_no_reason",
        ),
    ),
    8: (
        "Students of a carer are not matched with a Buddy of the same family unless both wish.",
        (f"{U}apart.py::test_students_of_one_of_a_family_are_not_matched_with_the_other_unless_both_wish",),
    ),
    9: (
        "Who has two parts is seen in each of them, and never meets students of a team that is kept apart.",
        (
            f"{D}sight.py::test_several_roles_see_what_each_of_them_sees",
            f"{U}apart.py::test_a_team_that_is_kept_apart_finds_the_students_who_are_placed_there",
            f"{U}roster_room.py::test_a_list_keeps_a_buddy_apart_from_a_team",
        ),
    ),
    10: (
        "Nobody is asked whether they use services; who wishes is kept apart from somebody, without a reason.",
        (
            f"{S}no_reason.py::test_every_column_with_room_for_words_is_for_something_else_than_a_reason",
            f"{U}registration.py::test_two_who_are_matched_now_are_named_and_no_reason_is_kept",
        ),
    ),
    11: (
        "When a student leaves the Buddy hears kind words, and nothing more is said to who left.",
        (
            f"{U}breaks.py::test_leaving_asks_twice_and_then_ends_the_link_in_kind_words",
            f"{U}breaks.py::test_leave_pressed_twice_is_once_and_nothing_more_is_said_to_who_left",
        ),
    ),
    12: (
        "When a Buddy leaves the student is first in the queue, and what was done counts.",
        (
            f"{U}breaks.py::test_when_a_buddy_leaves_the_student_waits_again",
            f"{C}matching.py::test_an_end_tells_both_in_kind_words_and_the_student_is_first_in_line",
            f"{U}meetings_left.py::test_after_a_short_first_meeting_the_series_goes_on_where_it_was",
        ),
    ),
    13: (
        "A coordinator can make everything automatic stop at once, and nobody in the link hears anything.",
        (
            f"{U}breaks.py::test_when_a_coordinator_stops_everything_nobody_in_the_link_hears_anything",
            f"{U}person_commands.py::test_a_quiet_break_tells_nobody",
        ),
    ),
    16: (
        "A lock screen and a calendar show neither names nor topics.",
        (
            f"{C}through_teams.py::test_nobody_is_shown_more_than_that_there_is_a_message",
            "calendar/test_ics.py::test_a_calendar_shows_neither_names_nor_topics",
        ),
    ),
    17: (
        "That an interpreter has to be booked is said in the week before the meeting.",
        (f"{U}today.py::test_what_helps_somebody_is_flagged_before_the_meeting_and_on_the_day",),
    ),
    18: (
        "What helps somebody is shown to the coordinator before each meeting, and never to the other person.",
        (
            f"{U}today.py::test_what_helps_somebody_is_flagged_before_the_meeting_and_on_the_day",
            f"{U}today.py::test_what_helps_somebody_is_shown_to_them_and_to_no_other",
        ),
    ),
    19: (
        "When the clocks change weekly times keep their hour, a plan says so, and 48 hours are 48 hours.",
        (
            f"{D}free.py::test_a_weekly_time_keeps_its_hour_when_the_clocks_change",
            f"{D}offers.py::test_a_whole_series_is_laid_out_a_week_apart_at_one_hour_and_says_what_is_odd",
            f"{D}reflections.py::test_the_hours_are_elapsed_hours_when_the_clocks_change",
        ),
    ),
    20: (
        "Times are those of London, and each card that shows one says so.",
        ("test_cards.py::test_a_card_that_shows_a_time_names_the_zone",),
    ),
    21: (
        "On bank holidays and in the breaks of a university nobody is offered times or nudged, and due dates move on.",
        (
            f"{U}cohorts.py::test_in_the_breaks_of_its_university_nobody_is_asked_or_offered_times",
            f"{U}cohorts.py::test_a_break_moves_the_day_for_a_reflection",
            f"{D}quiet.py::test_nobody_is_written_to_in_quiet_hours_or_on_days_off",
        ),
    ),
    22: (
        "A reflection may come late; after a week a coordinator sees how many wait, and never a word.",
        (
            f"{U}reflection.py::test_after_two_days_it_is_late_and_that_is_fine",
            f"{U}reminding.py::test_a_coordinator_sees_after_a_week_how_many_wait_and_nothing_else",
        ),
    ),
    23: (
        "Before a Buddy's name is saved the student is asked whether to leave it out.",
        (f"{U}reminding.py::test_the_buddys_name_can_be_left_out_and_nothing_is_lost_either_way",),
    ),
    24: (
        "Words that may speak of a risk bring a calm question to the writer, who decides.",
        (
            f"{C}safety_words.py::test_what_was_written_on_a_card_is_saved_and_then_asked_about",
            f"{C}safety_words.py::test_the_question_tells_nobody_and_keeps_no_words",
        ),
    ),
    25: (
        "After words in a meeting that worry, either side reaches a person from every card, and no details are kept.",
        (
            f"{C}peers_bugs.py::test_15_a_person_to_talk_to_is_offered_on_every_card",
            f"{U}duty.py::test_a_note_keeps_no_words",
        ),
    ),
    26: (
        "Who was not treated well tells the coordinator, or the lead alone.",
        (
            f"{U}duty.py::test_what_is_not_for_the_coordinator_is_seen_by_the_lead_alone",
            f"{U}after.py::test_not_respectful_is_somebody_s_to_take_at_once_and_a_call_is_offered",
        ),
    ),
    27: (
        "After the series a person can still be reached for 90 days.",
        (f"{U}duty.py::test_who_has_left_can_still_ask_for_weeks",),
    ),
    28: (
        "The answers of fewer than five wait for the next cohort, and the card says who sees them first.",
        (
            f"{U}forms.py::test_fewer_than_five_wait_and_go_with_the_next_group",
            f"{U}forms.py::test_the_card_says_who_sees_it_before_anybody_answers",
        ),
    ),
    29: (
        "A tutor's list is of the own students, by name; what people say is added up for a whole cohort alone.",
        (
            f"{U}tutoring.py::test_a_tutor_sees_the_own_students_alone",
            f"{U}forms.py::test_coordinators_see_sums_of_at_least_five_and_no_words",
        ),
    ),
    30: (
        "Groups are suggested where room is short, who waited longest comes first, and no cap is ever passed.",
        (
            f"{U}group_suggestions.py::test_where_there_is_no_room_for_each_a_group_is_suggested_beside_them",
            f"{D}fitting.py::test_the_line_is_kept_and_gates_reach_to_the_end_of_the_cohort",
            f"{U}matching.py::test_a_cap_is_not_overridden_by_a_command",
            f"{U}matching.py::test_two_coordinators_at_once_do_not_pass_a_cap",
        ),
    ),
    31: (
        "A week that is full is not offered; the next free week is.",
        (f"{D}offers.py::test_a_week_that_is_full_is_left_out_and_the_next_free_week_is_offered",),
    ),
    32: (
        "Before a booking with which a limit of hers is reached the Buddy and the coordinator read so.",
        (
            f"{U}planning_meetings.py::test_before_a_booking_a_limit_that_it_reaches_is_named",
            f"{U}matching.py::test_a_cap_is_not_overridden_by_a_command",
        ),
    ),
    33: (
        "Before a registration lapses people hear of it; then no new meeting is set, and a set one needs a yes.",
        (
            f"{U}registration.py::test_a_buddy_is_told_a_month_and_a_week_before_it_lapses_and_not_once_it_is_renewed",
            f"{U}unsure.py::test_no_time_is_given_picked_or_confirmed_for_a_day_that_the_registration_does_not_reach",
            f"{U}unsure.py::test_a_meeting_that_is_set_beyond_it_waits_for_a_yes_and_its_reminders_too",
        ),
    ),
    34: (
        "A day on which nobody is on duty is pointed out, and the cards say so.",
        (
            f"{U}rota.py::test_a_gap_is_pointed_out_once_to_all_staff_on_the_day_before",
            f"{U}duty.py::test_on_a_day_without_anybody_all_coordinators_are_told_and_the_words_are_honest",
        ),
    ),
    35: (
        "A cohort is not closed over meetings that are set, and a pair may go on longer.",
        (
            f"{U}cohorts.py::test_a_cohort_is_not_closed_over_a_meeting_that_is_set",
            f"{U}cohorts.py::test_a_pair_that_goes_on_longer_keeps_its_cohort_open",
        ),
    ),
    36: (
        "A cohort that is paused hears nothing, and goes on later by as long.",
        (f"{U}cohorts.py::test_a_paused_cohort_is_silent_and_goes_on_later_by_as_long",),
    ),
    37: (
        "Who takes part in two cohorts sees on each card which one it is about.",
        (
            f"{U}two_cohorts.py::test_each_card_names_the_cohort_to_who_is_in_several",
            f"{U}two_cohorts.py::test_a_question_about_a_match_names_the_cohort_too",
        ),
    ),
    38: (
        "A card that is old, or pressed twice, shows how things are now and does nothing.",
        (
            f"{U}old_cards.py::test_an_old_card_changes_nothing_and_shows_what_is_true_now",
            f"{U}old_cards.py::test_a_second_press_changes_nothing_more",
            "front/test_hostile_presses.py::test_nobody_changes_anything_for_others_by_any_button",
        ),
    ),
    39: (
        "A meeting without a link stays agreed, the coordinator sees it, and the calendar says where to look.",
        (
            f"{U}today.py::test_a_meeting_without_a_link_to_join_is_counted_until_it_is_over",
            "calendar/test_ics.py::test_a_meeting_without_a_link_says_where_to_join",
        ),
    ),
    41: (
        "The link to join stands in the calendar, so that a meeting needs no assistant.",
        ("calendar/test_ics.py::test_a_meeting_reads_back_as_it_was_written",),
    ),
    42: (
        "Who asks for it has their words deleted; that they took part stays, and the reason is said.",
        (
            f"{U}erasing.py::test_what_somebody_wrote_and_said_goes_and_that_they_took_part_stays",
            f"{U}me.py::test_a_wish_to_delete_is_a_line_for_the_coordinator_and_deletes_nothing",
        ),
    ),
    43: (
        "Nothing here shows what a student wrote to anybody who asks.",
        (f"{S}who_sees_what.py::test_nobody_else_reads_the_words_by_any_question",),
    ),
    44: (
        "A student who is not 18 yet is refused kindly, and the coordinator hears at once.",
        (
            f"{U}joining.py::test_who_is_not_eighteen_is_refused_kindly_and_the_coordinator_hears_at_once",
            f"{U}joining.py::test_the_choice_of_a_student_has_six_ticks_and_that_they_are_eighteen",
            f"{U}joining.py::test_without_every_tick_nothing_is_kept_and_the_card_stays_as_it_is",
            f"{U}joining.py::test_a_question_becomes_a_note_for_whoever_is_on_duty",
        ),
    ),
    45: (
        "Who is added by mistake is taken out again, and reads that we are sorry if they have been written to.",
        (
            f"{U}person_commands.py::test_somebody_added_by_mistake_is_taken_out_again",
            f"{U}person_commands.py::test_who_was_written_to_by_mistake_reads_sorry_and_is_forgotten",
        ),
    ),
}

# What is not held yet: what is missing, or which work brings it.
NOT_YET: Mapping[int, str] = {
    14: "phone and post are served by a coordinator; the sheets to print come with the delivery of messages (D)",
    15: "who cannot be reached is on the coordinator's list; e-mail comes with the delivery of messages (D)",
    40: "a calendar that people edit is seen with Graph (F)",
}
