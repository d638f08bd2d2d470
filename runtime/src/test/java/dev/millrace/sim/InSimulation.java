package dev.millrace.sim;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Runs each test method as the program of a simulation, with several seeds, where the build asks for it by
 * {@code -Dmillrace.environment=simulation}: the tests of the runtime that take {@code Environment.current()}.
 */
public final class InSimulation implements InvocationInterceptor {
    private static final boolean WANTED =
            System.getProperty("millrace.environment", "").equals("simulation");
    private static final int SEEDS = 5;

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        intercept(invocation, called);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        intercept(invocation, called);
    }

    private static void intercept(Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called)
            throws Throwable {
        if (!WANTED) {
            invocation.proceed();
            return;
        }
        invocation.skip();
        Object test = called.getTarget().orElseThrow();
        try {
            Simulation.explore(1, SEEDS, sim -> call(test, called));
        } catch (SimulationFailure failure) {
            if (failure.getCause() instanceof TestAbortedException aborted) throw aborted;
            throw failure;
        }
    }

    private static void call(Object test, ReflectiveInvocationContext<Method> called) {
        ReflectionSupport.invokeMethod(
                called.getExecutable(), test, called.getArguments().toArray());
    }
}
