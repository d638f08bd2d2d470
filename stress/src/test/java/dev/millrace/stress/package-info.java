/**
 * Proofs of the lock-free pieces, and the broken twins that each proof has to find.
 *
 * <pre>
 *   a piece and its twins ──► Scene (two or three threads) ──► Law ──► Lincheck: every schedule of few switches ──┐
 *   a piece and its twins ──► @Proof, @Twin ──► JcstressRun ──► jcstress: millions of samples on real processors ─┴─► Ledger
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.stress.Law}: what holds under every schedule, and the tests that show it.
 * {@link dev.millrace.stress.Scene}: one run of a law. {@link dev.millrace.stress.Proof}, {@link dev.millrace.stress.Twin}:
 * what a test of jcstress shows. {@link dev.millrace.stress.Ledger}: the table at the end.
 *
 * <p><b>Threading law.</b> Lincheck runs one thread of a scene at a time and decides where it switches; jcstress lets them
 * loose.
 *
 * <p><b>Not here.</b> The proofs: each lies in the package of its piece, {@code PieceProofTest} for Lincheck and {@code
 * PieceStress} for jcstress, with its twins in the same file.
 *
 * <p><b>Read first.</b> {@code docs/design/proofs.md}, then {@code dev.millrace.future.CompleterProofTest}.
 */
@NullMarked
package dev.millrace.stress;

import org.jspecify.annotations.NullMarked;
