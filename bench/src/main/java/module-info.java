import org.jspecify.annotations.NullMarked;

/** The {@code bench} commands. No other module depends on this one. */
@NullMarked
module dev.millrace.bench {
    requires dev.millrace.cli;
    requires static transitive org.jspecify;
}
