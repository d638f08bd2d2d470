package dev.millrace.media;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts elements into the order of their links. */
final class Downstream {
    private Downstream() {}

    /** The elements such that each one comes after all those downstream of it; without recursion, as chains may be long. */
    static List<Element> first(List<Element> elements) {
        Set<Element> ordered = new LinkedHashSet<>();
        Set<Element> entered = new LinkedHashSet<>();
        Deque<Element> path = new ArrayDeque<>();
        for (Element element : elements) {
            path.push(element);
            while (!path.isEmpty()) {
                Element top = path.peek();
                if (entered.add(top)) pushDownstream(top, entered, path);
                else {
                    path.pop();
                    ordered.add(top);
                }
            }
        }
        return new ArrayList<>(ordered);
    }

    private static void pushDownstream(Element from, Set<Element> entered, Deque<Element> path) {
        for (SrcPad pad : from.srcPads()) {
            SinkPad peer = pad.peer();
            if (peer != null && !entered.contains(peer.element())) path.push(peer.element());
        }
    }
}
