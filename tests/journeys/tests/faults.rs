//! The faults of the catalogue, each in as many rounds as every change can afford. In full, and
//! as a table: `cargo xtask faults`.

use std::sync::{Mutex, OnceLock, PoisonError};

use journeys::{
    faults::{Bench, FAULTS, Verdict, attempt, find},
    take_turn,
};

/// A test for each fault, and one that none is left out.
macro_rules! faults {
    ($($name:ident: $id:literal,)*) => {
        $(#[test] fn $name() { try_fault($id); })*

        #[test]
        fn every_fault_is_tried() {
            let tried = [$($id),*];
            let all: Vec<&str> = FAULTS.iter().map(|fault| fault.id).collect();
            assert_eq!(tried.as_slice(), all);
        }
    };
}

faults! {
    f01_kill_9_while_writing: "F01",
    f02_power_cut_while_writing: "F02",
    f02f_power_cut_while_writing_firefox: "F02f",
    f02c_the_same_not_strict_a_control: "F02c",
    f02w_written_on_after_a_power_cut: "F02w",
    f03_power_cut_while_typing_on: "F03",
    f04_page_crashes_while_writing: "F04",
    f06_given_up_after_success: "F06",
    f07_n_th_storage_call_fails: "F07",
    f08_storage_never_answers: "F08",
    f09_connection_closed_under_the_app: "F09",
    f10_no_room_left: "F10",
    f11_disk_full: "F11",
    f11z_disk_full_to_the_last_byte: "F11z",
    f13_one_bit_of_the_store_s_files_flipped: "F13",
    f14_a_table_of_the_store_cut: "F14",
    f14b_the_log_of_the_store_cut: "F14b",
    f15_the_store_gone: "F15",
    f16_all_of_the_origin_gone: "F16",
    f17_sealed_records_flipped: "F17",
    f18_sealed_records_swapped: "F18",
    f19_records_deleted_or_rolled_back: "F19",
    f21_rows_of_strange_kinds: "F21",
    f22_hostile_keyrings_and_f23: "F22",
    f24_two_copies_that_differ: "F24",
    f25_two_tabs_at_one_text: "F25",
    f25t_taken_over_while_one_types: "F25t",
    f25l_taken_by_a_locked_tab_taken_back: "F25l",
    f26_the_tab_that_has_the_journal_is_gone: "F26",
    f27_changed_under_an_open_tab_and_f28: "F27",
    f29_an_old_app_a_newer_store: "F29",
    f33_a_release_comes_while_one_writes: "F33",
    f34_the_server_has_no_files_any_more: "F34",
    f35_a_release_comes_damaged: "F35",
    f36_the_kept_release_is_gone: "F36",
    f37_frozen_or_back_after_hours: "F37",
    f38_storage_cannot_be_touched: "F38",
    f39_private_window: "F39",
    f40_the_browser_promises_nothing: "F40",
    f41_a_tab_of_an_iphone: "F41",
    f42_wrong_clocks_and_zones: "F42",
    f43_parts_of_the_browser_missing: "F43",
    f43h_served_by_plain_http: "F43h",
    f44_a_phone_six_times_slower: "F44",
    f45_many_entries: "F45",
    f46_texts_of_1_mb_and_5_mb: "F46",
    f47_the_browser_breaks_under_the_app: "F47",
    f48_signs_of_every_kind: "F48",
    f49_text_that_would_be_code: "F49",
    f50_composed_pasted_undone: "F50",
    f51_typed_and_locked_while_it_saves: "F51",
    f52_nearly_the_passphrase: "F52",
    f53_kill_9_while_the_passphrase_changes: "F53",
    f53c_power_cut_while_it_changes: "F53c",
    f55_secrets_after_locking: "F55",
    f56_it_locks_itself_in_the_middle: "F56",
    f57_kill_9_while_recording: "F57",
    f58_power_cut_while_recording: "F58",
    f59_the_microphone_is_taken_or_refused: "F59",
    f61_slices_empty_huge_late: "F61",
    f62_minutes_of_a_long_take: "F62",
    f63_no_room_left_while_recording: "F63",
    f64_one_slice_damaged_or_gone: "F64",
    f65_two_recordings_at_once: "F65",
    f67_kill_9_while_a_bundle_is_saved: "F67",
    f68_share_sheet_closed_or_broken: "F68",
    f69_handed_over_never_arrived: "F69",
    f70_studies_that_are_none: "F70",
    f71_an_entry_left_out: "F71",
    f72_backups_brought_back: "F72",
    f72k_kill_9_while_sound_comes_back: "F72k",
    f72r_no_room_left_while_sound_comes_back: "F72r",
    f72m_a_backup_of_so_many_mb_of_sound: "F72m",
    f73_hours_of_sound_in_one_bundle: "F73",
    f100_no_network_after_the_first_load: "F100",
    f101_the_policy_of_the_page: "F101",
    f102_code_injected_into_the_page: "F102",
    f103_framed_by_another_site: "F103",
    f105_a_file_of_the_app_changed: "F105",
}

/// Brings a fault about at the one bench of this run.
#[track_caller]
fn try_fault(id: &str) {
    static BENCH: OnceLock<Mutex<Bench>> = OnceLock::new();
    let _turn = take_turn();
    let bench = BENCH.get_or_init(|| Mutex::new(Bench::new()));
    let bench = bench.lock().unwrap_or_else(PoisonError::into_inner);
    let fault = find(id).unwrap();
    let outcome = attempt(fault, &bench, fault.small);
    assert_eq!(
        outcome.verdict(fault.small),
        Verdict::Held,
        "{}: {outcome:#?}",
        fault.name
    );
}
