/** The {@code bench} commands. */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
