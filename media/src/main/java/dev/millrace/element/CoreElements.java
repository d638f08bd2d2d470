package dev.millrace.element;

import dev.millrace.element.audio.AudioConvert;
import dev.millrace.element.audio.AudioResample;
import dev.millrace.element.audio.AudioTestSrc;
import dev.millrace.element.audio.G711Decoder;
import dev.millrace.element.audio.G711Encoder;
import dev.millrace.element.audio.Level;
import dev.millrace.element.audio.ToneSrc;
import dev.millrace.element.audio.WavEncoder;
import dev.millrace.element.audio.WavParse;
import dev.millrace.element.file.FileSink;
import dev.millrace.element.file.FileSrc;
import dev.millrace.element.queue.AppSink;
import dev.millrace.element.queue.AppSrc;
import dev.millrace.element.queue.BlockingAdapter;
import dev.millrace.element.queue.ClockSync;
import dev.millrace.element.queue.InputSelector;
import dev.millrace.element.queue.InterSink;
import dev.millrace.element.queue.InterSrc;
import dev.millrace.element.queue.ProxySink;
import dev.millrace.element.queue.ProxySrc;
import dev.millrace.element.queue.QueueElement;
import dev.millrace.element.queue.Tee;
import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.element.rtp.PcmDepay;
import dev.millrace.element.rtp.PcmPay;
import dev.millrace.element.rtp.RtpDtmfSrc;
import dev.millrace.element.tcp.TcpClientSink;
import dev.millrace.element.tcp.TcpClientSrc;
import dev.millrace.element.tcp.TcpServerSink;
import dev.millrace.element.tcp.TcpServerSrc;
import dev.millrace.element.test.CapsFilter;
import dev.millrace.element.test.FakeSink;
import dev.millrace.element.test.FakeSrc;
import dev.millrace.element.test.Identity;
import dev.millrace.element.test.NetSim;
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
                AudioConvert.FACTORY,
                AudioResample.FACTORY,
                AudioTestSrc.SHARED,
                AudioTestSrc.CLASSIC,
                Level.FACTORY,
                ToneSrc.SHARED,
                ToneSrc.CLASSIC,
                WavParse.FACTORY,
                G711Decoder.MULAW,
                G711Decoder.ALAW,
                G711Encoder.MULAW,
                G711Encoder.ALAW,
                WavEncoder.FACTORY,
                // file
                FileSink.FACTORY,
                FileSrc.FACTORY,
                // queue
                AppSink.FACTORY,
                AppSrc.SHARED,
                AppSrc.CLASSIC,
                BlockingAdapter.SHARED,
                ClockSync.SHARED,
                ClockSync.CLASSIC,
                InputSelector.SHARED,
                InterSink.SHARED,
                InterSrc.SHARED,
                ProxySink.SHARED,
                ProxySink.CLASSIC,
                ProxySrc.SHARED,
                ProxySrc.CLASSIC,
                QueueElement.SHARED,
                QueueElement.CLASSIC,
                Tee.FACTORY,
                // rtp
                JitterBufferElement.FACTORY,
                PcmDepay.PCMU,
                PcmDepay.PCMA,
                PcmPay.PCMU,
                PcmPay.PCMA,
                RtpDtmfSrc.SHARED,
                RtpDtmfSrc.CLASSIC,
                // tcp
                TcpClientSrc.SHARED,
                TcpClientSrc.CLASSIC,
                TcpServerSrc.FACTORY,
                TcpClientSink.FACTORY,
                TcpServerSink.FACTORY,
                // test
                CapsFilter.FACTORY,
                FakeSink.FACTORY,
                FakeSrc.FACTORY,
                Identity.FACTORY,
                NetSim.FACTORY,
                // udp
                UdpSrc.SHARED,
                UdpSrc.CLASSIC,
                UdpSink.SHARED,
                UdpSink.CLASSIC,
                UdpSink.CLASSIC_MULTI);
    }
}
