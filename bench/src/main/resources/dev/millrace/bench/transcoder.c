/* The floor of the whole chain: what this machine needs at least to receive N PCMU streams, put them in order, hold
 * each packet until its time, transcode it to PCMA and send it on.
 *
 *   transcoder MODE IN_PORT OUT_PORT STREAMS WAIT_MS LATENCY_MS
 *
 * MODE: own     each stream is sent from the socket that it is received on, a sendto for each packet
 *       shared  all are sent from one socket, a sendmmsg for many
 *
 * Stream i comes to IN_PORT + i and goes to OUT_PORT + i of 127.0.0.1. Once per WAIT_MS every socket is asked once (and
 * until it is empty in each 16th turn), then everything due is sent. As little as it can be: no counters of a session, no
 * sender addresses, one clock for all streams, a new start of a stream drops what is held.
 *
 * Says "ready" when all sockets are bound, then works until its standard input ends, and says how many packets came.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOT = 2048, RING = 16, WHEEL = 64, BATCH = 512, HEADER = 12, DRAIN_EVERY = 16, PCMA = 8, MISORDER = 100 };
enum { NS_PER_TICK = 125000 };

struct stream {
    int fd;
    int held;         /* packets in the ring */
    uint16_t next;    /* sequence number to be sent next */
    uint16_t out_seq;
    uint32_t first_timestamp, out_timestamp;
    int64_t first_ns; /* when the packet with first_timestamp came */
    uint8_t *ring[RING];
    int length[RING];
    struct stream *next_due; /* the others of its slice in the wheel */
    int armed;
};

static struct stream *streams;
static struct sockaddr_in *receivers;
static int count;
static int shared_fd;
static int64_t wait_ns, latency_ns, turn_ns, turn_index;
static struct stream *wheel[WHEEL];
static uint64_t received;

static uint8_t **free_slots;
static int free_count;

static uint8_t out[BATCH][SLOT];
static struct mmsghdr batch[BATCH];
static struct iovec batch_vectors[BATCH];
static int batched;

static int16_t linear_of_mulaw[256];
static uint8_t alaw_of_linear[1 << 16];

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sleep_until(int64_t at_ns) {
    struct timespec t = {at_ns / 1000000000LL, at_ns % 1000000000LL};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
}

static int input_has_ended(void) {
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    char c;
    return poll(&in, 1, 0) > 0 && read(STDIN_FILENO, &c, 1) == 0;
}

/* G.711: the tables by their definition. */
static void make_tables(void) {
    for (int code = 0; code < 256; code++) {
        int bits = ~code & 0xff, segment = bits >> 4 & 7;
        int magnitude = ((((bits & 15) << 3) + 132) << segment) - 132;
        linear_of_mulaw[code] = bits & 0x80 ? -magnitude : magnitude;
    }
    for (int sample = -32768; sample < 32768; sample++) {
        int magnitude = sample < 0 ? -sample : sample, segment = 0;
        if (magnitude > 32767) magnitude = 32767;
        while (magnitude >> (segment + 8)) segment++;
        int interval = magnitude >> (segment == 0 ? 4 : segment + 3) & 15;
        alaw_of_linear[(uint16_t)sample] = (segment << 4 | interval | (sample < 0 ? 0 : 0x80)) ^ 0x55;
    }
}

static uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }

static uint32_t get32(const uint8_t *p) { return (uint32_t)get16(p) << 16 | get16(p + 2); }

static void put16(uint8_t *p, uint16_t v) {
    p[0] = v >> 8;
    p[1] = v;
}

static void put32(uint8_t *p, uint32_t v) {
    put16(p, v >> 16);
    put16(p + 2, v);
}

static void flush(void) {
    for (int done = 0; done < batched;) {
        int sent = sendmmsg(shared_fd, batch + done, batched - done, MSG_DONTWAIT);
        done += sent > 0 ? sent : 1;
    }
    batched = 0;
}

/* Decodes to linear samples and encodes those, as two elements of a pipeline do. */
static void transcode(const uint8_t *from, uint8_t *to, int samples) {
    static int16_t linear[SLOT];
    for (int i = 0; i < samples; i++) linear[i] = linear_of_mulaw[from[i]];
    __asm__ volatile("" ::"r"(linear) : "memory"); /* not to be fused into one table */
    for (int i = 0; i < samples; i++) to[i] = alaw_of_linear[(uint16_t)linear[i]];
}

static void send_on(struct stream *s, const uint8_t *packet, int length) {
    uint8_t *to = out[batched];
    int index = s - streams, samples = length - HEADER;
    to[0] = 0x80;
    to[1] = PCMA;
    put16(to + 2, s->out_seq++);
    put32(to + 4, s->out_timestamp);
    put32(to + 8, 0x5eed0000u + index);
    s->out_timestamp += samples;
    transcode(packet + HEADER, to + HEADER, samples);
    if (shared_fd < 0) {
        sendto(s->fd, to, length, MSG_DONTWAIT, (struct sockaddr *)&receivers[index], sizeof receivers[index]);
        return;
    }
    batch_vectors[batched].iov_len = length;
    batch[batched].msg_hdr.msg_name = &receivers[index];
    if (++batched == BATCH) flush();
}

static void arm(struct stream *s) {
    uint8_t *packet = NULL;
    for (int i = 0; packet == NULL; i++) packet = s->ring[(s->next + i) % RING];
    int64_t due_ns = s->first_ns + (int32_t)(get32(packet + 4) - s->first_timestamp) * (int64_t)NS_PER_TICK + latency_ns;
    int64_t slices = (due_ns - turn_ns + wait_ns - 1) / wait_ns;
    if (slices < 1) slices = 1;
    if (slices >= WHEEL) slices = WHEEL - 1;
    struct stream **slot = &wheel[(turn_index + slices) % WHEEL];
    s->next_due = *slot;
    s->armed = 1;
    *slot = s;
}

static void drop_held(struct stream *s) {
    for (int i = 0; i < RING; i++)
        if (s->ring[i]) free_slots[free_count++] = s->ring[i], s->ring[i] = NULL;
    s->held = 0;
}

/* Whether the packet is kept. */
static int insert(struct stream *s, uint8_t *packet, int length) {
    if (length < HEADER || packet[0] >> 6 != 2) return 0;
    uint16_t seq = get16(packet + 2);
    int16_t ahead = seq - s->next;
    if (s->first_ns == 0 || ahead >= RING || ahead < -MISORDER) {
        drop_held(s);
        s->next = seq;
        s->first_timestamp = get32(packet + 4);
        s->first_ns = turn_ns;
        ahead = 0;
    }
    if (ahead < 0 || s->ring[seq % RING]) return 0;
    s->ring[seq % RING] = packet;
    s->length[seq % RING] = length;
    s->held++;
    if (!s->armed) arm(s);
    return 1;
}

static int is_due(struct stream *s, const uint8_t *packet) {
    int64_t media_ns = (int32_t)(get32(packet + 4) - s->first_timestamp) * (int64_t)NS_PER_TICK;
    return s->first_ns + media_ns + latency_ns <= turn_ns;
}

static void play_out(struct stream *s) {
    s->armed = 0;
    while (s->held > 0) {
        uint16_t seq = s->next;
        while (!s->ring[seq % RING]) seq++;
        uint8_t *packet = s->ring[seq % RING];
        if (!is_due(s, packet)) break;
        send_on(s, packet, s->length[seq % RING]);
        s->ring[seq % RING] = NULL;
        s->held--;
        s->next = seq + 1;
        free_slots[free_count++] = packet;
    }
    if (s->held > 0) arm(s);
}

static int receive_one(struct stream *s) {
    if (free_count == 0) return 0;
    uint8_t *slot = free_slots[--free_count];
    int length = recv(s->fd, slot, SLOT, MSG_DONTWAIT);
    if (length >= 0) received++;
    if (length < 0 || !insert(s, slot, length)) free_slots[free_count++] = slot;
    return length >= 0;
}

static void turn(void) {
    for (int i = 0; i < count; i++)
        if (receive_one(&streams[i]) && (turn_index + i) % DRAIN_EVERY == 0)
            while (receive_one(&streams[i])) {
            }
    struct stream **slot = &wheel[turn_index % WHEEL];
    struct stream *due = *slot;
    *slot = NULL;
    while (due) {
        struct stream *s = due;
        due = s->next_due;
        play_out(s);
    }
    flush();
}

static int open_socket(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("transcoder: cannot open a socket");
        exit(1);
    }
    return fd;
}

static void open_streams(int in_port, int out_port) {
    int slots = count * RING + 1;
    uint8_t *memory = malloc((size_t)slots * SLOT);
    streams = calloc(count, sizeof *streams);
    receivers = calloc(count, sizeof *receivers);
    free_slots = calloc(slots, sizeof *free_slots);
    for (int i = slots - 1; i >= 0; i--) free_slots[free_count++] = memory + (size_t)i * SLOT;
    for (int i = 0; i < count; i++) {
        streams[i].fd = open_socket(in_port + i);
        receivers[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(out_port + i)};
        receivers[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    for (int i = 0; i < BATCH; i++) {
        batch_vectors[i].iov_base = out[i];
        batch[i].msg_hdr.msg_namelen = sizeof *receivers;
        batch[i].msg_hdr.msg_iov = &batch_vectors[i];
        batch[i].msg_hdr.msg_iovlen = 1;
    }
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: transcoder own|shared IN_PORT OUT_PORT STREAMS WAIT_MS LATENCY_MS\n");
        return 2;
    }
    count = atoi(argv[4]);
    wait_ns = atoi(argv[5]) * 1000000LL;
    latency_ns = atoi(argv[6]) * 1000000LL;
    make_tables();
    open_streams(atoi(argv[2]), atoi(argv[3]));
    shared_fd = strcmp(argv[1], "shared") == 0 ? open_socket(0) : -1;
    printf("ready\n");
    fflush(stdout);
    int64_t next_ns = now_ns();
    for (; turn_index % DRAIN_EVERY != 0 || !input_has_ended(); turn_index++) {
        sleep_until(next_ns += wait_ns);
        turn_ns = next_ns;
        turn();
    }
    printf("%llu\n", (unsigned long long)received);
    return 0;
}
