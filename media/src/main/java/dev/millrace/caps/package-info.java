/** Capabilities of media streams, as pure values. */
@NullMarked
package dev.millrace.caps;

import org.jspecify.annotations.NullMarked;
