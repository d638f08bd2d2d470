/* The floor of receiving: what this machine needs at least to take N paced UDP streams and drop them.
 *
 *   receiver MODE BASE_PORT STREAMS WAIT_MS
 *
 * MODE: epoll  level-triggered epoll, one recv per event
 *       sweep  recv on every socket each turn, without asking which are ready
 * WAIT_MS: turn once per that time; 0 (epoll only) blocks for each event.
 *
 * Says "ready" when all sockets are bound, then counts until its standard input ends, and says how many came.
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
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { DATAGRAM = 2048, EVENTS = 1024, LOOK_FOR_END_EVERY = 16, BLOCK_MS = 200 };

static int *sockets;
static int streams;
static uint64_t received;
static char datagram[DATAGRAM];

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

static int open_socket(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("receiver: cannot open a socket");
        exit(1);
    }
    return fd;
}

static void take(int fd) {
    if (recv(fd, datagram, sizeof datagram, MSG_DONTWAIT) >= 0) received++;
}

static void take_ready(int epoll, int timeout_ms) {
    static struct epoll_event events[EVENTS];
    int count;
    do {
        count = epoll_wait(epoll, events, EVENTS, timeout_ms);
        for (int i = 0; i < count; i++) take(events[i].data.fd);
        timeout_ms = 0;
    } while (count == EVENTS);
}

static void take_all(void) {
    for (int i = 0; i < streams; i++) take(sockets[i]);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: receiver epoll|sweep BASE_PORT STREAMS WAIT_MS\n");
        return 2;
    }
    int sweep = strcmp(argv[1], "sweep") == 0;
    int base_port = atoi(argv[2]);
    streams = atoi(argv[3]);
    int64_t wait_ns = atoi(argv[4]) * 1000000LL;
    int epoll = epoll_create1(0);
    sockets = calloc(streams, sizeof *sockets);
    for (int i = 0; i < streams; i++) {
        sockets[i] = open_socket(base_port + i);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = sockets[i]};
        if (!sweep) epoll_ctl(epoll, EPOLL_CTL_ADD, sockets[i], &event);
    }
    printf("ready\n");
    fflush(stdout);
    int64_t next_ns = now_ns();
    for (uint64_t turn = 0; turn % LOOK_FOR_END_EVERY != 0 || !input_has_ended(); turn++) {
        if (wait_ns > 0) sleep_until(next_ns += wait_ns);
        if (sweep) take_all();
        else take_ready(epoll, wait_ns > 0 ? 0 : BLOCK_MS);
    }
    printf("%llu\n", (unsigned long long)received);
    return 0;
}
