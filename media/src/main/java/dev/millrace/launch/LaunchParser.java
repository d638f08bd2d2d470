package dev.millrace.launch;

import dev.millrace.launch.Token.Bang;
import dev.millrace.launch.Token.Caps;
import dev.millrace.launch.Token.Close;
import dev.millrace.launch.Token.End;
import dev.millrace.launch.Token.FactoryName;
import dev.millrace.launch.Token.Open;
import dev.millrace.launch.Token.Property;
import dev.millrace.launch.Token.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Reads launch text as {@code gst-launch-1.0} does, chain by chain.
 *
 * <pre>
 *   text  = chain { chain }
 *   chain = source { "!" [ caps "!" ] sink }
 *   source = element [ .pad{,pad} ]  |  name.[pad{,pad}]              a reference must be followed by "!"
 *   sink   = [ .pad{,pad} ] element [ .pad{,pad} ]  |  name.[pad{,pad}]           a reference ends the chain
 *   element = factory { property=value }  |  bin
 *   bin   = ( "(" | "factory.(" ) { property=value } chain { chain } ")"
 * </pre>
 *
 * <p>Where this is stricter than the original: a name may be given once, a reference must be linked, a quote must be
 * closed, and {@code name= !} is a missing value instead of the value "!". Where it is more lenient: caps may be
 * quoted, and follow caps.
 */
public final class LaunchParser {
    private final String text;
    private final Scanner scanner;
    private final List<ElementNode> elements = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private Token token;
    /** The bin that is being read, or -1. */
    private int bin = -1;

    private LaunchParser(String text) {
        this.text = text;
        this.scanner = new Scanner(text);
        this.token = scanner.next();
    }

    /**
     * Reads a whole launch text.
     *
     * @throws LaunchSyntaxException when it is not one, with the place of the first mistake
     */
    public static LaunchGraph parse(String text) {
        return new LaunchParser(text).text();
    }

    private LaunchGraph text() {
        while (!(token instanceof End)) {
            chain();
        }
        if (!links.isEmpty() && elements.isEmpty()) {
            throw error(
                    links.getFirst().from().span(), "no element to refer to; write one with name=, as in tee name=t");
        }
        if (elements.isEmpty()) {
            throw error(
                    token.span(), "the launch text is empty; write elements linked by !, as in ts-udpsrc ! fakesink");
        }
        checkNames();
        return new LaunchGraph(text, elements, links);
    }

    private void chain() {
        LinkEnd from = source();
        while (token instanceof Bang bang) {
            advance();
            LinkEnd to = sink(bang);
            checkPads(from, to);
            links.add(new Link(from, to, bang.span()));
            if (to instanceof LinkEnd.Reference) {
                checkEndsChain(to);
                return;
            }
            from = withPadsBehind((LinkEnd.Element) to);
        }
    }

    private LinkEnd source() {
        return switch (token) {
            case FactoryName factory -> withPadsBehind(element(factory, List.of(), factory.span()));
            case Reference reference
            when reference.name() != null -> {
                checkLinked(reference);
                yield new LinkEnd.Reference(reference.name(), reference.pads(), reference.span());
            }
            case Reference reference ->
                throw error(
                        reference.span(),
                        quote(reference) + " stands behind no element; write it behind one, or name.pad");
            case Caps caps ->
                throw error(caps.span(), "caps must stand between two !, as in a ! " + firstWord(caps) + " ! b");
            case Property property ->
                throw error(property.span(), quote(property) + " stands behind no element; write the element first");
            case Open open -> withPadsBehind(bin(open, List.of(), open.span()));
            case Close close -> throw error(close.span(), "no \"(\" for this \")\"; remove it");
            case Bang bang -> throw error(bang.span(), "nothing before \"!\"; write an element or name. before it");
            case End end -> throw error(end.span(), "an element is missing");
        };
    }

    private LinkEnd sink(Bang bang) {
        return switch (token) {
            case FactoryName factory -> element(factory, List.of(), factory.span());
            case Reference reference
            when reference.name() != null -> {
                advance();
                yield new LinkEnd.Reference(reference.name(), reference.pads(), reference.span());
            }
            case Reference reference -> {
                advance();
                if (token instanceof FactoryName factory) {
                    yield element(factory, reference.pads(), reference.span());
                }
                if (token instanceof Open open) {
                    yield bin(open, reference.pads(), reference.span());
                }
                throw error(reference.span(), quote(reference) + " stands before no element; write one, or name.pad");
            }
            case Caps caps -> capsfilter(caps);
            case Open open -> bin(open, List.of(), open.span());
            case Close _ -> throw error(bang.span(), "nothing behind \"!\"; write an element, caps or name.");
            case Property property ->
                throw error(property.span(), quote(property) + " stands behind no element; write one behind \"!\"");
            case Bang second -> throw error(second.span(), "nothing between \"!\" and \"!\"; write an element or caps");
            case End _ -> throw error(bang.span(), "nothing behind \"!\"; write an element, caps or name.");
        };
    }

    /** Reads an element with its properties; {@code pads} are those written before it. */
    private LinkEnd.Element element(FactoryName factory, List<Word> pads, Span start) {
        advance();
        elements.add(new ElementNode(factory.word(), properties(), bin));
        return new LinkEnd.Element(elements.size() - 1, pads, start.to(factory.span()));
    }

    private List<Assignment> properties() {
        var properties = new ArrayList<Assignment>();
        while (token instanceof Property property) {
            properties.add(property.assignment());
            advance();
        }
        return properties;
    }

    /** Reads a bin with all that is in it; {@code pads} are those written before it. */
    private LinkEnd.Element bin(Open open, List<Word> pads, Span start) {
        advance();
        Word factory = open.factory() == null ? new Word(ElementNode.BIN, open.span()) : open.factory();
        int index = elements.size();
        elements.add(new ElementNode(factory, properties(), bin));
        int outer = bin;
        bin = index;
        while (!(token instanceof Close)) {
            if (token instanceof End) {
                throw error(open.span(), "no \")\" for this \"(\"; write one behind the last element of the bin");
            }
            chain();
        }
        if (elements.size() == index + 1) {
            throw error(open.span().to(token.span()), "the bin is empty; write its elements between the parentheses");
        }
        bin = outer;
        advance();
        return new LinkEnd.Element(index, pads, start.to(open.span()));
    }

    private LinkEnd.Element capsfilter(Caps caps) {
        advance();
        if (!(token instanceof Bang)) {
            throw error(caps.span(), "caps must stand between two !, as in a ! " + firstWord(caps) + " ! b");
        }
        elements.add(ElementNode.capsfilter(caps.word(), bin));
        return new LinkEnd.Element(elements.size() - 1, List.of(), caps.span());
    }

    /**
     * The element as the source of the next link: the pads written before it were for the link to it, those behind are
     * for this.
     */
    private LinkEnd withPadsBehind(LinkEnd.Element element) {
        if (token instanceof Reference reference && reference.name() == null) {
            checkLinked(reference);
            return new LinkEnd.Element(element.index(), reference.pads(), reference.span());
        }
        Span factory = elements.get(element.index()).factory().span();
        return new LinkEnd.Element(element.index(), List.of(), factory);
    }

    /** Moves on to the link that must follow the reference. */
    private void checkLinked(Reference reference) {
        advance();
        if (!(token instanceof Bang)) {
            throw error(reference.span(), quote(reference) + " is not linked; write \"!\" before or behind it");
        }
    }

    private void checkEndsChain(LinkEnd reference) {
        if (token instanceof Bang bang) {
            String name =
                    text.substring(reference.span().start(), reference.span().end());
            throw error(
                    bang.span(), "a reference ends its chain; write \"" + name + "\" once more to begin the next one");
        }
    }

    private void checkPads(LinkEnd from, LinkEnd to) {
        int sources = from.pads().size();
        int sinks = to.pads().size();
        if (sources > 0 && sinks > 0 && sources != sinks) {
            throw error(
                    from.span().to(to.span()),
                    "pads do not pair up: sources=" + sources + " sinks=" + sinks
                            + "; name equally many, or those of one side only");
        }
    }

    private void checkNames() {
        var seen = new HashSet<String>();
        for (ElementNode element : elements) {
            Word name = element.name();
            if (name != null && !seen.add(name.value())) {
                throw error(
                        name.span(), "two elements are named \"" + name.value() + "\"; give each a name of its own");
            }
        }
    }

    private void advance() {
        token = scanner.next();
    }

    private String quote(Token t) {
        return "\"" + text.substring(t.span().start(), t.span().end()) + "\"";
    }

    private static String firstWord(Caps caps) {
        return caps.word().value().split("[\\s,;(]", 2)[0];
    }

    private LaunchSyntaxException error(Span span, String message) {
        return new LaunchSyntaxException(new LaunchError(message, span), text);
    }
}
