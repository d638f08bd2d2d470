package dev.millrace.glib.generator;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The sources of the bindings, parsed when asked for. */
final class SourceIndex {
    /** A call of a C function: {@code FileMethodHandles.g_file_read_async.invokeExact}. */
    private static final Pattern CALL = Pattern.compile("\\w*MethodHandles\\.(\\w+)\\.invokeExact");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, @Nullable BoundType> parsed = new HashMap<>();

    SourceIndex(List<Path> jars) throws IOException {
        for (Path jar : jars) read(jar);
    }

    private void read(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!name.endsWith(".java") || name.endsWith("-info.java")) continue;
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                texts.put(
                        name.substring(0, name.length() - ".java".length()).replace('/', '.'),
                        new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }

    /** The types of a package, by name. */
    List<BoundType> types(String packageName) {
        List<BoundType> types = new ArrayList<>();
        texts.keySet().stream()
                .filter(name -> name.substring(0, name.lastIndexOf('.')).equals(packageName))
                .sorted()
                .forEach(name -> {
                    BoundType type = find(name);
                    if (type != null) types.add(type);
                });
        return types;
    }

    /** The type of this full name, or null. */
    @Nullable
    BoundType find(String qualifiedName) {
        if (!parsed.containsKey(qualifiedName)) {
            String text = texts.get(qualifiedName);
            parsed.put(qualifiedName, text == null ? null : parse(qualifiedName, text));
        }
        return parsed.get(qualifiedName);
    }

    /** The source of this full name; empty where there is none. */
    String text(String qualifiedName) {
        return texts.getOrDefault(qualifiedName, "");
    }

    private static @Nullable BoundType parse(String name, String text) {
        JavaFileObject file = new Text(name, text);
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, List.of(file));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            for (Tree tree : unit.getTypeDecls())
                if (tree instanceof ClassTree type && name.endsWith("." + type.getSimpleName()))
                    return new Reader(unit, DocTrees.instance(task), text).type(type);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one source file. */
    private static final class Reader {
        private final CompilationUnitTree unit;
        private final DocTrees docs;
        private final String text;

        Reader(CompilationUnitTree unit, DocTrees docs, String text) {
            this.unit = unit;
            this.docs = docs;
            this.text = text;
        }

        BoundType type(ClassTree tree) {
            Map<String, String> imports = new HashMap<>();
            for (ImportTree each : unit.getImports()) {
                String full = each.getQualifiedIdentifier().toString();
                if (!each.isStatic()) imports.put(full.substring(full.lastIndexOf('.') + 1), full);
            }
            Set<String> interfaces = new HashSet<>();
            for (Tree each : tree.getImplementsClause()) interfaces.add(each.toString());
            BoundType type = new BoundType(
                    String.valueOf(unit.getPackageName()),
                    tree.getSimpleName().toString(),
                    kind(tree),
                    tree.getModifiers().getFlags().contains(Modifier.ABSTRACT),
                    tree.getExtendsClause() == null
                            ? null
                            : tree.getExtendsClause().toString(),
                    interfaces,
                    imports,
                    text);
            for (Tree member : tree.getMembers()) {
                if (member instanceof ClassTree nested)
                    type.nested.add(nested.getSimpleName().toString());
                if (member instanceof MethodTree method) type.methods.add(method(type, tree, method));
            }
            return type;
        }

        private static BoundType.Kind kind(ClassTree tree) {
            return switch (tree.getKind()) {
                case ENUM -> BoundType.Kind.ENUM;
                case INTERFACE -> BoundType.Kind.INTERFACE;
                default -> BoundType.Kind.CLASS;
            };
        }

        private BoundMethod method(BoundType owner, ClassTree type, MethodTree tree) {
            List<BoundMethod.Parameter> parameters = new ArrayList<>();
            for (VariableTree each : tree.getParameters())
                parameters.add(new BoundMethod.Parameter(
                        each.getType().toString(), each.getName().toString(), has(each.getModifiers(), "Nullable")));
            Set<Modifier> flags = tree.getModifiers().getFlags();
            return new BoundMethod(
                    owner,
                    tree.getName().toString(),
                    flags.contains(Modifier.STATIC),
                    !flags.contains(Modifier.PRIVATE),
                    has(tree.getModifiers(), "Deprecated"),
                    tree.getReturnType() == null ? "" : tree.getReturnType().toString(),
                    parameters,
                    function(tree),
                    doc(type, tree));
        }

        private static boolean has(ModifiersTree modifiers, String annotation) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().endsWith(annotation));
        }

        private static @Nullable String function(MethodTree tree) {
            if (tree.getBody() == null) return null;
            Matcher call = CALL.matcher(tree.getBody().toString());
            String last = null;
            while (call.find()) last = call.group(1);
            return last;
        }

        private String doc(ClassTree type, MethodTree tree) {
            TreePath path = new TreePath(new TreePath(new TreePath(unit), type), tree);
            DocCommentTree comment = docs.getDocCommentTree(path);
            return comment == null ? "" : comment.toString();
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
