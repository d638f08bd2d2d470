package dev.millrace.bridge;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The rules of Reactive Streams, which are written for TestNG, as tests of JUnit: each method on an instance of its own. */
final class Rules {
    /** Names of the rules that were kept, and of those that do not apply. */
    final List<String> kept = new ArrayList<>();

    final List<String> skipped = new ArrayList<>();

    /** Those that are wanted, but for those that no test can tell, which the rules name with "untested" and skip. */
    List<DynamicTest> of(Supplier<?> verification, Predicate<String> wanted) {
        return Arrays.stream(verification.get().getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .filter(method -> !method.getName().startsWith("untested_") && wanted.test(method.getName()))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(verification.get(), method)))
                .toList();
    }

    private void run(Object instance, Method rule) throws Throwable {
        try {
            callAll(instance, BeforeClass.class);
            callAll(instance, BeforeMethod.class);
            rule.invoke(instance);
            kept.add(rule.getName());
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SkipException skip)) throw e.getCause();
            skipped.add(rule.getName());
            throw new TestAbortedException(skip.getMessage());
        } finally {
            callAll(instance, AfterClass.class);
        }
    }

    private static void callAll(Object instance, Class<? extends Annotation> annotation)
            throws ReflectiveOperationException {
        for (Method method : instance.getClass().getMethods())
            if (method.isAnnotationPresent(annotation)) method.invoke(instance);
    }
}
