package dev.millrace.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When a handle is read, and when the backend is asked: hot and cold, slices and levels. */
class RegistrationTest {
    private final MemoryReactor throttled = new MemoryReactor(true);

    /** A slice in which the reader is woken and reads. */
    private void slice(Inbox inbox) {
        throttled.harvest();
        inbox.read();
    }

    private void makeCold(Inbox inbox) {
        inbox.read();
        for (int i = 0; i < 10; i++) slice(inbox);
        assertThat(throttled.hotCount()).isZero();
    }

    @Test
    void aNewHandleIsHotAndTriedAtOnce() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.arrived = 1;
        inbox.read();
        assertThat(inbox.taken).isEqualTo(1);
        assertThat(throttled.hotCount()).isEqualTo(1);
    }

    @Test
    void fiveEmptySlicesMakeItColdAndThenItCostsNothing() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        for (int i = 0; i < 4; i++) slice(inbox);
        assertThat(throttled.hotCount()).isEqualTo(1);
        slice(inbox);
        assertThat(throttled.hotCount()).isZero();
        int attempts = inbox.attempts;
        int wakes = inbox.wakes;
        for (int i = 0; i < 100; i++) slice(inbox);
        assertThat(inbox.attempts).isEqualTo(attempts);
        assertThat(inbox.wakes).isEqualTo(wakes);
    }

    @Test
    void whatArrivesAtAColdHandleIsTakenInTheNextSliceAndMakesItHot() throws IOException {
        Inbox inbox = new Inbox(throttled);
        makeCold(inbox);
        for (int round = 0; round < 3; round++) {
            inbox.arrived = 2;
            slice(inbox);
            assertThat(inbox.arrived).isZero();
            assertThat(throttled.hotCount()).isEqualTo(1);
            for (int i = 0; i < 10; i++) slice(inbox);
            assertThat(throttled.hotCount()).isZero();
        }
    }

    @Test
    void aHandleThatNobodyReadsStaysHotAndIsReadLater() throws IOException {
        Inbox inbox = new Inbox(throttled);
        for (int i = 0; i < 50; i++) throttled.harvest();
        assertThat(throttled.hotCount()).isEqualTo(1);
        inbox.arrived = 3;
        inbox.read();
        for (int i = 0; i < 16; i++) slice(inbox);
        assertThat(inbox.taken).isEqualTo(3);
    }

    @Test
    void aHandleThatBecameColdWithoutAReaderIsArmedWhenItIsReadAgain() throws IOException {
        Inbox inbox = new Inbox(throttled);
        Registration registration = inbox.registration();
        for (int i = 0; i < 5; i++) {
            throttled.harvest();
            registration.drained();
        }
        throttled.harvest();
        assertThat(throttled.hotCount()).isZero();
        assertThat(registration.armed).isZero();
        inbox.arrived = 1;
        inbox.read();
        slice(inbox);
        assertThat(inbox.taken).isEqualTo(1);
    }

    @Test
    void onePacketPerSliceCostsOneReceiveAndADrainEverySixteenth() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        for (int i = 0; i < 32; i++) {
            inbox.arrived++;
            slice(inbox);
        }
        int attempts = inbox.attempts;
        int taken = inbox.taken;
        for (int i = 0; i < 160; i++) {
            inbox.arrived++;
            slice(inbox);
        }
        assertThat(inbox.taken - taken).isEqualTo(160);
        assertThat(inbox.attempts - attempts).isEqualTo(160 + 10);
        assertThat(inbox.arrived).isZero();
    }

    @Test
    void theSliceAfterAnEmptyOneDrains() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        for (int i = 0; i < 5; i++) {
            inbox.arrived++;
            slice(inbox);
        }
        slice(inbox);
        inbox.arrived = 2;
        slice(inbox);
        assertThat(inbox.arrived).isZero();
    }

    @Test
    void aBacklogIsTakenInHelpingsThatGrow() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        inbox.arrived = 1000;
        int slices = 0;
        int largest = 0;
        while (inbox.arrived > 0) {
            int before = inbox.taken;
            slice(inbox);
            int helping = inbox.taken - before;
            assertThat(helping).isLessThanOrEqualTo(10 + 2 * slices);
            largest = Math.max(largest, helping);
            assertThat(++slices).isLessThan(60);
        }
        assertThat(largest).isGreaterThan(30);
    }

    @Test
    void noPacketWaitsLongWhateverTheBursts() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Inbox inbox = new Inbox(throttled);
            List<Integer> sentInSlice = new ArrayList<>();
            for (int slice = 0; slice < 200; slice++) {
                int burst = random.nextInt(10) < 3 ? 0 : random.nextInt(1 + random.nextInt(20));
                // A sender that pauses, so that a backlog can end at all.
                if (slice % 40 < 15) {
                    inbox.arrived += burst;
                    for (int i = 0; i < burst; i++) sentInSlice.add(slice);
                }
                throttled.harvest();
                // A reader that is sometimes kept waiting, and may so miss a drain.
                boolean waits = seed % 2 == 1;
                if (!waits || random.nextInt(8) != 0) inbox.read();
                if (inbox.arrived > 0)
                    assertThat(slice - sentInSlice.get(inbox.taken))
                            .as("seed=%d slice=%d", seed, slice)
                            .isLessThan(waits ? 64 : 24);
            }
            for (int i = 0; i < 20; i++) slice(inbox);
            assertThat(inbox.taken).as("seed=%d", seed).isEqualTo(sentInSlice.size());
            inbox.registration().close();
        }
    }

    // ---- wait 0

    @Test
    void aBlockingReactorReportsAsLongAsThereIsSomethingToRead() throws IOException {
        MemoryReactor blocking = new MemoryReactor(false);
        Inbox inbox = new Inbox(blocking);
        inbox.read();
        inbox.arrived = 3;
        for (int i = 1; i <= 3; i++) {
            assertThat(blocking.block(0)).isEqualTo(1);
            inbox.read();
            assertThat(inbox.taken).as("one packet per report").isEqualTo(i);
        }
        assertThat(blocking.block(0)).isZero();
        assertThat(inbox.wakes).isEqualTo(3);
    }

    @Test
    void interestIsDisarmedWhileNobodyReadsAndArmedAgainByThePoll() throws IOException {
        MemoryReactor blocking = new MemoryReactor(false);
        Inbox inbox = new Inbox(blocking);
        inbox.read();
        assertThat(inbox.registration().armed).isEqualTo(Registration.READ);
        inbox.arrived = 2;
        blocking.block(0);
        blocking.block(0);
        assertThat(inbox.registration().armed).isZero();
        assertThat(blocking.block(0)).isZero();
        inbox.read();
        assertThat(inbox.taken).isEqualTo(1);
        assertThat(inbox.registration().armed).isEqualTo(Registration.READ);
        blocking.block(0);
        inbox.read();
        assertThat(inbox.taken).isEqualTo(2);
    }

    // ---- writing

    @Test
    void aRefusedSendIsArmedOnceAndReportedOnce() throws IOException {
        for (boolean throttle : new boolean[] {true, false}) {
            MemoryReactor reactor = new MemoryReactor(throttle);
            Inbox inbox = new Inbox(reactor);
            int[] woken = {0};
            assertThat(inbox.registration().pollWritable(() -> woken[0]++)).isTrue();
            inbox.registration().sendRefused();
            assertThat(inbox.registration().pollWritable(() -> woken[0]++)).isFalse();
            reactor.harvest();
            reactor.harvest();
            assertThat(woken[0]).isEqualTo(1);
            assertThat(inbox.registration().pollWritable(() -> woken[0]++)).isTrue();
        }
    }

    // ---- wakers

    @Test
    void aWakerThatIsReplacedIsWoken() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        int[] woken = {0};
        assertThat(inbox.registration().pollReadable(() -> woken[0]++)).isFalse();
        assertThat(inbox.wakes).isEqualTo(1);
        throttled.harvest();
        assertThat(woken[0]).isEqualTo(1);
        assertThat(inbox.wakes).isEqualTo(1);
    }

    @Test
    void aWakerThatThrowsHurtsNobodyElse() throws IOException {
        Inbox first = new Inbox(throttled);
        Inbox second = new Inbox(throttled);
        first.registration().drained();
        first.registration().pollReadable(() -> {
            throw new IllegalStateException("planted");
        });
        second.read();
        assertThat(throttled.harvest()).isEqualTo(2);
        assertThat(second.wakes).isEqualTo(1);
    }

    @Test
    void closingWakesWhoWaitsOnceAndEndsTheReports() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        inbox.registration().close();
        inbox.registration().close();
        assertThat(inbox.wakes).isEqualTo(1);
        assertThat(inbox.registration().pollReadable(inbox))
                .as("to find it closed")
                .isTrue();
        inbox.arrived = 1;
        throttled.harvest();
        assertThat(inbox.wakes).isEqualTo(1);
        assertThat(throttled.hotCount()).isZero();
        assertThat(throttled.size()).isZero();
    }

    @Test
    void closingTheReactorClosesTheHandles() throws IOException {
        Inbox inbox = new Inbox(throttled);
        inbox.read();
        throttled.close();
        throttled.close();
        assertThat(inbox.wakes).isEqualTo(1);
        assertThat(inbox.closes).isEqualTo(1);
    }

    // ---- the table

    @Test
    void anIndexIsUsedAgainAndLateReportsReachNobody() throws IOException {
        Inbox first = new Inbox(throttled);
        int index = first.registration().index;
        first.registration().close();
        throttled.report(index, true, true);
        Inbox second = new Inbox(throttled);
        assertThat(second.registration().index).isEqualTo(index);
        assertThat(throttled.size()).isEqualTo(1);
        throttled.report(77, true, true);
        assertThat(second.wakes).isZero();
    }

    @Test
    void aReportForAHandleThatIsNotArmedLeavesTheOthersAlone() throws IOException {
        Inbox cold = new Inbox(throttled);
        makeCold(cold);
        Inbox hot = new Inbox(throttled);
        throttled.report(hot.registration().index, true, true);
        throttled.report(hot.registration().index, true, true);
        cold.arrived = 1;
        slice(cold);
        assertThat(cold.taken).isEqualTo(1);
    }

    @Test
    void aRefusedRegistrationTakesNoPlace() throws IOException {
        boolean[] refuse = {false};
        Reactor reactor = new Reactor(true) {
            @Override
            public void wakeUp() {}

            @Override
            protected void attach(Registration registration) throws IOException {
                if (refuse[0]) throw new IOException("planted");
            }

            @Override
            protected void detach(Registration registration) {}

            @Override
            void setInterest(Registration registration, int interest) {}

            @Override
            void select(long timeoutNs) {}
        };
        new Inbox(reactor).registration().close();
        refuse[0] = true;
        for (int i = 0; i < 3; i++) {
            try {
                new Inbox(reactor);
            } catch (IOException e) {
                assertThat(e).hasMessage("planted");
            }
        }
        assertThat(reactor.size()).isZero();
        refuse[0] = false;
        assertThat(new Inbox(reactor).registration().index).isZero();
        assertThat(reactor.size()).isEqualTo(1);
    }
}
