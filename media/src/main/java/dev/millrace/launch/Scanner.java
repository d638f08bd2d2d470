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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts launch text into tokens, one call of {@link #next} each.
 *
 * <p>The text decides by itself what a token is, without knowledge of the ones before: {@code !} links; parentheses are
 * bins; an identifier is a reference when a dot follows, a bin when a dot and a parenthesis follow, an assignment when (after white space) {@code =} follows, the start of caps when a
 * slash follows, and a factory otherwise. White space separates, line ends and a backslash before a line end included.
 * Not thread-safe.
 */
final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
        this.text = text;
    }

    /** The next token; after the last one {@link End}, however often asked. */
    Token next() {
        skipSpace();
        int start = at;
        char c = peek();
        if (isEnd()) {
            return new End(new Span(start, 0));
        }
        if (c == '!') {
            at++;
            return new Bang(Span.between(start, at));
        }
        if (c == '(') {
            at++;
            return new Open(null, Span.between(start, at));
        }
        if (c == ')') {
            at++;
            return new Close(Span.between(start, at));
        }
        if (c == '"' || c == '\'') {
            return quotedCaps();
        }
        if (c == '.') {
            return reference(null, start);
        }
        if (isIdentifierStart(c)) {
            return named();
        }
        throw unexpected(start);
    }

    /** A token that begins with an identifier. */
    private Token named() {
        Word word = identifier();
        int end = at;
        char c = peek();
        if (c == '.') {
            return reference(word, word.span().start());
        }
        if (c == '/') {
            return caps(word);
        }
        skipSpace();
        if (peek() == '=') {
            at++;
            return new Property(new Assignment(word, value(word)));
        }
        at = end;
        if (!isEnd() && c != '!' && c != '(' && c != ')' && c != '\\' && !Character.isWhitespace(c)) {
            throw unexpected(end);
        }
        return new FactoryName(word);
    }

    private Token reference(@Nullable Word name, int start) {
        at++;
        var pads = new ArrayList<Word>();
        if (isIdentifierStart(peek())) {
            pads.add(identifier());
            while (peek() == ',') {
                at++;
                pads.add(padBehindComma(Span.between(start, at)));
            }
        } else if (name != null && startsBin()) {
            at = text.indexOf('(', at) + 1;
            return new Open(name, Span.between(start, at));
        } else if (name == null) {
            throw error(Span.between(start, at), "no pad name behind \".\"; write name. or .pad");
        }
        return new Reference(name, List.copyOf(pads), Span.between(start, at));
    }

    private Word padBehindComma(Span soFar) {
        skipSpace();
        if (!isIdentifierStart(peek())) {
            throw error(
                    soFar, "no pad name behind the comma of \"" + text.substring(soFar.start(), soFar.end()) + "\"");
        }
        return identifier();
    }

    private boolean startsBin() {
        int mark = at;
        skipSpace();
        boolean bin = peek() == '(';
        at = mark;
        return bin;
    }

    /** What follows the equals sign of {@code name}. */
    private Word value(Word name) {
        Span assigned = Span.between(name.span().start(), at);
        skipSpace();
        int start = at;
        char c = peek();
        if (c == '"' || c == '\'') {
            Word quoted = quoted();
            if (!isEnd() && peek() != '!' && !Character.isWhitespace(peek())) {
                throw error(
                        Span.between(start, at + 1),
                        "text right behind the closing quote of " + name.value() + "; put white space between");
            }
            return quoted;
        }
        while (!isEnd() && !Character.isWhitespace(peek()) && !isContinuedLine()) {
            at += peek() == '\\' ? 2 : 1;
        }
        at = Math.min(at, text.length());
        String raw = text.substring(start, at);
        if (raw.isEmpty() || raw.equals("!")) {
            throw error(
                    assigned,
                    "no value behind \"" + name.value() + "=\"; write " + name.value() + "=\"\" for an empty one");
        }
        return new Word(unescape(raw), Span.between(start, at));
    }

    /** Caps whose first word, up to the slash, has been read: everything up to the next {@code !} outside quotes. */
    private Token caps(Word first) {
        int start = first.span().start();
        if (first.value().endsWith(":") && text.startsWith("//", at)) {
            skipWord();
            String uri = text.substring(start, at);
            throw error(
                    Span.between(start, at),
                    "a uri cannot stand for an element, uri=" + uri + "; write the source element with its properties");
        }
        boolean inQuotes = false;
        while (!isEnd() && (inQuotes || peek() != '!')) {
            inQuotes ^= peek() == '"';
            at += peek() == '\\' ? 2 : 1;
        }
        at = Math.min(at, text.length());
        String raw = text.substring(start, at).stripTrailing();
        return new Caps(new Word(unescape(raw), new Span(start, raw.length())));
    }

    private Token quotedCaps() {
        Word word = quoted();
        if (word.value().indexOf('/') < 1) {
            throw error(
                    word.span(),
                    "only caps may be quoted between links, quoted="
                            + text.substring(word.span().start(), word.span().end())
                            + "; write an element without quotes");
        }
        return new Caps(word);
    }

    private Word quoted() {
        int start = at;
        char quote = peek();
        var value = new StringBuilder();
        for (at++; !isEnd() && peek() != quote; at++) {
            if (peek() == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(peek());
        }
        if (isEnd()) {
            throw error(Span.between(start, at), "no closing quote for " + quote);
        }
        at++;
        return new Word(value.toString(), Span.between(start, at));
    }

    private Word identifier() {
        int start = at;
        while (isIdentifierPart(peek())) {
            at++;
        }
        return new Word(text.substring(start, at), Span.between(start, at));
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek()) || isContinuedLine()) {
            at++;
        }
    }

    private boolean isContinuedLine() {
        return text.startsWith("\\\n", at) || text.startsWith("\\\r\n", at);
    }

    private void skipWord() {
        while (!isEnd() && !Character.isWhitespace(peek())) {
            at++;
        }
    }

    private boolean isEnd() {
        return at >= text.length();
    }

    /** The character here; at the end NUL, which is part of nothing. */
    private char peek() {
        return isEnd() ? 0 : text.charAt(at);
    }

    private LaunchSyntaxException unexpected(int position) {
        char c = text.charAt(position);
        int length = Character.charCount(text.codePointAt(position));
        String hint = c == ':' || c == '|' ? "; elements are linked by !" : "";
        return error(
                new Span(position, length),
                "unexpected \"" + text.substring(position, position + length) + "\"" + hint);
    }

    private LaunchSyntaxException error(Span span, String message) {
        return new LaunchSyntaxException(new LaunchError(message, span), text);
    }

    /**
     * A backslash takes itself away and keeps the next character as it is, except inside double quotes, which stay too.
     */
    private static String unescape(String raw) {
        var out = new StringBuilder(raw.length());
        boolean inQuotes = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean escape = c == '\\' && i + 1 < raw.length();
            if (escape && inQuotes) {
                out.append(c);
            }
            if (escape) {
                c = raw.charAt(++i);
            } else if (c == '"') {
                inQuotes = !inQuotes;
            }
            out.append(c);
        }
        return out.toString();
    }

    private static boolean isIdentifierStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static boolean isIdentifierPart(char c) {
        return isIdentifierStart(c) || c == '-' || c == '%' || c == ':';
    }
}
