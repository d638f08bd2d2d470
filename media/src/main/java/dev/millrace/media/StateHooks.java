package dev.millrace.media;

/** What a step between two states does to one element. */
final class StateHooks {
    private StateHooks() {}

    static void run(Element element, State from, boolean up) throws Exception {
        switch (from) {
            case NULL -> element.nullToReady();
            case READY -> {
                if (up) readyToPaused(element);
                else element.readyToNull();
            }
            case PAUSED -> {
                if (up) pausedToPlaying(element);
                else pausedToReady(element);
            }
            case PLAYING -> {
                element.holdFirst();
                element.playingToPaused();
            }
        }
    }

    private static void readyToPaused(Element element) throws Exception {
        element.holdFirst();
        element.activatePads(true);
        element.readyToPaused();
    }

    private static void pausedToPlaying(Element element) throws Exception {
        element.pausedToPlaying();
        element.letGo();
    }

    private static void pausedToReady(Element element) throws Exception {
        element.activatePads(false);
        element.dropHeld();
        element.pausedToReady();
    }
}
