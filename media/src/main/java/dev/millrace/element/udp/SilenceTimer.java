package dev.millrace.element.udp;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.Message;
import dev.millrace.media.State;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;

/**
 * Posts a message when a source has received nothing for its {@code timeout}, and again after each further one;
 * GStreamer's {@code GstUDPSrcTimeout}.
 *
 * <p>A datagram only notes its time: the timer looks at that when it fires. On the context's thread.
 */
final class SilenceTimer extends Timer {
    private final UdpSrc source;
    private final Context context;
    private final UdpSrcSettings settings;
    private long heardNs;

    SilenceTimer(UdpSrc source, Context context, UdpSrcSettings settings) {
        this.source = source;
        this.context = context;
        this.settings = settings;
    }

    /** The source looks for datagrams, or has one. */
    void heard(long nowNs) {
        heardNs = nowNs;
        if (!isArmed() && settings.timeoutNs > 0) context.scheduleAtLeast(this, nowNs + settings.timeoutNs);
    }

    /** The source has begun to look for datagrams. */
    void listen(long nowNs) {
        if (!isArmed()) heard(nowNs);
    }

    void stop() {
        if (isArmed()) context.unschedule(this);
    }

    @Override
    protected void fire(long nowNs) {
        long timeoutNs = settings.timeoutNs;
        if (timeoutNs <= 0 || source.state() != State.PLAYING) return;
        if (nowNs - heardNs >= timeoutNs) {
            heardNs = nowNs;
            source.post(new Message.ElementMessage(
                    source, Structure.of("GstUDPSrcTimeout").with("timeout", new Value.Uint64(timeoutNs))));
        }
        context.scheduleAtLeast(this, heardNs + timeoutNs);
    }
}
