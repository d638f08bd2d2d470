package dev.millrace.reactor;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Unix domain socket: a path, a name in Linux's abstract space, or none. Immutable.
 *
 * <p>A path stays in the file system after the socket is closed; an abstract name is gone with it.
 */
public final class UnixAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    /** What Linux has room for, in bytes. */
    private static final int MOST_BYTES = 107;

    /** The kernel's form: a path, a zero and an abstract name, or nothing. */
    private final String name;

    private UnixAddress(String name) {
        this.name = name;
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES)
            throw new IllegalArgumentException(
                    "unix address is too long: address=" + this + " bytes=" + bytes + "; use at most " + MOST_BYTES);
    }

    /**
     * The socket at {@code path}.
     *
     * @throws IllegalArgumentException when the path has more than 107 bytes, or none
     */
    public static UnixAddress of(Path path) {
        if (path.toString().isEmpty())
            throw new IllegalArgumentException("path of a unix address is empty: use unnamed(), or give one");
        return new UnixAddress(path.toString());
    }

    /** The socket of this name in the abstract space, where the system has one (Linux). */
    public static UnixAddress ofAbstract(String name) {
        return new UnixAddress("\0" + name);
    }

    /** The address of a socket that was not bound. */
    public static UnixAddress unnamed() {
        return new UnixAddress("");
    }

    /** From the kernel's form. */
    static UnixAddress ofKernel(String name) {
        return new UnixAddress(name);
    }

    String kernelForm() {
        return name;
    }

    public boolean isUnnamed() {
        return name.isEmpty();
    }

    /** Whether it is a name in the abstract space. */
    public boolean isAbstract() {
        return name.startsWith("\0");
    }

    /** Its path, or null when it has none. */
    public @Nullable Path path() {
        return isUnnamed() || isAbstract() ? null : Path.of(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnixAddress that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** {@code unix:/run/socket}, {@code unix:@name} for an abstract one, {@code unix:} for none. */
    @Override
    public String toString() {
        return "unix:" + (isAbstract() ? "@" + name.substring(1) : name);
    }
}
