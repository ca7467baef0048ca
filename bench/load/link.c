// A bad network path between two namespaces: a TUN device in each, and between them loss, delay,
// jitter that keeps the order, and a rate with a bounded queue, for UDP alone; the rest passes.
//
//   link NAMESPACE NAMESPACE SEED     → ready
//   set WAY LOSS DELAY_MS JITTER_MS RATE_BIT_S QUEUE_MS     WAY 0: first to second; RATE 0: none
//   stats WAY                         → a line of JSON about the time since the last
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { QUEUE = 8192, PACKET = 2048, UDP = 17, WAITS = 4000 };  // milliseconds counted one by one

typedef struct {
  double at;
  int size;
  uint8_t data[PACKET];
} Packet;

typedef struct {
  int from, to;
  double loss, delay, jitter, rate, queue;
  double free_at, last_at;
  Packet *packets;
  unsigned head, tail;
  long passed, lost, overflowed, bytes;
  long waits[WAITS + 1];
} Way;

static Way ways[2];
static uint64_t state;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static double chance(void) {  // xorshift64*
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (double)((state * 2685821657736338717ull) >> 11) / 9007199254740992.0;
}

static int open_tun(const char *namespace) {
  char path[128];
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int there = open(path, O_RDONLY);
  if (there < 0 || setns(there, CLONE_NEWNET)) { perror(path); exit(1); }
  close(there);
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  strcpy(request.ifr_name, "path");
  if (tun < 0 || ioctl(tun, TUNSETIFF, &request)) { perror("/dev/net/tun"); exit(1); }
  return tun;
}

// When the packet arrives at the other end; negative if it does not.
static double arrival(Way *w, int size, double at) {
  if (chance() < w->loss) { w->lost++; return -1; }
  if (w->rate) {
    double wait = w->free_at > at ? w->free_at - at : 0;
    if (wait > w->queue) { w->overflowed++; return -1; }
    int ms = (int)(wait * 1000);
    w->waits[ms > WAITS ? WAITS : ms]++;
    at = w->free_at = at + wait + size * 8 / w->rate;
  }
  at += w->delay + w->jitter * chance();
  return w->last_at = at > w->last_at ? at : w->last_at;
}

static void pass(int to, const Packet *p) {
  if (write(to, p->data, p->size) < 0) return;  // that end is not up
}

static void take(Way *w) {
  Packet p;
  while ((p.size = read(w->from, p.data, PACKET)) > 0) {
    bool udp = p.data[0] >> 4 == 4 && p.data[9] == UDP;
    p.at = udp ? arrival(w, p.size, now()) : 0;
    if (!udp) pass(w->to, &p);
    if (!udp || p.at < 0) continue;
    if (w->tail - w->head == QUEUE) { w->overflowed++; continue; }
    w->packets[w->tail++ % QUEUE] = p;
  }
}

static double deliver(Way *w) {  // what is due; returns when the next is
  double at = now();
  while (w->head != w->tail && w->packets[w->head % QUEUE].at <= at) {
    Packet *p = &w->packets[w->head++ % QUEUE];
    w->passed++;
    w->bytes += p->size;
    pass(w->to, p);
  }
  return w->head == w->tail ? at + 1 : w->packets[w->head % QUEUE].at;
}

static int percentile(const Way *w, double share) {
  long total = 0, below = 0;
  for (int i = 0; i <= WAITS; i++) total += w->waits[i];
  for (int i = 0; i <= WAITS && total; i++)
    if ((below += w->waits[i]) >= share * total) return i;
  return 0;
}

static void print_stats(Way *w) {
  printf("{\"passed\":%ld,\"lost\":%ld,\"overflowed\":%ld,\"bytes\":%ld,\"wait_p50\":%d,"
         "\"wait_p95\":%d,\"wait_max\":%d}\n", w->passed, w->lost, w->overflowed, w->bytes,
         percentile(w, .5), percentile(w, .95), percentile(w, 1));
  fflush(stdout);
  w->passed = w->lost = w->overflowed = w->bytes = 0;
  memset(w->waits, 0, sizeof w->waits);
}

static void obey(const char *line) {
  int way = 0;
  double loss, delay, jitter, rate, queue;
  if (sscanf(line, "stats %d", &way) == 1) print_stats(&ways[way & 1]);
  if (sscanf(line, "set %d %lf %lf %lf %lf %lf", &way, &loss, &delay, &jitter, &rate, &queue) != 6)
    return;
  Way *w = &ways[way & 1];
  w->loss = loss;
  w->delay = delay / 1000;
  w->jitter = jitter / 1000;
  w->rate = rate;
  w->queue = queue / 1000;
  w->free_at = 0;
}

static void read_commands(void) {
  static char text[4096];
  static int held;
  int got = read(0, text + held, sizeof text - 1 - held);
  if (got <= 0) exit(0);  // whoever commanded us is gone
  text[held += got] = 0;
  char *line = text, *end;
  for (; (end = strchr(line, '\n')); line = end + 1) { *end = 0; obey(line); }
  held = strlen(line);
  memmove(text, line, held + 1);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  state = strtoull(argv[3], NULL, 10) * 2 + 1;
  int ends[2] = {open_tun(argv[1]), open_tun(argv[2])};
  for (int i = 0; i < 2; i++) {
    ways[i].from = ends[i];
    ways[i].to = ends[1 - i];
    ways[i].packets = calloc(QUEUE, sizeof(Packet));
  }
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    double next = 1e18;
    for (int i = 0; i < 2; i++) {
      double due = deliver(&ways[i]);
      if (due < next) next = due;
    }
    double wait = next - now();
    struct timespec t = {0, wait > 0 ? (long)((wait < 0.9 ? wait : 0.9) * 1e9) : 0};
    struct pollfd fds[3] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}, {0, POLLIN, 0}};
    ppoll(fds, 3, &t, NULL);
    for (int i = 0; i < 2; i++) if (fds[i].revents) take(&ways[i]);
    if (fds[2].revents) read_commands();
  }
}
