package dev.millrace.sync;

/** What came of an attempt to send without waiting. */
public enum SendResult {
    /** The channel has the item. */
    SENT,
    /** There is no room, or others have waited longer for it; on a rendezvous channel, nobody waits for an item. */
    FULL,
    /** All receivers are gone: nothing will ever be sent again. */
    CLOSED
}
