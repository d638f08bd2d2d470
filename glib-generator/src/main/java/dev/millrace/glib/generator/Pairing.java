package dev.millrace.glib.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds what begins and what ends each operation of a package, by the C functions that the bindings call. */
final class Pairing {
    private static final String CALLBACK = "AsyncReadyCallback";

    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, String> unpaired = new TreeMap<>();

    Pairing(List<BoundType> types) {
        Map<String, BoundMethod> byFunction = new HashMap<>();
        for (BoundType type : types)
            for (BoundMethod method : type.methods)
                if (method.function() != null) byFunction.put(method.function(), method);
        for (BoundType type : types)
            for (BoundMethod method : type.methods) {
                if (!method.isPublic() || method.function() == null || method.indexOf(CALLBACK) < 0) continue;
                pair(type, method, byFunction.get(Rules.finish(method.function())));
            }
    }

    private void pair(BoundType type, BoundMethod start, @Nullable BoundMethod finish) {
        if (finish == null || finish.indexOf("AsyncResult") < 0)
            unpaired.put(String.valueOf(start.function()), "nothing that ends it");
        else pairs.add(new Pair(start, finish, overloads(type, start)));
    }

    /** The methods of the same name that take one flag where this one takes a set. */
    private static List<BoundMethod> overloads(BoundType type, BoundMethod start) {
        return type.methods.stream()
                .filter(other -> other != start
                        && other.function() == null
                        && other.name().equals(start.name())
                        && differsInFlagsAlone(start, other))
                .toList();
    }

    private static boolean differsInFlagsAlone(BoundMethod sets, BoundMethod single) {
        if (sets.parameters().size() != single.parameters().size()) return false;
        for (int i = 0; i < sets.parameters().size(); i++) {
            String set = sets.parameters().get(i).type();
            String one = single.parameters().get(i).type();
            if (!set.equals(one) && !set.equals("Set<" + one + ">")) return false;
        }
        return true;
    }

    List<Pair> pairs() {
        return pairs;
    }

    /** The C functions that take a callback of this kind but belong to no pair, and why. */
    Map<String, String> unpaired() {
        return unpaired;
    }
}
