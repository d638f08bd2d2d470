package dev.millrace.element.rtp;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.rtp.HeaderExtension;
import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The header extensions of one payloader or depayloader: those that the application added, and those that caps ask for.
 *
 * <p>What the application adds and removes, on any thread, counts from the next negotiation on, which it asks for. The
 * stream works with a list of its own.
 */
final class HeaderExtensions {
    static final String REQUEST = "request-extension";
    private static final String FIELD = "extmap-";

    /** How the application is asked for an extension that caps name; gives whatever it answers. */
    interface Request {
        @Nullable
        Object of(int id, String uri);
    }

    /** What a field of caps says. */
    private record Wanted(int id, String uri, String attributes) {}

    private final Request request;
    private final Runnable whenChanged;

    // Any thread.
    /** Whether what Millrace has itself is used where the application has none. */
    private volatile boolean auto = true;

    private volatile List<RtpHeaderExtension> given = List.of();
    private volatile boolean changed;

    // The thread of the stream.
    private List<RtpHeaderExtension> inUse = List.of();

    /** With what asks the application, and what is done when it has added or removed one. */
    HeaderExtensions(Request request, Runnable whenChanged) {
        this.request = request;
        this.whenChanged = whenChanged;
    }

    /** The factory with what is set, asked and done about extensions. */
    static <E extends Element> ElementFactory<E> addTo(ElementFactory<E> factory, Function<E, HeaderExtensions> of) {
        return factory.property(
                        Property.ofBool("auto-header-extension", true)
                                .blurb("whether header extensions that caps name are used, where they are known"),
                        (e, v) -> of.apply(e).auto = v == null || v,
                        e -> of.apply(e).auto)
                .signal(
                        REQUEST,
                        "asks for the header extension with an ID and a URI: id, uri",
                        Integer.class,
                        String.class)
                .action(
                        "add-extension",
                        "uses a header extension from now on: RtpHeaderExtension",
                        (e, arguments) -> of.apply(e).add(arguments),
                        RtpHeaderExtension.class)
                .action(
                        "clear-extensions",
                        "uses no more header extensions that were added",
                        (e, _) -> of.apply(e).clear());
    }

    static int checkedId(int id) {
        if (id < 1 || id > HeaderExtension.MAX_ID)
            throw new IllegalArgumentException(
                    "id of a header extension is out of range: id=" + id + "; use 1 to " + HeaderExtension.MAX_ID);
        return id;
    }

    // ---- who is in it

    /** One more, in place of one with the same ID. */
    private @Nullable Object add(List<Object> arguments) {
        if (arguments.size() != 1 || !(arguments.getFirst() instanceof RtpHeaderExtension extension))
            throw new PropertyException(
                    "arguments are not right: arguments=" + arguments + "; give one RtpHeaderExtension", null);
        checkedId(extension.id());
        synchronized (this) {
            given = with(given, extension);
        }
        changed = true;
        whenChanged.run();
        return null;
    }

    private @Nullable Object clear() {
        synchronized (this) {
            given = List.of();
        }
        changed = true;
        whenChanged.run();
        return null;
    }

    private @Nullable RtpHeaderExtension find(Wanted wanted) {
        if (request.of(wanted.id(), wanted.uri()) instanceof RtpHeaderExtension answer) return answer;
        return auto ? RtpHeaderExtension.of(wanted.id(), wanted.uri()) : null;
    }

    /** Whether the application has added or removed some since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /**
     * Takes up what the application has given and what caps name, and gives what is wrong with that, or null; one that nobody
     * has is passed over, as in GStreamer. On the thread of the stream.
     */
    @Nullable
    String update(Structure caps) {
        List<RtpHeaderExtension> next = given;
        for (Map.Entry<String, Value> field : caps.fields().entrySet()) {
            if (!field.getKey().startsWith(FIELD)) continue;
            Wanted wanted = wanted(field.getKey(), field.getValue());
            if (wanted == null) return "header extension is not understood: " + text(field.getKey(), caps);
            RtpHeaderExtension found = known(next, wanted);
            if (found == null) found = known(inUse, wanted);
            if (found == null) found = find(wanted);
            if (found == null) continue;
            if (found.id() != wanted.id())
                return "header extension has another id: uri=" + found.uri() + " id=" + found.id() + "; the caps say "
                        + wanted.id();
            if (!found.setAttributes(wanted.attributes()))
                return "header extension does not know its attributes: " + text(field.getKey(), caps);
            next = with(next, found);
        }
        inUse = next;
        return null;
    }

    private static String text(String field, Structure caps) {
        return "field=" + field + " caps=" + caps + "; use extmap-ID=URI or extmap-ID=<direction, URI, attributes>";
    }

    private static @Nullable Wanted wanted(String field, Value value) {
        int id;
        try {
            id = Integer.parseInt(field, FIELD.length(), field.length(), 10);
        } catch (NumberFormatException _) {
            return null;
        }
        if (id < 1 || id > HeaderExtension.MAX_ID) return null;
        if (value instanceof Value.Text(String uri)) return new Wanted(id, uri, "");
        if (!(value instanceof Value.Array(List<Value> parts)) || parts.size() != 3) return null;
        return parts.get(1) instanceof Value.Text(String uri) && parts.get(2) instanceof Value.Text(String attributes)
                ? new Wanted(id, uri, attributes)
                : null;
    }

    private static @Nullable RtpHeaderExtension known(List<RtpHeaderExtension> list, Wanted wanted) {
        for (RtpHeaderExtension extension : list)
            if (extension.id() == wanted.id() && extension.uri().equals(wanted.uri())) return extension;
        return null;
    }

    private static List<RtpHeaderExtension> with(List<RtpHeaderExtension> list, RtpHeaderExtension more) {
        var next = new ArrayList<>(list);
        next.removeIf(other -> other.id() == more.id());
        next.add(more);
        return List.copyOf(next);
    }

    /** Caps that name all of them; those that they name already stay as they are, so that a filter lets them pass. */
    Structure addTo(Structure caps) {
        Structure named = caps;
        for (RtpHeaderExtension extension : inUse) {
            String field = FIELD + extension.id();
            if (named.field(field) != null) continue;
            Value uri = new Value.Text(extension.uri());
            Value attributes = new Value.Text(extension.attributes());
            boolean plain = extension.attributes().isEmpty();
            named = named.with(field, plain ? uri : Value.array(new Value.Text(""), uri, attributes));
        }
        return named;
    }

    // ---- packets; the thread of the stream

    /** Bytes of the extension of a packet with this payload; 0 for none. */
    int totalBytes(Buffer payload) {
        List<RtpHeaderExtension> now = inUse;
        if (now.isEmpty()) return 0;
        boolean oneByte = isOneByte(now, payload);
        int bytes = 0;
        for (int i = 0; i < now.size(); i++) {
            int length = now.get(i).bytes(payload);
            if (length > 0) bytes += HeaderExtension.elementBytes(oneByte, length);
        }
        return bytes == 0 ? 0 : HeaderExtension.totalBytes(bytes);
    }

    private static boolean isOneByte(List<RtpHeaderExtension> now, Buffer payload) {
        for (int i = 0; i < now.size(); i++) {
            int length = now.get(i).bytes(payload);
            if (length > 0 && !HeaderExtension.fitsOneByte(now.get(i).id(), length)) return false;
        }
        return true;
    }

    /** Writes them behind the contributing sources of a packet, which has left {@code totalBytes} there. */
    void write(Buffer packet, int totalBytes) {
        List<RtpHeaderExtension> now = inUse;
        MemorySegment segment = packet.segment();
        long at = packet.offset();
        RtpPacket.setExtension(segment, at);
        boolean oneByte = isOneByte(now, packet);
        long block = at + RtpPacket.HEADER_BYTES + 4L * RtpPacket.csrcCount(segment, at);
        long next = HeaderExtension.begin(segment, block, oneByte, totalBytes);
        for (int i = 0; i < now.size(); i++) {
            RtpHeaderExtension extension = now.get(i);
            int length = extension.bytes(packet);
            if (length == 0) continue;
            next = HeaderExtension.beginElement(segment, next, oneByte, extension.id(), length);
            extension.write(packet, segment, next);
            next += length;
        }
    }

    /** Reads what a packet at {@code at} has of them, and attaches it. */
    void read(Buffer payload, MemorySegment segment, long at) {
        List<RtpHeaderExtension> now = inUse;
        if (now.isEmpty() || !RtpPacket.extension(segment, at)) return;
        for (int i = 0; i < now.size(); i++) {
            long found = HeaderExtension.find(segment, at, now.get(i).id());
            if (found == HeaderExtension.NONE) continue;
            now.get(i).read(payload, segment, HeaderExtension.offset(found), HeaderExtension.length(found));
        }
    }
}
