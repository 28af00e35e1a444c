/*
 * The load of one round: bytes that are prepared by load.ts, sent and counted
 * over epoll, so that one processor generates more than any server takes.
 *
 *   generator ADDRESS MODE SUBSCRIBERS IN_FLIGHT MESSAGES WARM_UP SECONDS < bytes
 *
 * ADDRESS is a port of loopback, or the path of a unix socket ("@…": an abstract
 * one). MODE is "fan" (a publisher, subscribers that count bytes), "set" (a
 * requester, an owner that answers what it is sent), or "alone" (a publisher
 * whose messages bring answers, and no subscriber until the end). The
 * input has five blocks, each behind its length as four bytes (big endian):
 * upgrade, hello, announce, subscribe, and MESSAGES messages of one length. With
 * an upgrade the connections are WebSockets. "~~~~~" in what subscribes becomes
 * five letters that no other connection has.
 *
 * Prints "begin" and "end" around the measured interval, then a line of JSON.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { UPGRADE, HELLO, ANNOUNCE, SUBSCRIBE, RING, BLOCKS };
enum { BUFFER = 1 << 18, EVENTS = 1024, QUIET_MS = 60, PATIENCE_MS = 10000, LATENCIES = 1 << 20 };

static unsigned char *block[BLOCKS], buffer[BUFFER], owned[BUFFER], answers[BUFFER];
static size_t size[BLOCKS];
static int epoll, *socket_of;
static uint64_t *received;
static float latency[LATENCIES];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, errno ? strerror(errno) : "failed");
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec +
         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

static int dial(const char *address) {
  int made, on = 1;
  if (*address == '/' || *address == '@') {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t length = strlen(address);
    strncpy(at.sun_path, address, sizeof at.sun_path - 1);
    if (*address == '@') at.sun_path[0] = 0;
    made = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(made, (struct sockaddr *)&at, offsetof(struct sockaddr_un, sun_path) + length)) fail("connect");
  } else {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(address))};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(made, (struct sockaddr *)&at, sizeof at)) fail("connect");
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return made;
}

static void send_all(int to, const unsigned char *bytes, size_t length) {
  while (length) {
    ssize_t sent = send(to, bytes, length, MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    bytes += sent;
    length -= sent;
  }
}

/* Reads until a connection has been quiet for a while; keeps the last input. */
static size_t quiet(int n) {
  size_t have = 0;
  double last = now(), began = last;
  for (;;) {
    ssize_t got = recv(socket_of[n], buffer + have, BUFFER - have - 1, MSG_DONTWAIT);
    if (got == 0) fail("the server has closed a connection");
    if (got > 0) {
      have += got;
      received[n] += got;
      last = now();
    } else if (have && now() - last > QUIET_MS * 1e-3) {
      break;
    } else if (now() - began > PATIENCE_MS * 1e-3) {
      fail("no answer");
    } else {
      usleep(1000);
    }
  }
  buffer[have] = 0;
  return have;
}

/* Says one thing on each of some connections, and waits for all answers. */
static void say(int from, int to, int which) {
  if (!size[which]) return;
  unsigned char *unique = memmem(block[which], size[which], "~~~~~", 5);
  for (int n = from; n < to; n++) {
    for (int k = 4, rest = n; unique && k >= 0; k--, rest /= 26) unique[k] = 'a' + rest % 26;
    send_all(socket_of[n], block[which], size[which]);
  }
  for (int n = from; n < to; n++) {
    uint64_t before = received[n];
    double began = now();
    while (received[n] == before) {
      ssize_t got = recv(socket_of[n], buffer, BUFFER, 0);
      if (got <= 0) fail("no answer");
      received[n] += got;
      if (now() - began > PATIENCE_MS * 1e-3) fail("no answer");
    }
  }
  usleep(QUIET_MS * 1000);
  for (int n = from; n < to; n++) {
    ssize_t got;
    while ((got = recv(socket_of[n], buffer, BUFFER, MSG_DONTWAIT)) > 0) received[n] += got;
  }
}

/* The size of the header of a frame, 0 if it is not complete; its payload's length. */
static size_t frame(const unsigned char *at, size_t have, size_t *length) {
  if (!size[UPGRADE]) {
    if (have < 4) return 0;
    *length = (size_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
    return have - 4 < *length ? 0 : 4;
  }
  if (have < 4) return 0;
  size_t header = at[1] == 126 ? 4 : 2;
  *length = at[1] == 126 ? (size_t)at[2] << 8 | at[3] : at[1];
  return at[1] > 126 || have - header < *length ? 0 : header;
}

/* Writes an answer of less than 126 bytes as a frame; returns its size. */
static size_t framed(unsigned char *out, const unsigned char *text, size_t length) {
  static const unsigned char key[4] = {0x37, 0xfa, 0x21, 0x3d};
  size_t header = size[UPGRADE] ? 6 : 4;
  if (header == 6) {
    out[0] = 0x81, out[1] = 0x80 | length;
    memcpy(out + 2, key, 4);
  } else {
    out[0] = out[1] = out[2] = 0, out[3] = length;
  }
  for (size_t n = 0; n < length; n++) out[header + n] = text[n] ^ (header == 6 ? key[n % 4] : 0);
  return header + length;
}

/* Answers each complete frame by its id; returns how many bytes are left over. */
static size_t answer(int to, size_t have) {
  size_t at = 0, out = 0, length, header;
  while ((header = frame(owned + at, have - at, &length))) {
    unsigned char text[126], *request = owned + at + header;
    unsigned char *id = memmem(request, length, "\"id\":", 5);
    if (!id) fail("a request without an id");
    unsigned char *start = id += 5;
    int in_text = *id == '"';
    if (in_text) id++;
    while (in_text ? *id != '"' : *id != ',' && *id != '}') id++;
    if (in_text) id++;
    int written = snprintf((char *)text, sizeof text, "{\"id\":%.*s,\"result\":{}}", (int)(id - start), start);
    if (written >= (int)sizeof text) fail("a request with a long id");
    out += framed(answers + out, text, written);
    at += header + length;
  }
  if (out) send_all(to, answers, out);
  memmove(owned, owned + at, have - at);
  return have - at;
}

static int ascending(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static void escaped(const unsigned char *text, size_t length) {
  putchar('"');
  for (size_t n = 0; n < length; n++) {
    if (text[n] < ' ' || text[n] > '~' || text[n] == '"' || text[n] == '\\') printf("\\u%04x", text[n]);
    else putchar(text[n]);
  }
  putchar('"');
}

int main(int count, char **args) {
  if (count != 8) return fputs("see the head of generator.c\n", stderr), 2;
  const char *address = args[1];
  int sets = !strcmp(args[2], "set"), alone = !strcmp(args[2], "alone"), subscribers = atoi(args[3]), in_flight = atoi(args[4]);
  int messages = atoi(args[5]);
  double warm_up = atof(args[6]), seconds = atof(args[7]);
  for (int n = 0; n < BLOCKS; n++) {
    unsigned char head[4];
    if (fread(head, 1, 4, stdin) != 4) fail("input");
    size[n] = (size_t)head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3];
    block[n] = malloc(size[n] + 1);
    if (fread(block[n], 1, size[n], stdin) != size[n]) fail("input");
  }
  size_t message = size[RING] / messages;
  /* 0 announces: the publisher, or the owner. What is counted comes after it. */
  int all = subscribers + 1;
  socket_of = calloc(all, sizeof *socket_of);
  received = calloc(all, sizeof *received);
  for (int n = 0; n < all; n++) socket_of[n] = dial(address);
  say(0, all, UPGRADE);
  say(0, all, HELLO);
  /* Alone, 1 announces and is answered, and 0 looks at the end. */
  if (alone) say(1, 2, ANNOUNCE);
  else say(0, 1, ANNOUNCE);
  if (!sets && !alone) say(1, all, SUBSCRIBE);
  size_t kept = 0;
  int source = sets || alone ? 1 : 0, phase = 0;
  /* The last, because some servers do not tell of a value that equals the old one. */
  send_all(socket_of[source], block[RING] + (messages - 1) * message, message);
  if (sets) {
    kept = recv(socket_of[0], owned, BUFFER, 0);
    kept = answer(socket_of[0], kept);
  }
  size_t length = quiet(1);
  unsigned char *sample = malloc(length);
  memcpy(sample, buffer, length);
  /* The others get as many bytes. */
  for (int n = 2; n < all; n++) {
    for (size_t have = 0; have < length;) {
      ssize_t got = recv(socket_of[n], owned, length - have, 0);
      if (got <= 0) fail("no answer");
      have += got;
    }
  }
  memset(received, 0, all * sizeof *received);

  epoll = epoll_create1(0);
  for (int n = 0; n < all; n++) {
    struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = n};
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket_of[n], &wanted);
  }
  static struct epoll_event events[EVENTS];
  uint64_t sent = 0, slowest = 0, at_begin = 0, at_end = 0;
  long latencies = 0;
  double began = now(), asked = 0, begin = 0, end = 0, cpu_begin = 0, cpu_end = 0;
  for (;;) {
    double time = now();
    if (phase == 0 && time - began > warm_up) {
      phase = 1, begin = time, cpu_begin = cpu(), at_begin = 0;
      for (int n = 1; n < all; n++) at_begin += received[n] / length;
      puts("begin"), fflush(stdout);
    } else if (phase == 1 && time - begin > seconds) {
      phase = 2, end = time, cpu_end = cpu();
      for (int n = 1; n < all; n++) at_end += received[n] / length;
      puts("end"), fflush(stdout);
    } else if (phase == 2 && (slowest == sent || time - end > PATIENCE_MS * 1e-3)) {
      break;
    }
    if (phase < 2) {
      /* A publisher whose output is full waits for the next event. */
      uint64_t free = in_flight - (sent - slowest), left = messages - sent % messages;
      if (free > left) free = left;
      if (free) {
        if (in_flight == 1) asked = now();
        send_all(socket_of[source], block[RING] + sent % messages * message, free * message);
        sent += free;
        if (free == left && in_flight > 1) continue;
      }
    }
    int ready = epoll_wait(epoll, events, EVENTS, 100);
    for (int e = 0; e < ready; e++) {
      int n = events[e].data.u32;
      unsigned char *into = sets && n == 0 ? owned + kept : buffer;
      ssize_t got = recv(socket_of[n], into, BUFFER - (into == buffer ? 0 : kept), MSG_DONTWAIT);
      if (got == 0) fail("the server has closed a connection");
      if (got < 0) continue;
      received[n] += got;
      if (into != buffer) kept = answer(socket_of[0], kept + got);
    }
    uint64_t least = UINT64_MAX;
    for (int n = 1; n < all; n++) if (received[n] < least) least = received[n];
    least /= length;
    if (in_flight == 1 && least > slowest && phase == 1 && latencies < LATENCIES) latency[latencies++] = (now() - asked) * 1e6;
    slowest = least;
  }
  qsort(latency, latencies, sizeof *latency, ascending);
  uint64_t arrived = 0;
  for (int n = 1; n < all; n++) arrived += received[n] / length;
  printf("{\"sample\":");
  escaped(sample, length);
  if (alone && size[SUBSCRIBE]) {
    send_all(socket_of[0], block[SUBSCRIBE], size[SUBSCRIBE]);
    size_t seen = quiet(0);
    printf(",\"kept\":");
    escaped(buffer, seen);
  }
  printf(",\"bytes\":%zu,\"rate\":%.1f,\"busy\":%.4f,\"sent\":%llu,\"arrived\":%llu,\"p50\":%.2f,\"p99\":%.2f}\n",
         length, (at_end - at_begin) / (end - begin), (cpu_end - cpu_begin) / (end - begin),
         (unsigned long long)sent, (unsigned long long)arrived,
         latencies ? latency[latencies / 2] : 0, latencies ? latency[latencies * 99 / 100] : 0);
  return 0;
}
