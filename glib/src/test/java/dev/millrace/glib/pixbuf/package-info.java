/** Where the build writes the futures of gdk-pixbuf, to show that the generator is not for GIO alone. */
@NullMarked
package dev.millrace.glib.pixbuf;

import org.jspecify.annotations.NullMarked;
