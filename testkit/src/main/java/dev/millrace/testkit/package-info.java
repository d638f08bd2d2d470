/** Harnesses, manual clocks and senders for tests. */
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
