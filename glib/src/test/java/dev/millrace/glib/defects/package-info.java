/** What goes wrong in the bindings' own asynchronous layer, and must not here: a test for each. */
@NullMarked
package dev.millrace.glib.defects;

import org.jspecify.annotations.NullMarked;
