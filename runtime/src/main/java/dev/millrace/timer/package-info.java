/** When things are due: the timer wheel of one thread. */
@NullMarked
package dev.millrace.timer;

import org.jspecify.annotations.NullMarked;
