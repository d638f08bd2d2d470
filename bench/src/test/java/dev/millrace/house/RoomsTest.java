package dev.millrace.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the arrows between the rooms of the house: which package may use which.
 *
 * <p>A room is one package below {@code dev.millrace}. {@link #MAY_USE} is the whole law; a package that it does not name
 * breaks the test, so a new room starts with a line here that says what it may use.
 */
class RoomsTest {
    private static final String HOUSE = "dev.millrace.";

    private static final Set<String> FLOOR = Set.of("timer", "future", "sync", "reactor", "runtime", "io");
    private static final Set<String> ELEMENT_FLOOR = and(FLOOR, "caps", "media", "rtp", "codec");
    private static final Set<String> ELEMENTS = Set.of(
            "element.udp",
            "element.queue",
            "element.rtp",
            "element.audio",
            "element.file",
            "element.tcp",
            "element.test");
    private static final Set<String> MEDIA_FLOOR = and(and(ELEMENT_FLOOR, ELEMENTS), "element", "sim", "launch");

    private static final Set<String> GLIB = Set.of("glib.abi", "glib.loop", "glib.source", "glib.gio", "glib.signal");
    private static final Set<String> GLIB_FLOOR = Set.of("timer", "future", "sync", "runtime");

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            // runtime
            Map.entry("timer", Set.of()),
            Map.entry("linux", Set.of()),
            Map.entry("future", Set.of("timer")),
            Map.entry("sync", Set.of("future")),
            Map.entry("reactor", Set.of("timer", "future", "linux")),
            Map.entry("runtime", Set.of("timer", "future", "sync", "reactor", "linux")),
            Map.entry("io", Set.of("timer", "future", "sync", "reactor", "runtime", "linux")),
            Map.entry("bridge", Set.of("timer", "future", "runtime")),
            Map.entry("sim", FLOOR),
            // media
            Map.entry("caps", Set.of()),
            Map.entry("rtp", Set.of()),
            Map.entry("codec", Set.of()),
            Map.entry("media", and(FLOOR, "caps")),
            Map.entry("launch", Set.of("caps", "media", "runtime")),
            // The list of all elements.
            Map.entry("element", and(ELEMENTS, "media")),
            // An element knows no element of another family; they meet through media.
            Map.entry("element.udp", ELEMENT_FLOOR),
            Map.entry("element.queue", ELEMENT_FLOOR),
            Map.entry("element.rtp", ELEMENT_FLOOR),
            Map.entry("element.audio", ELEMENT_FLOOR),
            Map.entry("element.file", ELEMENT_FLOOR),
            Map.entry("element.tcp", ELEMENT_FLOOR),
            Map.entry("element.test", ELEMENT_FLOOR),
            // glib
            Map.entry("glib.abi", Set.of("runtime")),
            Map.entry("glib.loop", and(GLIB_FLOOR, "glib.abi")),
            Map.entry("glib.gio", and(GLIB_FLOOR, "glib.abi", "glib.loop")),
            Map.entry("glib.generator", Set.of()),
            Map.entry("glib.signal", and(GLIB_FLOOR, "glib.abi", "glib.loop")),
            Map.entry("glib.source", and(GLIB_FLOOR, "glib.abi", "glib.loop")),
            // testkit, cli, examples, bench
            Map.entry("testkit", MEDIA_FLOOR),
            Map.entry("load", and(MEDIA_FLOOR, "testkit")),
            Map.entry("cli", and(MEDIA_FLOOR, "testkit", "load")),
            Map.entry("examples", and(and(MEDIA_FLOOR, GLIB), "bridge", "testkit", "cli")),
            Map.entry(
                    "bench",
                    and(
                            and(MEDIA_FLOOR, "testkit", "load", "cli", "glib.abi"),
                            "bench.runtime",
                            "bench.io",
                            "bench.standalone",
                            "bench.glib")),
            Map.entry("bench.runtime", FLOOR),
            Map.entry("bench.glib", and(and(GLIB_FLOOR, GLIB), "load")),
            Map.entry("bench.io", FLOOR),
            Map.entry("bench.standalone", MEDIA_FLOOR));

    /** What JMH's annotation processor writes around each benchmark is nobody's room. */
    private static final ImportOption NOT_GENERATED = location -> !location.contains("/jmh_generated/");

    private static final JavaClasses MAIN = new ClassFileImporter(
                    Set.of(new ImportOption.DoNotIncludeTests(), NOT_GENERATED))
            .importPackages("dev.millrace");

    @Test
    void roomsUseOnlyTheRoomsTheyMayUse() {
        classes().should(useOnlyTheRoomsTheyMayUse()).check(MAIN);
    }

    @Test
    void roomsAreFreeOfCycles() {
        slices().matching("dev.millrace.(**)").should().beFreeOfCycles().check(MAIN);
    }

    /** Bytes and a time go in, a result and the next deadline come out: that is what makes these rooms testable. */
    @Test
    void protocolsAndCodecsNeedNothingButTheJdk() {
        for (String room : Set.of("caps", "rtp", "codec")) {
            classes()
                    .that()
                    .resideInAPackage(HOUSE + room)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", HOUSE + room))
                    .allowEmptyShould(true)
                    .check(MAIN);
        }
    }

    @Test
    void protocolsAndCodecsDoNoIo() {
        noClasses()
                .that()
                .resideInAnyPackage(HOUSE + "rtp", HOUSE + "codec")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.io..", "java.net..", "java.nio.channels..", "java.nio.file..")
                        .and(describe(
                                "but Serializable", type -> !type.getName().equals("java.io.Serializable"))))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void protocolsAndCodecsHaveNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(HOUSE + "rtp", HOUSE + "codec")
                .should()
                .accessTargetWhere(describe("reads a clock or waits", RoomsTest::readsAClock))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    private static boolean readsAClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.lang.Thread" -> name.equals("sleep");
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    private static ArchCondition<JavaClass> useOnlyTheRoomsTheyMayUse() {
        return new ArchCondition<>("use only the rooms they may use") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String room = room(user);
                Set<String> allowed = MAY_USE.get(room);
                if (allowed == null) {
                    events.add(SimpleConditionEvent.violated(
                            user, "RoomsTest.MAY_USE has no line for the room of " + user.getName()));
                    return;
                }
                for (Dependency arrow : user.getDirectDependenciesFromSelf()) {
                    JavaClass used = arrow.getTargetClass().getBaseComponentType();
                    if (resideInAPackage("dev.millrace..").test(used)
                            && !room(used).equals(room)
                            && !allowed.contains(room(used))) {
                        events.add(SimpleConditionEvent.violated(
                                user, room + " may not use " + room(used) + ": " + arrow.getDescription()));
                    }
                }
            }
        };
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(HOUSE) ? name.substring(HOUSE.length()) : name;
    }

    private static Set<String> and(Set<String> rooms, String... more) {
        return and(rooms, Set.of(more));
    }

    private static Set<String> and(Set<String> rooms, Set<String> more) {
        return Stream.concat(rooms.stream(), more.stream()).collect(toUnmodifiableSet());
    }
}
