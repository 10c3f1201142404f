#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gen-guard.sh LIBGTK: one line GUARD (function) for each function that tapline-guard.c stands in
# for: everything that this GTK exports, so that nothing new is forgotten, less what any thread
# may call.
set -eu

# Any thread may call these: types and errors, plain values (colours, rectangles, keys, content
# formats), immutable pictures and render nodes, strings in a model of their own, versions.
any_thread='_get_type$|_error_quark$'
any_thread="$any_thread|^gdk_(bytes|content_formats|keyval|memory|pixbuf|rectangle|rgba|texture)_"
any_thread="$any_thread|^gdk_unicode_to_keyval$|^gsk_(path|render_node|rounded_rect|transform)_"
any_thread="$any_thread|^gsk_[a-z_]+_node_|^gtk_string_object_|^gtk_get_debug_flags$"
any_thread="$any_thread|^gtk_(check_version|get_[a-z]+_(age|version)|is_initialized)$"

symbols=$(nm --dynamic --defined-only "$1" \
  | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' \
  | grep -E '^(gtk|gdk|gsk)_' | grep -vE "$any_thread" | sort -u)

# A library of another kind, or a stripped one, would guard nothing and say nothing.
echo "$symbols" | grep -qx gtk_label_set_label
echo "$symbols" | sed 's/.*/GUARD (&)/'

# Of GLib what touches an object that a widget may listen to. These ask for the object's type.
for symbol in \
  g_object_bind_property g_object_bind_property_full g_object_freeze_notify g_object_get \
  g_object_get_property g_object_notify g_object_notify_by_pspec g_object_set \
  g_object_set_property g_object_thaw_notify \
  g_signal_connect_data g_signal_connect_object g_signal_emit g_signal_emit_by_name \
  g_signal_emit_valist g_signal_emitv g_signal_handler_disconnect \
  g_list_model_items_changed g_list_store_append g_list_store_insert g_list_store_insert_sorted \
  g_list_store_remove g_list_store_remove_all g_list_store_sort g_list_store_splice \
  g_application_activate g_application_hold g_application_quit g_application_release \
  g_application_send_notification g_application_withdraw_notification \
  g_action_activate g_action_change_state g_action_group_activate_action \
  g_simple_action_set_enabled g_simple_action_set_state; do
  echo "GUARD ($symbol)"
done
