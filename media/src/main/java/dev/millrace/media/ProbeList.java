package dev.millrace.media;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The probes of one pad in the order in which they were added; immutable. */
record ProbeList(List<Object> probes) {
    static ProbeList with(@Nullable ProbeList before, Object probe) {
        List<Object> more = new ArrayList<>(before == null ? List.of() : before.probes);
        more.add(probe);
        return new ProbeList(List.copyOf(more));
    }

    static @Nullable ProbeList without(@Nullable ProbeList before, Object probe) {
        if (before == null) return null;
        List<Object> fewer = new ArrayList<>(before.probes);
        fewer.removeIf(one -> one == probe);
        return fewer.isEmpty() ? null : new ProbeList(List.copyOf(fewer));
    }

    /** Whether all let the buffer pass. */
    static boolean passes(Pad pad, Buffer buffer) {
        ProbeList list = pad.probes();
        if (list == null) return true;
        for (Object probe : list.probes)
            if (probe instanceof BufferProbe one && !goesOn(pad, one, one.probe(pad, buffer))) return false;
        return true;
    }

    /** Whether all let the event pass. */
    static boolean passes(Pad pad, Event event) {
        ProbeList list = pad.probes();
        if (list == null) return true;
        for (Object probe : list.probes)
            if (probe instanceof EventProbe one && !goesOn(pad, one, one.probe(pad, event))) return false;
        return true;
    }

    private static boolean goesOn(Pad pad, Object probe, ProbeReturn wanted) {
        if (wanted == ProbeReturn.REMOVE) pad.removeProbe(probe);
        return wanted != ProbeReturn.DROP;
    }
}
