package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Property;
import dev.millrace.media.Registry;
import dev.millrace.sim.SteppedEnvironment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every element that comes with Millrace. */
class CoreElementsTest {
    static Stream<ElementFactory<?>> factories() {
        return new CoreElements().factories().stream();
    }

    @Test
    void thePluginIsFoundAndNamesAreUnique() {
        assertThat(Registry.installed().factories().values()).containsAll(new CoreElements().factories());
        assertThat(factories().map(ElementFactory::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("factories")
    void elementsBeginWithTheirDefaults(ElementFactory<?> factory) {
        Element element = new Pipeline("test", new SteppedEnvironment(1)).add(factory);
        for (Property<?> property : factory.properties()) {
            if (property.name().equals("stats")) continue; // never null
            Object value = element.get(property.name());
            assertThat(value).as(property.name()).isEqualTo(property.defaultValue());
            if (property.isWritable() && value != null) element.setText(property.name(), Property.print(value));
            assertThat(element.get(property.name())).as(property.name()).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void elementsAreDescribed(ElementFactory<?> factory) {
        assertThat(factory.description()).isNotBlank();
        assertThat(factory.klass()).matches("(Source|Sink|Filter|Codec|Generic)(/\\w+)*");
        if (!factory.name().equals("bin")) assertThat(factory.padTemplates()).isNotEmpty();
        assertThat(factory.properties())
                .allSatisfy(property ->
                        assertThat(property.blurb()).as(property.name()).isNotBlank());
    }
}
