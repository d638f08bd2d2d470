package dev.millrace.element.queue;

import dev.millrace.media.LinkException;
import dev.millrace.runtime.Environment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What connects one proxy sink with one proxy source: their queue, and who they are. */
final class Proxy {
    /** All proxies of an environment that are in use, by name; guards itself. */
    static final class Names {
        private final Map<String, Proxy> byName = new HashMap<>();

        private Names() {}
    }

    private final String name;
    private final DataQueue queue = new DataQueue(QueueProperties.SHARED);

    // Written under the lock of the names, or for classic ones this object's; read by any thread.
    private volatile @Nullable ProxySink sink;
    private volatile @Nullable ProxySrc source;
    /** Where the sink hands its items to; null while there is no source. */
    private volatile @Nullable QueueTask out;

    /** Whether a source has stopped, so that the next stream has not heard how the stream began. */
    private volatile boolean newcomer;

    Proxy(String name) {
        this.name = name;
    }

    /** The proxy of a name, to be left by whoever joins it. */
    static Proxy named(Environment environment, String name) {
        Names names = environment.local(Names.class, Names::new);
        synchronized (names) {
            return names.byName.computeIfAbsent(name, Proxy::new);
        }
    }

    DataQueue queue() {
        return queue;
    }

    @Nullable
    ProxySink sink() {
        return sink;
    }

    @Nullable
    ProxySrc source() {
        return source;
    }

    @Nullable
    QueueTask out() {
        return out;
    }

    /** Whether the beginning of the stream has to be told once more; asked once. */
    boolean takeNewcomer() {
        if (!newcomer) return false;
        newcomer = false;
        return true;
    }

    /** What the source has heard of the stream is lost. */
    void forgetBeginning() {
        newcomer = true;
    }

    synchronized void join(ProxySink joining) {
        if (sink != null) throw taken("sink", sink.name());
        sink = joining;
    }

    synchronized void join(ProxySrc joining, QueueTask task) {
        if (source != null) throw taken("source", source.name());
        source = joining;
        out = task;
    }

    private LinkException taken(String kind, String by) {
        return new LinkException("proxy has a " + kind + " already: proxy-context=" + name + " " + kind + "=" + by
                + "; use another name");
    }

    void leave(ProxySink leaving, Environment environment) {
        synchronized (this) {
            if (sink == leaving) sink = null;
        }
        forgetIfUnused(environment);
    }

    void leave(ProxySrc leaving, Environment environment) {
        synchronized (this) {
            if (source == leaving) {
                source = null;
                out = null;
            }
        }
        forgetIfUnused(environment);
    }

    private void forgetIfUnused(Environment environment) {
        Names names = environment.local(Names.class, Names::new);
        synchronized (names) {
            if (sink == null && source == null) names.byName.remove(name, this);
        }
    }
}
