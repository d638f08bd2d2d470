/**
 * x
 */
@NullMarked
package dev.millrace.bench.runtime;

import org.jspecify.annotations.NullMarked;
