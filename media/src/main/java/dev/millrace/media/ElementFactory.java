package dev.millrace.media;

import dev.millrace.caps.Caps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a kind of element and makes instances: name, texts, pads, properties.
 *
 * <p>Immutable; each method that adds something returns a new factory.
 *
 * @param <E> the class of the elements
 */
public final class ElementFactory<E extends Element> {
    /** A property with the fields it stands for. */
    private record Binding<E, T>(
            Property<T> property, BiConsumer<E, @Nullable T> setter, Function<E, @Nullable T> getter) {}

    private record Action<E>(
            String blurb, List<Class<?>> arguments, BiFunction<E, List<Object>, @Nullable Object> does) {}

    private record Signal(String blurb, List<Class<?>> arguments) {}

    private final String name;
    private final Supplier<E> maker;
    private final String klass;
    private final String description;
    private final List<PadTemplate> padTemplates;
    private final Map<String, Binding<E, ?>> bindings;
    private final Map<String, Action<E>> actions;
    private final Map<String, Signal> signals;

    private ElementFactory(
            String name,
            Supplier<E> maker,
            String klass,
            String description,
            List<PadTemplate> padTemplates,
            Map<String, Binding<E, ?>> bindings,
            Map<String, Action<E>> actions,
            Map<String, Signal> signals) {
        this.name = name;
        this.maker = maker;
        this.klass = klass;
        this.description = description;
        this.padTemplates = padTemplates;
        this.bindings = bindings;
        this.actions = actions;
        this.signals = signals;
    }

    /** A factory for elements that {@code maker} makes, under the name by which launch text asks for them. */
    public static <E extends Element> ElementFactory<E> of(String name, Supplier<E> maker) {
        return new ElementFactory<>(name, maker, "Generic", "", List.of(), Map.of(), Map.of(), Map.of());
    }

    /** With a class in GStreamer's words, such as {@code Source/Network}. */
    public ElementFactory<E> klass(String klass) {
        return new ElementFactory<>(name, maker, klass, description, padTemplates, bindings, actions, signals);
    }

    /** With a sentence that says what the elements do. */
    public ElementFactory<E> description(String description) {
        return new ElementFactory<>(name, maker, klass, description, padTemplates, bindings, actions, signals);
    }

    /** With a sink pad named {@code sink}. */
    public ElementFactory<E> sink(Caps caps) {
        return pad(new PadTemplate("sink", PadTemplate.Direction.SINK, caps));
    }

    /** With a source pad named {@code src}. */
    public ElementFactory<E> src(Caps caps) {
        return pad(new PadTemplate("src", PadTemplate.Direction.SRC, caps));
    }

    /** With sink pads that are made when they are asked for, such as {@code sink_%u}. */
    public ElementFactory<E> sinkOnRequest(String pattern, Caps caps) {
        return pad(new PadTemplate(pattern, PadTemplate.Direction.SINK, PadTemplate.Presence.REQUEST, caps));
    }

    /** With source pads that are made when they are asked for, such as {@code src_%u}. */
    public ElementFactory<E> srcOnRequest(String pattern, Caps caps) {
        return pad(new PadTemplate(pattern, PadTemplate.Direction.SRC, PadTemplate.Presence.REQUEST, caps));
    }

    /** With a pad of any template, for instance one that is there sometimes. */
    public ElementFactory<E> pad(PadTemplate template) {
        var more = new ArrayList<>(padTemplates);
        more.add(template);
        return new ElementFactory<>(name, maker, klass, description, List.copyOf(more), bindings, actions, signals);
    }

    /** With a property that is written and read. */
    public <T> ElementFactory<E> property(
            Property<T> property, BiConsumer<E, @Nullable T> setter, Function<E, @Nullable T> getter) {
        var more = new LinkedHashMap<>(bindings);
        more.put(property.name(), new Binding<>(property, setter, getter));
        return new ElementFactory<>(name, maker, klass, description, padTemplates, more, actions, signals);
    }

    /** With a property that is only read. */
    public <T> ElementFactory<E> readOnly(Property<T> property, Function<E, @Nullable T> getter) {
        return property(property.readOnly(), (element, value) -> {}, getter);
    }

    /**
     * With an action that {@link Element#emit} calls; it checks its arguments itself.
     *
     * @param arguments what it takes, for those who want to know
     */
    public ElementFactory<E> action(
            String action, String blurb, BiFunction<E, List<Object>, @Nullable Object> does, Class<?>... arguments) {
        var more = new LinkedHashMap<>(actions);
        more.put(action, new Action<>(blurb, List.of(arguments), does));
        return new ElementFactory<>(name, maker, klass, description, padTemplates, bindings, more, signals);
    }

    /** With a signal that {@link Element#connect} listens to, and the classes of what it tells. */
    public ElementFactory<E> signal(String signal, String blurb, Class<?>... arguments) {
        var more = new LinkedHashMap<>(signals);
        more.put(signal, new Signal(blurb, List.of(arguments)));
        return new ElementFactory<>(name, maker, klass, description, padTemplates, bindings, actions, more);
    }

    public String name() {
        return name;
    }

    public String klass() {
        return klass;
    }

    public String description() {
        return description;
    }

    public List<PadTemplate> padTemplates() {
        return padTemplates;
    }

    /** The properties in the order in which they were added. */
    public List<Property<?>> properties() {
        List<Property<?>> all = new ArrayList<>();
        bindings.values().forEach(binding -> all.add(binding.property()));
        return all;
    }

    /**
     * The property of this name.
     *
     * @throws PropertyException when there is none
     */
    public Property<?> property(String propertyName) {
        return binding(propertyName).property();
    }

    /** What the actions do, by name, in the order in which they were added. */
    public Map<String, String> actions() {
        Map<String, String> all = new LinkedHashMap<>();
        actions.forEach((action, what) -> all.put(action, what.blurb()));
        return all;
    }

    /** What the signals mean, by name, in the order in which they were added. */
    public Map<String, String> signals() {
        Map<String, String> all = new LinkedHashMap<>();
        signals.forEach((signal, what) -> all.put(signal, what.blurb()));
        return all;
    }

    /**
     * The classes of what an action takes, in order.
     *
     * @throws PropertyException when there is no such action
     */
    public List<Class<?>> actionArguments(String actionName) {
        Action<E> action = actions.get(actionName);
        if (action == null) throw unknown("action", actionName, actions.keySet());
        return action.arguments();
    }

    /**
     * The classes of what a signal tells, in order.
     *
     * @throws PropertyException when there is no such signal
     */
    public List<Class<?>> signalArguments(String signalName) {
        Signal signal = signals.get(signalName);
        if (signal == null) throw unknown("signal", signalName, signals.keySet());
        return signal.arguments();
    }

    @SuppressWarnings("unchecked") // an element is made by its own factory
    @Nullable
    Object act(Element element, String actionName, Object... arguments) {
        Action<E> action = actions.get(actionName);
        if (action == null) throw unknown("action", actionName, actions.keySet());
        return action.does().apply((E) element, List.of(arguments));
    }

    void checkSignal(String signalName) {
        if (!signals.containsKey(signalName)) throw unknown("signal", signalName, signals.keySet());
    }

    private PropertyException unknown(String kind, String unknown, Collection<String> known) {
        return new PropertyException(
                "no " + kind + " \"" + unknown + "\" in element " + name + "; it has "
                        + (known.isEmpty() ? "none" : String.join(", ", known)),
                null);
    }

    /** A new element with all properties at their defaults; {@code elementName} is unique in its pipeline. */
    public E create(String elementName) {
        E element = maker.get();
        element.init(this, elementName);
        return element;
    }

    void set(Element element, String propertyName, @Nullable Object value) {
        set(binding(propertyName), element, value);
    }

    @Nullable
    Object get(Element element, String propertyName) {
        return get(binding(propertyName), element);
    }

    @SuppressWarnings("unchecked") // an element is made by its own factory
    private <T> void set(Binding<E, T> binding, Element element, @Nullable Object value) {
        binding.setter()
                .accept((E) element, value == null ? null : binding.property().check(value));
    }

    @SuppressWarnings("unchecked") // an element is made by its own factory
    private <T> @Nullable T get(Binding<E, T> binding, Element element) {
        return binding.getter().apply((E) element);
    }

    private Binding<E, ?> binding(String propertyName) {
        Binding<E, ?> binding = bindings.get(propertyName);
        if (binding == null) throw unknown("property", propertyName, bindings.keySet());
        return binding;
    }

    @Override
    public String toString() {
        return name;
    }
}
