package dev.millrace.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows for machines and for people.
 *
 * <p>As JSON: {@code {"rows":[{"source":"ts-udpsrc","streams":1000,...}]}} with every key of {@link Figure} in each
 * row, null where not measured, numbers to six digits. For the table see {@link Table}.
 *
 * @param rows in the order to show
 */
public record Report(List<Row> rows) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final MathContext SIX_DIGITS = new MathContext(6);

    /** Keeps its own copy of the list. */
    public Report {
        rows = List.copyOf(rows);
    }

    /** The rows in one line of JSON. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("rows");
        for (Row row : rows) {
            ObjectNode object = array.addObject().put("source", row.source());
            for (Figure figure : Figure.values()) {
                object.set(figure.key(), number(row.get(figure)));
            }
        }
        return JSON.writeValueAsString(root);
    }

    /**
     * Writes {@link #json()} and a line end into a file, over what it held.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, json() + "\n");
    }

    /** The rows as aligned text, see {@link Table}. */
    public String table() {
        return Table.of(rows);
    }

    /**
     * Reads what {@link #json()} wrote, possibly in another process; unknown keys are left out.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Report parse(String json) {
        JsonNode array;
        try {
            array = JSON.readTree(json).path("rows");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not json: text=" + json, e);
        }
        if (!array.isArray()) {
            throw new IllegalArgumentException("no rows in json, {\"rows\":[...]} expected: text=" + json);
        }
        var rows = new ArrayList<Row>();
        for (JsonNode object : array) {
            rows.add(row(object));
        }
        return new Report(rows);
    }

    private static Row row(JsonNode object) {
        Row row = Row.of(object.path("source").asString(""));
        for (Figure figure : Figure.values()) {
            JsonNode value = object.path(figure.key());
            row = value.isNumber() ? row.with(figure, value.doubleValue()) : row;
        }
        return row;
    }

    private static JsonNode number(@Nullable Double value) {
        if (value == null) {
            return JSON.getNodeFactory().nullNode();
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return JSON.getNodeFactory().numberNode(value.longValue());
        }
        return JSON.getNodeFactory()
                .numberNode(new BigDecimal(value).round(SIX_DIGITS).doubleValue());
    }
}
