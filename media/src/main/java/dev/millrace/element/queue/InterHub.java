package dev.millrace.element.queue;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.LinkException;
import dev.millrace.runtime.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What connects one inter sink with any number of inter sources. */
final class InterHub {
    /** All hubs of an environment that are in use, by name; guards itself. */
    static final class Names {
        private final Map<String, InterHub> byName = new HashMap<>();

        private Names() {}
    }

    /** A source that listens: each has a queue of its own for as long as it is a member. */
    static final class Member {
        private final InterSrc source;
        private final QueueTask out;
        /** The thread of the sink: whether it has heard how the stream began. */
        private boolean begun;

        Member(InterSrc source, QueueTask out) {
            this.source = source;
            this.out = out;
        }
    }

    private final String name;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private volatile @Nullable InterSink sink;

    private InterHub(String name) {
        this.name = name;
    }

    static InterHub named(Environment environment, String name) {
        Names names = environment.local(Names.class, Names::new);
        synchronized (names) {
            return names.byName.computeIfAbsent(name, InterHub::new);
        }
    }

    @Nullable
    InterSink sink() {
        return sink;
    }

    synchronized void join(InterSink joining) {
        InterSink there = sink;
        if (there != null)
            throw new LinkException("inter context has a sink already: inter-context=" + name + " sink=" + there.name()
                    + "; use another name");
        sink = joining;
    }

    void join(Member member) {
        members.add(member);
    }

    void leave(InterSink leaving, Environment environment) {
        synchronized (this) {
            if (sink == leaving) sink = null;
        }
        for (Member member : members) member.begun = false;
        forgetIfUnused(environment);
    }

    void leave(Member member, Environment environment) {
        members.remove(member);
        forgetIfUnused(environment);
    }

    private void forgetIfUnused(Environment environment) {
        Names names = environment.local(Names.class, Names::new);
        synchronized (names) {
            if (sink == null && members.isEmpty()) names.byName.remove(name, this);
        }
    }

    // ---- the thread of the sink

    /** A copy of the reference for each member; one that has no room loses it, the others do not. Gives back its own. */
    void push(Buffer buffer, List<Event> beginning) {
        if (!members.isEmpty() && buffer.isWritable()) buffer.share();
        for (Member member : members) {
            begin(member, beginning);
            member.out.offer(buffer.retain());
        }
        buffer.release();
    }

    void push(Event event, List<Event> beginning) {
        for (Member member : members) {
            boolean knew = member.begun;
            begin(member, beginning);
            // One that begins now has heard of a sticky event with the others that stick.
            if (knew || !event.isSticky()) member.out.add(event);
        }
    }

    private static void begin(Member member, List<Event> beginning) {
        if (member.begun) return;
        member.begun = true;
        beginning.forEach(member.out::add);
    }

    void latencyChanged() {
        for (Member member : members) member.source.latencyIsKnown();
    }
}
