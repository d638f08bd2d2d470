package dev.millrace.glib.generator;

import java.util.Map;
import java.util.Set;

/** What cannot be read from the bindings. Everything else follows from names and types. */
final class Rules {
    /** Operations whose end has not the name that theirs would give; GIR says so in {@code glib:finish-func}. */
    static final Map<String, String> FINISH = Map.of(
            "g_file_replace_contents_bytes_async", "g_file_replace_contents_finish",
            "gdk_pixbuf_new_from_stream_at_scale_async", "gdk_pixbuf_new_from_stream_finish",
            "gdk_pixbuf_save_to_streamv_async", "gdk_pixbuf_save_to_stream_finish");

    /** Results that stay with the library; all others are the caller's. */
    static final Set<String> BORROWED = Set.of(
            "g_socket_listener_accept_finish",
            "g_socket_listener_accept_socket_finish",
            "gdk_pixbuf_get_file_info_finish");

    /** Where null is a good answer: the end of what is read, or nothing found. */
    static final Set<String> NULLABLE = Set.of(
            "g_data_input_stream_read_line_finish",
            "g_data_input_stream_read_until_finish",
            "g_data_input_stream_read_upto_finish",
            "g_socket_address_enumerator_next_finish",
            "g_tls_database_lookup_certificate_for_handle_finish",
            "g_tls_database_lookup_certificate_issuer_finish",
            "gdk_pixbuf_get_file_info_finish");

    /** Types that count references by themselves, and are neither objects nor boxed. */
    static final String VARIANT = "org.gnome.glib.Variant";

    private Rules() {}

    /** The C function that ends what {@code start} begins. */
    static String finish(String start) {
        String named = FINISH.get(start);
        if (named != null) return named;
        String base = start.endsWith("_async") ? start.substring(0, start.length() - "_async".length()) : start;
        return base + "_finish";
    }
}
