package dev.millrace.reactor;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;

/** A {@link SocketSetting} as an option of a channel, whose type may be int or boolean. */
final class NioSettings {
    private NioSettings() {}

    @SuppressWarnings("unchecked") // the type of the option says so
    static void set(NetworkChannel channel, SocketSetting setting, SocketOption<?> option, int value)
            throws IOException {
        if (option.type() == Boolean.class) channel.setOption((SocketOption<Boolean>) option, value != 0);
        else channel.setOption((SocketOption<Integer>) option, setting == SocketSetting.DSCP ? value << 2 : value);
    }

    static int get(NetworkChannel channel, SocketSetting setting, SocketOption<?> option) throws IOException {
        Object value = channel.getOption(option);
        if (value instanceof Boolean flag) return flag ? 1 : 0;
        int number = (Integer) value;
        return setting == SocketSetting.DSCP ? number >> 2 : number;
    }

    static SocketOption<?> orUnsupported(boolean there, SocketOption<?> option, SocketSetting setting, String by) {
        if (!there) throw setting.unsupportedBy(by);
        return option;
    }

    /** An option that the JDK keeps in a module of its own, which need not be there. */
    static SocketOption<?> extended(NetworkChannel channel, String name, SocketSetting setting) {
        for (SocketOption<?> option : channel.supportedOptions())
            if (option.name().equals(name)) return option;
        throw setting.unsupportedBy("this JDK, without module jdk.net or on this system");
    }
}
