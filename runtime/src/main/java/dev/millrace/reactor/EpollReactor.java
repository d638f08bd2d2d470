package dev.millrace.reactor;

import dev.millrace.linux.EpollEvents;
import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Readiness by epoll; woken from other threads through an eventfd. */
final class EpollReactor extends Reactor {
    private static final int EVENTS = 1024;
    private static final int WAKE_UP = -1;

    private final Errno errno = new Errno();
    private final EpollEvents events = new EpollEvents(EVENTS);
    private final EpollEvents argument = new EpollEvents(1);
    private final MemorySegment counter = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment one = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, 1);
    private final int epoll;
    private final int eventfd;

    /** Written under the lock of {@code one}, for {@link #wakeUp}. */
    private boolean closed;

    /** Where the calls of {@link #wakeUp} leave their errors; under the lock of {@code one}. */
    EpollReactor(boolean throttled) throws IOException {
        super(throttled);
        epoll = Libc.epollCreate(errno);
        if (epoll < 0) throw EpollErrors.opening("an epoll instance", errno.value());
        // A throttled loop is parked on its thread, never in epoll: it needs no eventfd.
        eventfd = throttled ? -1 : openEventfd();
    }

    private int openEventfd() throws IOException {
        int fd = Libc.eventfd(errno);
        argument.setFirst(EpollEvents.IN, WAKE_UP);
        if (fd < 0 || Libc.epollCtl(errno, epoll, Libc.EPOLL_CTL_ADD, fd, argument.address()) < 0) {
            int error = errno.value();
            Libc.close(errno, epoll);
            if (fd >= 0) Libc.close(errno, fd);
            throw EpollErrors.opening("an eventfd", error);
        }
        return fd;
    }

    @Override
    public void wakeUp() {
        if (eventfd < 0) return;
        // Once closed, the number of the eventfd may be that of somebody's file.
        synchronized (one) {
            // A full counter is the only possible refusal, and then it is woken already.
            if (!closed) Libc.write(Errno.ofThread(), eventfd, one.address(), 8);
        }
    }

    @Override
    protected void attach(Registration registration) throws IOException {
        EpollPollable handle = (EpollPollable) registration.handle;
        argument.setFirst(flags(0), registration.index);
        if (Libc.epollCtl(errno, epoll, Libc.EPOLL_CTL_ADD, handle.fd(), argument.address()) < 0) {
            if (errno.value() == Errno.EPERM)
                throw new IOException("nothing to wait for: fd=" + handle.fd()
                        + " is a file or a directory, which is always ready; use AsyncFile");
            throw EpollErrors.opening("a registration", errno.value());
        }
        handle.registered(errno);
    }

    @Override
    protected void detach(Registration registration) {
        if (!closed) Libc.epollCtl(errno, epoll, Libc.EPOLL_CTL_DEL, fd(registration), 0);
        ((EpollPollable) registration.handle).unregistered();
    }

    @Override
    void setInterest(Registration registration, int interest) {
        argument.setFirst(flags(interest), registration.index);
        if (Libc.epollCtl(errno, epoll, Libc.EPOLL_CTL_MOD, fd(registration), argument.address()) < 0)
            throw new IllegalStateException(
                    "epoll refuses interest: fd=" + fd(registration) + " " + errno.description());
    }

    /** Errors are reported whatever the interest; without any, one report is enough, or it would come for ever. */
    private int flags(int interest) {
        return ((interest & Registration.READ) != 0 ? EpollEvents.IN : 0)
                | ((interest & Registration.WRITE) != 0 ? EpollEvents.OUT : 0)
                | (throttled || interest == 0 ? EpollEvents.ONE_SHOT : 0);
    }

    @Override
    void select(long timeoutNs) {
        int timeoutMs = timeoutNs == 0 ? 0 : (int) Math.min((timeoutNs - 1) / 1_000_000 + 1, Integer.MAX_VALUE);
        int count = wait(timeoutNs == Long.MAX_VALUE ? -1 : timeoutMs);
        while (count > 0) {
            for (int i = 0; i < count; i++) dispatch(events.data(i), events.flags(i));
            // A throttled turn takes everything there is; a blocking one comes back soon anyway.
            count = throttled && count == EVENTS ? wait(0) : 0;
        }
    }

    private int wait(int timeoutMs) {
        int count = Libc.epollWait(errno, epoll, events.address(), EVENTS, timeoutMs);
        if (count < 0 && errno.value() != Errno.EINTR)
            throw new IllegalStateException("epoll refuses to wait: " + errno.description());
        return count;
    }

    private void dispatch(int index, int flags) {
        if (index == WAKE_UP) {
            Libc.read(errno, eventfd, counter.address(), 8);
            return;
        }
        boolean broken = (flags & (EpollEvents.ERR | EpollEvents.HUP)) != 0;
        report(index, broken || (flags & EpollEvents.IN) != 0, broken || (flags & EpollEvents.OUT) != 0);
    }

    @Override
    public void close() {
        if (closed) return;
        super.close();
        synchronized (one) {
            closed = true;
            Libc.close(errno, epoll);
            if (eventfd >= 0) Libc.close(errno, eventfd);
        }
    }

    private static int fd(Registration registration) {
        return ((EpollPollable) registration.handle).fd();
    }
}
