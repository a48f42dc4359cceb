"""Which tests hold each rule of the list of known bug classes (identity A1 to A15, input B1 to B15), or why none does.

A test is named by its file under tests/ and its function; `test_rows.py` sees to it that each is there and runs.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`rule` in a sentence; `held` by these tests; `open` is what of it does not apply to what exists, and why."""

    rule: str
    held: tuple[str, ...] = ()
    open: str = ""


def within(path: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{path}.py::test_{name}" for name in names)


IDENTITY = "security/test_identity"
INPUT = "security/test_input"
TENANTS = "security/test_two_tenants"
HOSTILE = "e2e/test_hostile"

ROWS = {
    "A1": Row(
        "Who sent something is known from the socket, whatever a frame says.",
        within(IDENTITY, "a1_a_forged_sender_is_refused_or_ignored_in_every_event")
        + within(IDENTITY, "a1_what_is_stored_has_the_sockets_person")
        + within("signaling/test_room_socket", "nobody_takes_another_persons_peer_id"),
    ),
    "A2": Row(
        "Two readers never take one JSON differently: doubled keys are refused, and nothing is passed on as it came.",
        within(IDENTITY, "a2_a_doubled_key_is_refused_and_a_clients_own_json_is_never_passed_on"),
    ),
    "A3": Row(
        "Every role may do exactly what the table says, over REST and over the socket.",
        within(
            "security/test_rest_matrix",
            "a3_every_address_of_a_room_is_in_the_matrix",
            "a3_every_role_may_ask_of_a_room_exactly_what_the_table_says",
        )
        + within(
            "security/test_socket_matrix",
            "a3_a_guest_and_turned_switches_may_send_exactly_what_the_table_says",
            "a3_who_has_no_place_sends_nothing_to_anybody",
        )
        + within(
            "signaling/test_matrix",
            "every_event_has_a_sample_here",
            "a_role_may_send_exactly_what_the_table_says",
            "those_without_a_place_get_nothing_but_the_reason",
        )
        + within("rooms/test_policy", "each_role_may_by_default_exactly_this")
        + within(
            "whiteboard/test_hidden",
            "a_student_draws_by_no_door",
            "who_is_in_the_room_hears_and_finds_nothing_while_it_is_hidden",
            "who_comes_while_it_is_hidden_is_told_nothing_of_it_not_even_of_before",
            "when_it_is_shown_again_everybody_has_it_and_what_was_said_meanwhile_stays_unsaid",
        ),
    ),
    "A4": Row(
        "A right that ends ends within a second on open sockets of every process, for REST and for coming back.",
        within(
            "signaling/test_matrix",
            "what_a_host_takes_back_ends_at_once_on_every_process",
            "a_removed_person_is_told_closed_and_stays_out_until_invited_again",
            "when_a_room_ends_everyone_is_told_and_disconnected",
            "signing_out_closes_that_sessions_sockets_on_every_process",
        )
        + within(
            "signaling/test_revocation",
            "who_is_removed_while_coming_in_does_not_come_in",
            "who_is_signed_out_while_coming_in_does_not_come_in",
            "a_revocation_that_could_not_be_applied_is_tried_again",
            "a_process_that_was_cut_off_looks_back_to_its_last_answer",
        )
        + within(
            "signaling/test_guests",
            "a_removed_guest_is_told_closed_and_stays_out_on_every_process",
            "a_socket_ends_within_a_second_of_its_pass",
        )
        + within(
            "accounts/test_password_sockets",
            "a_changed_password_closes_the_sockets_of_the_other_devices",
            "a_reset_password_closes_every_socket",
        )
        + within("accounts/test_device_sockets", "a_block_closes_every_socket_within_a_second")
        + within("security/test_rights", "a4_who_is_out_gets_no_credentials_for_calls"),
    ),
    "A5": Row(
        "What belongs to another room is answered like what does not exist, byte for byte, on every address.",
        within(
            TENANTS,
            "a5_another_room_is_as_one_that_does_not_exist_on_every_address",
            "a5_what_is_in_another_room_is_unknown_in_mine",
            "a5_the_session_of_somebody_else_is_unknown",
            "a5_every_id_in_an_address_is_tried_by_somebody_it_does_not_belong_to",
            "a5_over_the_socket_another_rooms_people_tabs_and_rows_are_unknown",
            "a5_a_ticket_of_my_room_does_not_open_another",
        )
        + within("signaling/test_guests", "another_room_and_an_unknown_one_answer_a_guest_alike"),
    ),
    "A6": Row(
        "A wrong proof with somebody's ids throws nobody out.",
        within(IDENTITY, "a6_a_wrong_proof_with_somebodys_ids_leaves_them_alone")
        + within("rooms/test_rest", "leaving_is_only_ones_own_whatever_the_body_says"),
    ),
    "A7": Row(
        "A room's password is nowhere to be read, and cannot be guessed.",
        within(IDENTITY, "a7_the_rooms_password_is_in_no_answer_and_no_frame")
        + within(
            "rooms/test_rest",
            "a_password_is_asked_for_checked_and_guesses_are_limited",
            "a_changed_password_holds_from_then_on",
        ),
        open="the password makes a member, it issues no ticket of its own that a new password could end",
    ),
    "A8": Row(
        "Nothing is open by default: names are random, asking makes nothing, unsafe settings do not start.",
        within(IDENTITY, "a8_nothing_is_made_by_asking_for_it_and_what_opens_a_room_cannot_be_guessed")
        + within("test_deploy_checks", "what_is_unsafe_is_refused_in_one_line_by_its_name")
        + within("rooms/test_guests", "the_pass_is_128_random_bits_and_only_their_hash_is_kept"),
    ),
    "A9": Row(
        "A token is good for its own purpose, place and time, and no forged one for any.",
        within(IDENTITY, "a9_no_proof_opens_a_door_of_another_kind")
        + within(
            "accounts/test_tokens",
            "a_forged_access_token_is_refused",
            "a_forged_refresh_token_is_refused_and_ends_nothing",
            "an_access_token_does_not_refresh",
        )
        + within("accounts/test_sessions", "parallel_refreshes_of_one_token_give_one_successor")
        + within("security/test_refresh", "ten_refreshes_at_once_are_one_family_and_a_replay_ends_it")
        + within("accounts/test_passwords", "other_tokens_are_no_links")
        + within("rooms/test_guest_passes", "the_two_kinds_of_token_are_not_taken_for_each_other"),
    ),
    "A10": Row(
        "An invitation opens its own room, as the role it says, as often as it says, while its inviter may invite.",
        within(
            "rooms/test_invitations",
            "of_fifty_guests_with_a_single_use_link_exactly_one_comes_in",
            "of_fifty_accounts_with_a_single_use_link_exactly_one_comes_in",
            "for_an_account_too_a_link_that_was_good_once_says_what_became_of_it",
        )
        + within(
            "rooms/test_rest",
            "the_rooms_link_brings_in_and_a_token_of_another_room_does_not",
            "roles_that_one_cannot_give_are_refused",
        )
        + within("rooms/test_admission", "what_a_removed_host_handed_out_opens_nothing")
        + within(
            "playback/test_links",
            "a_revoked_link_shows_nothing_from_that_moment",
            "a_link_is_good_while_its_maker_is_a_host",
            "of_fifty_uses_and_revokes_at_once_none_succeeds_after_the_first_revoke_has_answered",
        )
        + within("playback/test_leaks", "behind_a_link_nothing_private_hidden_or_personal_is_to_be_found"),
    ),
    "A11": Row(
        "Who registers a deleted account's address sees nothing of it.",
        within("accounts/test_deletion", "the_same_address_registered_again_sees_nothing_of_the_old"),
    ),
    "A12": Row(
        "Extra parameters give nothing.",
        within("accounts/test_rest", "extra_keys_give_nothing", "a_profile_gives_no_rights"),
    ),
    "A13": Row(
        "Five wrong passwords lock, also in parallel, and no stranger locks the owner out.",
        within(
            "accounts/test_locking_live",
            "a_hundred_parallel_guesses_of_one_network_cost_five_hashes",
            "a_hundred_parallel_guesses_of_a_hundred_networks_try_five_passwords",
        )
        + within(
            "accounts/test_locking",
            "the_sixth_try_is_refused_like_the_first_even_with_the_right_password",
            "strangers_cannot_lock_the_owner_out_of_a_browser_that_signed_in_before",
        ),
    ),
    "A14": Row(
        "Mailed links cannot be guessed, used twice or sent elsewhere, and say nothing of who has an account.",
        within(
            "accounts/test_passwords",
            "a_link_is_good_once",
            "a_link_runs_out_after_an_hour",
            "made_up_links_are_refused_after_five_and_a_good_one_of_another_network_is_not",
            "a_poisoned_host_header_does_not_reach_the_link",
            "asking_takes_the_same_time_for_known_and_unknown_addresses",
            "an_address_is_mailed_five_times_a_day",
        ),
    ),
    "A15": Row(
        "No rotation of addresses and no outage gets round a limit.",
        within(
            "accounts/test_throttle",
            "addresses_within_one_ipv6_network_count_together",
            "behind_proxies_the_address_is_taken_from_the_right",
            "without_the_counter_the_door_is_shut",
        )
        + within("security/test_rights", "a15_no_form_of_a_forwarding_header_makes_another_client")
        + within("accounts/test_locking_live", "without_redis_nobody_signs_in_and_with_it_again_they_do"),
    ),
    "B1": Row(
        "Only our own origin opens a socket, by scheme, host and port.",
        within("signaling/test_origins", "our_own_origin_is_let_in", "every_other_origin_is_refused")
        + within("test_deploy_checks", "what_is_unsafe_is_refused_in_one_line_by_its_name"),
    ),
    "B2": Row(
        "No name in a frame reaches a handler that the catalogue does not name.",
        within(INPUT, "b2_no_name_of_a_handler_reaches_one"),
    ),
    "B3": Row(
        "One malformed message touches nobody else and poisons nothing that is kept.",
        within("fuzz/test_sockets", "b3_b12_nobody_notices_what_others_send")
        + within("signaling/test_room_socket", "a_bad_frame_gets_its_error_and_disturbs_nobody"),
    ),
    "B4": Row(
        "Deep JSON is a bad request, on both doors.",
        within(
            INPUT,
            "b4_deep_json_is_a_bad_request",
            "b4_deep_json_on_the_socket_is_an_error_for_its_sender_alone",
        ),
    ),
    "B5": Row(
        "Whatever people are called or say is shown as text.",
        within(
            HOSTILE,
            "harm_would_be_seen",
            "b5_b6_in_a_room_names_and_messages_are_text",
            "b5_b6_on_the_pages_of_the_site_titles_and_names_are_text",
            "b5_b6_in_the_administration_and_the_mails_text_is_text",
        )
        + within("accounts/test_rest", "a_name_is_stored_composed_and_with_single_spaces")
        + within("rooms/test_guests", "a_name_that_nobody_could_read_is_refused_with_its_field")
        + within("questions/test_pages", "a_question_is_written_mended_and_deleted_page_by_page"),
        open="names of groups and files, and texts of the board",
    ),
    "B6": Row(
        "No browser is made to ask a foreign host.",
        within(HOSTILE, "b5_b6_in_a_room_names_and_messages_are_text")
        + within("test_headers", "every_path_carries_them"),
    ),
    "B7": Row(
        "The server fetches nothing whose address a visitor gave.",
        within(INPUT, "b7_only_these_parts_ever_ask_another_machine")
        + within(
            "mailing/test_sns",
            "a_certificate_from_elsewhere_is_not_even_fetched",
            "a_subscription_that_is_confirmed_elsewhere_is_not_fetched",
        ),
        open="the metadata service of the cloud: a matter of the machine's own settings, docs/deployment.md",
    ),
    "B8": Row(
        "Credentials for the relay last an hour and are of one person.",
        within(INPUT, "b8_a_turn_credential_lasts_an_hour_and_names_its_person"),
        open="the relay's own refusals (denied ranges, quotas): no relay is deployed yet",
    ),
    "B9": Row(
        "What is uploaded is read once, kept as our own format, and never runs.",
        within(
            "accounts/test_pictures",
            "every_kind_of_picture_becomes_a_small_square_webp",
            "what_is_no_picture_or_too_much_of_one_is_refused_in_words",
            "a_picture_with_a_script_behind_it_loses_the_script",
        )
        + within(
            "whiteboard/test_images",
            "each_kind_is_written_anew",
            "what_is_no_image_or_too_much_of_one_is_refused_in_words",
            "what_stands_behind_the_image_is_gone",
            "who_may_draw_puts_images_there_and_who_sees_the_board_sees_them",
        ),
        open="files other than images: there is no door for them yet",
    ),
    "B10": Row(
        "The same frame sent again and again is one row.",
        within("signaling/test_delivery", "fifty_equal_frames_at_once_are_one_message"),
    ),
    "B11": Row(
        "No text takes long to check.",
        within(INPUT, "b11_no_field_takes_long_over_any_text", "b11_no_header_takes_long")
        + within("accounts/test_devices", "an_absurd_user_agent_takes_no_time"),
    ),
    "B12": Row(
        "No update parts the copies of a document, and nobody writes who may not.",
        within(
            "documents/test_hostile_updates",
            "of_sixty_thousand_corrupted_updates_none_crashes_or_parts_the_copies",
            "wrong_neighbours_never_part_the_copies",
        )
        + within(
            "documents/test_lane",
            "a_client_id_belongs_to_who_wrote_under_it_first",
            "who_may_not_edit_is_refused_and_still_sees",
        )
        + within("fuzz/test_sockets", "b3_b12_nobody_notices_what_others_send"),
    ),
    "B13": Row(
        "Signals pass between people of one room alone, and a flood of them disturbs nobody.",
        within(INPUT, "b13_a_flood_of_offers_is_limited_and_others_signals_pass")
        + within("signaling/test_room_socket", "signaling_does_not_cross_rooms"),
    ),
    "B14": Row(
        "A handshake with control characters is a bad request; the development server is one without the known holes.",
        within(
            "signaling/test_origins",
            "a_control_character_in_a_header_is_a_bad_request",
            "daphne_is_one_without_the_two_known_holes",
        ),
    ),
    "B15": Row(
        "What is inside stays inside.",
        within("test_proxy", "the_inside_stays_inside")
        + within("test_deployment", "only_the_proxy_is_reachable_from_outside"),
    ),
}
