package dev.millrace.glib.source;

import java.util.EnumSet;
import java.util.Set;

/** What a file descriptor can be: {@code GIOCondition}, with the numbers of {@code poll}. */
public enum FdCondition {
    /** There is data to read. */
    IN(1),
    /** There is urgent data. */
    PRI(2),
    /** Writing does not block. */
    OUT(4),
    /** There is an error; always watched for. */
    ERR(8),
    /** The other side has hung up; always watched for. */
    HUP(16),
    /** It is not open; always watched for. */
    NVAL(32);

    private final int bit;

    FdCondition(int bit) {
        this.bit = bit;
    }

    static int bits(Set<FdCondition> conditions) {
        int bits = 0;
        for (FdCondition condition : conditions) bits |= condition.bit;
        return bits;
    }

    static Set<FdCondition> of(int bits) {
        EnumSet<FdCondition> set = EnumSet.noneOf(FdCondition.class);
        for (FdCondition condition : values()) if ((bits & condition.bit) != 0) set.add(condition);
        return set;
    }
}
