package dev.millrace.glib.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A type of the bindings, as its source has it. */
final class BoundType {
    /** What it is. */
    enum Kind {
        CLASS,
        INTERFACE,
        ENUM
    }

    final String packageName;
    final String name;
    final Kind kind;
    final boolean isAbstract;
    final @Nullable String superType;
    final Set<String> interfaces;
    final Map<String, String> imports;
    /** Its whole source file. */
    final String text;

    final Set<String> nested = new HashSet<>();
    final List<BoundMethod> methods = new ArrayList<>();

    BoundType(
            String packageName,
            String name,
            Kind kind,
            boolean isAbstract,
            @Nullable String superType,
            Set<String> interfaces,
            Map<String, String> imports,
            String text) {
        this.packageName = packageName;
        this.name = name;
        this.kind = kind;
        this.isAbstract = isAbstract;
        this.superType = superType;
        this.interfaces = Set.copyOf(interfaces);
        this.imports = new HashMap<>(imports);
        this.text = text;
    }

    String qualifiedName() {
        return packageName + "." + name;
    }

    /** The full name of what this source calls {@code simple}. */
    String qualify(String simple) {
        String imported = imports.get(simple);
        return imported == null ? packageName + "." + simple : imported;
    }

    /** Makes a handle: the class itself, or the one that the bindings have for an interface or an abstract class. */
    String maker() {
        String implementation = name + "Impl";
        boolean direct = kind == Kind.CLASS && !isAbstract;
        return direct || !nested.contains(implementation)
                ? qualifiedName() + "::new"
                : qualifiedName() + "." + implementation + "::new";
    }
}
