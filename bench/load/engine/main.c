// The commands, and the loop that sweeps over the sockets. Nothing but loopback is ever sent to.
//
//   open ID                                            → opened ID PORT
//   start ID IP PORT UFRAG PASSWORD THEIR_UFRAG THEIR_PASSWORD   → up ID PROFILE MS | failed ID WHY
//   stream ID INDEX SSRC PT o|v|h RATE PACKETS SIZE MID RID MID_ID RID_ID WIDE_ID TIME_ID LEVEL_ID
//          KEY_START           ids 0 where not agreed; KEY_START in hexadecimal, or -
//   receive ID WIDE_ID RATE    the extension with transport-wide numbers; 0: no feedback; and the
//                              downlink's bit/s; 0: no limit
//   map ID SSRC STREAM LAYERS  which published stream (the lowest layer) arrives as SSRC
//   go SECONDS                                         → done      0: until `pause`, silently
//   pause | reset | measure 0|1 | keys FRAMES | quit
//   stats                                              → stats JSON
#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"

enum { BATCH = 32, RECEIVE_BUFFER = 4 << 20 };
static const double SWEEP = 0.020, SWEEP_CONNECTING = 0.002, CHECK = 5, FIRST_CHECKS = 0.1;
static const double CONNECT_TIMEOUT = 20, LIFETIME = 3600;

Connection connections[MAX_CONNECTIONS];
int connection_count;
Stream streams[MAX_STREAMS];
int stream_count;
Counters counters;
bool measuring, running, timed, stopped;
double stop_at, report_interval = 1.0, feedback_interval = 0.1;
int key_interval = 30;

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);  // as the kernel stamps what arrives
  return t.tv_sec + t.tv_nsec * 1e-9;
}

void fail(int id, const char *reason) {
  if (connections[id].failed) return;
  connections[id].failed = true;
  printf("failed %d %s\n", id, reason);
  fflush(stdout);
}

void transmit(Connection *c, const uint8_t *data, int size) {
  if (send(c->fd, data, size, MSG_DONTWAIT) < 0) counters.send_errors++;
}

static void open_connection(int id) {
  Connection *c = &connections[id];
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int size = RECEIVE_BUFFER, on = 1;
  c->used = true;
  if (id >= connection_count) connection_count = id + 1;
  c->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  bind(c->fd, (struct sockaddr *)&address, sizeof address);
  if (setsockopt(c->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
    setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(c->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  getsockname(c->fd, (struct sockaddr *)&address, &length);
  RAND_bytes(c->tie_breaker, 8);
  RAND_bytes((uint8_t *)&c->ssrc, 4);
  printf("opened %d %d\n", id, ntohs(address.sin_port));
  fflush(stdout);
}

static void start_connection(int id, const char *line) {
  Connection *c = &connections[id];
  char ip[64];
  int port;
  if (sscanf(line, "%*s %*d %63s %d %63s %127s %63s %127s", ip, &port, c->local_ufrag,
             c->local_password, c->remote_ufrag, c->remote_password) != 6) {
    fail(id, "bad start");
    return;
  }
  c->remote.sin_family = AF_INET;
  c->remote.sin_port = htons(port);
  inet_pton(AF_INET, ip, &c->remote.sin_addr);
  if (ntohl(c->remote.sin_addr.s_addr) >> 24 != 127) { fail(id, "not loopback"); return; }
  if (connect(c->fd, (struct sockaddr *)&c->remote, sizeof c->remote)) { fail(id, "connect"); return; }
  c->started = true;
  c->started_at = now();
}

static int from_hex(uint8_t *bytes, int limit, const char *text) {
  int n = 0;
  while (n < limit && sscanf(text + 2 * n, "%2hhx", &bytes[n]) == 1) n++;
  return n;
}

static void add_stream(int id, const char *line) {
  Stream s = {.connection = id, .sequence = rand() & 0x7fff, .timestamp = rand(),
              .picture_id = rand() & 0x7fff};
  Extensions *e = &s.extensions;
  int index;
  char kind, key_start[2 * sizeof s.key_start + 1];
  if (sscanf(line, "%*s %*d %d %u %d %c %lf %d %d %15s %15s %d %d %d %d %d %128s", &index, &s.ssrc,
             &s.payload_type, &kind, &s.rate, &s.packets_per_frame, &s.size, s.mid, s.rid, &e->mid,
             &e->rid, &e->transport, &e->time, &e->level, key_start) != 15 || index >= MAX_STREAMS) {
    fail(id, "bad stream");
    return;
  }
  s.kind = kind;
  s.key_start_size = from_hex(s.key_start, sizeof s.key_start, key_start);
  streams[index] = s;
  if (index >= stream_count) stream_count = index + 1;
}

static void map_stream(Connection *c, const char *line) {
  Slot s = {0};
  if (sscanf(line, "%*s %*d %u %d %d", &s.ssrc, &s.stream, &s.layers) != 3) return;
  if (c->slot_count < MAX_SLOTS) c->slots[c->slot_count++] = s;
}

static void go(double seconds) {
  double at = now() + 0.02;
  publish_begin(at);
  running = true;
  timed = seconds > 0;
  stop_at = seconds > 0 ? at + seconds : 0;
}

static void obey(const char *line) {
  char word[32] = "";
  int id = 0, value = 0;
  double rate = 0;
  sscanf(line, "%31s %d %d %lf", word, &id, &value, &rate);
  if (id < 0 || id >= MAX_CONNECTIONS) return;
  Connection *c = &connections[id];
  if (!strcmp(word, "open")) open_connection(id);
  else if (!strcmp(word, "start")) start_connection(id, line);
  else if (!strcmp(word, "stream")) add_stream(id, line);
  else if (!strcmp(word, "receive")) { c->transport_id = value; c->rate = rate; }
  else if (!strcmp(word, "map")) map_stream(c, line);
  else if (!strcmp(word, "go")) go(atof(line + 2));
  else if (!strcmp(word, "pause")) { stop_at = now(); timed = false; }
  else if (!strcmp(word, "reset")) receive_reset();
  else if (!strcmp(word, "measure")) measuring = id;
  else if (!strcmp(word, "keys")) key_interval = id;
  else if (!strcmp(word, "stats")) print_stats();
  else if (!strcmp(word, "quit")) exit(0);
}

static void read_commands(void) {
  static char text[1 << 20];
  static int held;
  ssize_t got;
  while ((got = read(0, text + held, sizeof text - 1 - held)) > 0) {
    char *line = text, *end;
    text[held += got] = 0;
    for (; (end = strchr(line, '\n')); line = end + 1) { *end = 0; obey(line); }
    held = strlen(line);
    memmove(text, line, held + 1);
  }
  if (got == 0) exit(0);  // whoever commanded us is gone
}

// RFC 7983: what a datagram is, by its first byte.
static void take(int id, uint8_t *b, int size, double at) {
  Connection *c = &connections[id];
  if (size >= 12 && b[0] >= 128 && b[0] < 192) {
    if (b[1] >= 192 && b[1] <= 223) receive_rtcp(id, b, size, at);
    else receive_rtp(c, b, size, at);
  } else if (size >= 20 && b[0] < 4) {
    int type = get16(b);
    if (type == 0x0001) stun_reply(c, b);
    if (type == 0x0101 && !c->checked) { c->checked = true; dtls_start(id); }
    if (type == 0x0111) fail(id, "STUN error response");
  } else if (size > 0 && b[0] >= 20 && b[0] < 64) {
    dtls_receive(id, b, size);
  }
}

static double stamped(struct msghdr *header) {
  struct cmsghdr *c = CMSG_FIRSTHDR(header);
  struct timespec t;
  if (!c || c->cmsg_type != SCM_TIMESTAMPNS) return now();
  memcpy(&t, CMSG_DATA(c), sizeof t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void receive_all(int id) {
  static uint8_t data[BATCH][DATAGRAM];
  static char control[BATCH][64];
  struct iovec parts[BATCH];
  struct mmsghdr messages[BATCH] = {0};
  int got;
  do {
    for (int k = 0; k < BATCH; k++) {
      parts[k] = (struct iovec){data[k], DATAGRAM};
      messages[k].msg_hdr = (struct msghdr){.msg_iov = &parts[k], .msg_iovlen = 1,
                                            .msg_control = control[k], .msg_controllen = 64};
    }
    got = recvmmsg(connections[id].fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int k = 0; k < got; k++)
      take(id, data[k], messages[k].msg_len, stamped(&messages[k].msg_hdr));
  } while (got == BATCH);
}

static void timers(int id, double at) {
  Connection *c = &connections[id];
  if (c->failed) return;
  if (at >= c->next_check) {
    double wait = c->checked ? CHECK * (0.8 + 0.4 * (rand() % 1000) / 1000.0) : FIRST_CHECKS;
    stun_request(c);
    c->next_check = at + wait;
  }
  if (!c->up) {
    if (c->checked) DTLSv1_handle_timeout(c->ssl);
    if (at - c->started_at > CONNECT_TIMEOUT) fail(id, c->checked ? "DTLS timeout" : "ICE timeout");
    return;
  }
  if (at >= c->next_report) { send_reports(id, at); c->next_report = at + report_interval; }
  if (c->transport_id && at >= c->next_feedback) {
    send_feedback(c);
    c->next_feedback = at + feedback_interval;
  }
}

// Reads every socket; what is due to be published goes out between them. Returns when to sweep again.
static double sweep(double *next_media) {
  bool connecting = false;
  read_commands();
  for (int id = 0; id < connection_count; id++) {
    Connection *c = &connections[id];
    if (!c->started) continue;
    receive_all(id);
    double at = now();
    if (*next_media <= at) *next_media = publish_due();
    timers(id, at);
    connecting |= !c->up && !c->failed;
  }
  return now() + (connecting ? SWEEP_CONNECTING : SWEEP);
}

static void sleep_until(double at) {
  double wait = at - now();
  if (wait <= 0) return;
  struct timespec t = {0, (long)((wait < 0.05 ? wait : 0.05) * 1e9)};
  nanosleep(&t, NULL);
}

int main(int argc, char **argv) {
  double begun = now(), next_sweep = 0;
  srand(time(NULL) ^ getpid());
  srtp_init();
  stun_init();
  publish_init();
  dtls_init(argc > 1 && !strcmp(argv[1], "gcm"));
  fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
  while (now() - begun < LIFETIME) {
    double next_media = publish_due();
    if (stopped) { stopped = false; printf("done\n"); fflush(stdout); }
    if (now() >= next_sweep) next_sweep = sweep(&next_media);
    sleep_until(next_sweep < next_media ? next_sweep : next_media);
  }
  return 3;
}
