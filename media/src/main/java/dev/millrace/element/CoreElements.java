package dev.millrace.element;

import dev.millrace.element.audio.G711Decoder;
import dev.millrace.element.audio.G711Encoder;
import dev.millrace.element.audio.WavEncoder;
import dev.millrace.element.file.FileSink;
import dev.millrace.element.queue.QueueElement;
import dev.millrace.element.queue.Tee;
import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.element.rtp.PcmDepay;
import dev.millrace.element.rtp.PcmPay;
import dev.millrace.element.tcp.TcpClientSink;
import dev.millrace.element.tcp.TcpClientSrc;
import dev.millrace.element.tcp.TcpServerSink;
import dev.millrace.element.tcp.TcpServerSrc;
import dev.millrace.element.test.CapsFilter;
import dev.millrace.element.test.FakeSink;
import dev.millrace.element.udp.UdpSink;
import dev.millrace.element.udp.UdpSrc;
import dev.millrace.media.Bin;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Plugin;
import java.util.List;

/** The elements that come with Millrace. */
public final class CoreElements implements Plugin {
    /** For the service loader. */
    public CoreElements() {}

    @Override
    public String name() {
        return "core";
    }

    @Override
    public String description() {
        return "elements that come with Millrace";
    }

    @Override
    public List<ElementFactory<?>> factories() {
        return List.of(
                Bin.FACTORY,
                // audio
                G711Decoder.MULAW,
                G711Decoder.ALAW,
                G711Encoder.MULAW,
                G711Encoder.ALAW,
                WavEncoder.FACTORY,
                // file
                FileSink.FACTORY,
                // queue
                QueueElement.SHARED,
                QueueElement.CLASSIC,
                Tee.FACTORY,
                // rtp
                JitterBufferElement.FACTORY,
                PcmDepay.PCMU,
                PcmDepay.PCMA,
                PcmPay.PCMU,
                PcmPay.PCMA,
                // tcp
                TcpClientSrc.SHARED,
                TcpClientSrc.CLASSIC,
                TcpServerSrc.FACTORY,
                TcpClientSink.FACTORY,
                TcpServerSink.FACTORY,
                // test
                CapsFilter.FACTORY,
                FakeSink.FACTORY,
                // udp
                UdpSrc.SHARED,
                UdpSrc.CLASSIC,
                UdpSink.SHARED,
                UdpSink.CLASSIC,
                UdpSink.CLASSIC_MULTI);
    }
}
