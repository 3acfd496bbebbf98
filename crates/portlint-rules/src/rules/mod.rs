//! The registry.

mod assumed_defaults;
mod built_in_offset_replaced;
mod byte_order_mark;
mod cluster_member_mismatch;
mod cluster_port_shared;
mod copied_home;
mod declared_port_closed;
mod doubled_offset;
mod duplicate_definition;
mod environment_missing;
mod environment_needed;
mod ephemeral_port;
mod gateway_url_not_offset;
mod generated_file_edited;
mod identity_conflict;
mod incomplete_home;
mod listener_failure;
mod misplaced_setting;
mod mount_misses_home;
mod newer_than_known;
mod no_listeners;
mod not_listening;
mod offset_invalid;
mod offset_not_honoured;
mod offset_overridden;
mod old_snapshot;
mod port_collision;
mod port_out_of_range;
mod port_taken;
mod possible_collision;
mod privileged_port;
mod probe_port_mismatch;
mod proxy_port_misuse;
mod published_port_closed;
mod published_port_collision;
mod published_port_differs;
mod restart_needed;
mod scheme_port_mismatch;
mod self_collision;
mod setting_without_effect;
mod stale_reference;
mod start_failure;
mod syntax_error;
mod unexpected_listener;
mod unknown_port_key;
mod unknown_product;
mod unmatched_home_entry;
mod unreadable_file;
mod unresolved_placeholder;
mod unused_suppression;
mod well_known_port;
mod wrong_server;

use crate::rule::Rule;

/// Every rule, in the order of the documentation.
pub static RULES: &[Rule] = &[
    port_collision::RULE,
    self_collision::RULE,
    possible_collision::RULE,
    port_taken::RULE,
    restart_needed::RULE,
    not_listening::RULE,
    unexpected_listener::RULE,
    port_out_of_range::RULE,
    offset_invalid::RULE,
    start_failure::RULE,
    listener_failure::RULE,
    syntax_error::RULE,
    duplicate_definition::RULE,
    unreadable_file::RULE,
    misplaced_setting::RULE,
    offset_not_honoured::RULE,
    offset_overridden::RULE,
    old_snapshot::RULE,
    doubled_offset::RULE,
    built_in_offset_replaced::RULE,
    generated_file_edited::RULE,
    setting_without_effect::RULE,
    unknown_port_key::RULE,
    stale_reference::RULE,
    gateway_url_not_offset::RULE,
    wrong_server::RULE,
    scheme_port_mismatch::RULE,
    proxy_port_misuse::RULE,
    cluster_port_shared::RULE,
    cluster_member_mismatch::RULE,
    published_port_closed::RULE,
    published_port_collision::RULE,
    published_port_differs::RULE,
    declared_port_closed::RULE,
    probe_port_mismatch::RULE,
    mount_misses_home::RULE,
    environment_missing::RULE,
    privileged_port::RULE,
    ephemeral_port::RULE,
    well_known_port::RULE,
    unresolved_placeholder::RULE,
    environment_needed::RULE,
    assumed_defaults::RULE,
    unknown_product::RULE,
    no_listeners::RULE,
    copied_home::RULE,
    byte_order_mark::RULE,
    identity_conflict::RULE,
    newer_than_known::RULE,
    incomplete_home::RULE,
    unmatched_home_entry::RULE,
    unused_suppression::RULE,
];
