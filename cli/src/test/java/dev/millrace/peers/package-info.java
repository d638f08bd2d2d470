/** Tests by processes: the command as people start it, and the programs of others that it talks to. */
@NullMarked
package dev.millrace.peers;

import org.jspecify.annotations.NullMarked;
