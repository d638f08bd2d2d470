package dev.millrace.element.test;

import dev.millrace.media.Buffer;
import java.util.HexFormat;

/** Bytes as people read them: 16 in a line, with their place and as characters. */
final class HexDump {
    private static final int LINE = 16;

    private HexDump() {}

    static String of(Buffer buffer) {
        byte[] bytes = buffer.toArray();
        HexFormat hex = HexFormat.ofDelimiter(" ");
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < bytes.length; from += LINE) {
            int to = Math.min(from + LINE, bytes.length);
            text.append(String.format("%08x: %-47s  ", from, hex.formatHex(bytes, from, to)));
            for (int i = from; i < to; i++) text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            text.append('\n');
        }
        return text.toString();
    }
}
