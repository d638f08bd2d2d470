package dev.millrace.glib.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.glib.NeedsGlib;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is missing, and what is refused. */
class NativeTest {
    /** Needs no GLib: it is about a library that is nowhere. */
    @Test
    void aMissingLibraryIsNamedWithItsPackage() {
        assertThatThrownBy(() -> Native.load("libmillstone-9.so.0", "libmillstone-9"))
                .isInstanceOf(GlibMissingException.class)
                .hasMessage("library is missing: name=libmillstone-9.so.0; on Debian and alike, apt-get install"
                        + " libmillstone-9");
    }

    @Test
    void numbersAreNeverGivenTwice() {
        IdTable table = new IdTable();
        long first = table.add("first");
        assertThat(table.get(first)).isEqualTo("first");
        assertThat(table.remove(first)).isEqualTo("first");
        long second = table.add("second");
        assertThat(second).isNotEqualTo(first).isNotZero();
        assertThat(table.get(first)).isNull();
        assertThat(table.remove(first)).isNull();
        assertThat(table.get(-1)).isNull();
        for (int i = 0; i < 1_000; i++) table.add(i);
        assertThat(table.get(second)).isEqualTo("second");
        assertThat(table.size()).isEqualTo(1_001);
    }

    @ExtendWith(NeedsGlib.class)
    @Nested
    class WithGlib {
        @Test
        void aFunctionThatIsNotThereSaysSoWhenItIsCalled() {
            MethodHandle missing = Native.function(
                    "g_from_the_future", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
            assertThatThrownBy(() -> {
                        int _ = (int) missing.invokeExact(1L);
                    })
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("the installed library has no such function: name=g_from_the_future");
        }

        @Test
        void aStaleNumberMeetsNobody() {
            int live = Callbacks.live();
            var number = Callbacks.number((Callbacks.Dispatch) () -> true);
            assertThat(Callbacks.live()).isEqualTo(live + 1);
            Callbacks.forget(number);
            Callbacks.forget(number);
            assertThat(Callbacks.live()).isEqualTo(live);
        }
    }
}
