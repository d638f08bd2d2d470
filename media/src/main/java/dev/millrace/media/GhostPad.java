package dev.millrace.media;

/**
 * A name by which a bin shows a pad of an element in it.
 *
 * <p>Whoever links to it links to the pad behind it, so that a bin costs nothing per buffer.
 */
public final class GhostPad {
    private final Bin bin;
    private final String name;
    private Pad target;

    GhostPad(Bin bin, String name, Pad target) {
        this.bin = bin;
        this.name = name;
        this.target = target;
    }

    public Bin bin() {
        return bin;
    }

    public String name() {
        return name;
    }

    /** The pad that it shows. */
    public Pad target() {
        return target;
    }

    /**
     * Shows another pad from now on; a link goes over to it. While a stream passes, on its thread ({@link Pad#whenIdle}).
     *
     * @throws LinkException when it is of the other direction, or linked already
     */
    public void setTarget(Pad pad) {
        if ((pad instanceof SinkPad) != (target instanceof SinkPad))
            throw new LinkException("pad is of the other direction: ghost=" + this + " pad=" + pad);
        if (pad.peer() != null) throw new LinkException("pad is linked already: pad=" + pad + " peer=" + pad.peer());
        Pad peer = target.peer();
        Links.unlink(target);
        target = pad;
        bin.showPads();
        if (pad instanceof SinkPad sink && peer instanceof SrcPad src) Links.link(src, sink);
        else if (pad instanceof SrcPad src && peer instanceof SinkPad sink) Links.link(src, sink);
    }

    @Override
    public String toString() {
        return bin.name() + "." + name;
    }
}
