// Synthetic RTP: frames of a constant number of packets, paced over two fifths of their interval.
#include <openssl/rand.h>
#include <string.h>

#include "engine.h"

enum { NAMED_PACKETS = 200 };  // that carry mid and rid, as Chromium's do until a first report
#define NEVER 1e18
#define LATE 0.5  // seconds

static uint8_t filler[DATAGRAM];

void publish_init(void) { RAND_bytes(filler, sizeof filler); }

static int element(uint8_t *b, int n, int id, const void *value, int size) {
  if (!id || !size) return n;
  b[n] = id << 4 | (size - 1);
  memcpy(b + n + 1, value, size);
  return n + 1 + size;
}

// One-byte header extensions (RFC 8285 section 4.2); returns the header's size.
static int write_extensions(uint8_t *b, Stream *s, double at) {
  const Extensions *e = &s->extensions;
  uint8_t wide[2], time[3], level = 0x80 | 20;
  uint32_t fixed = (uint32_t)(uint64_t)(at * 262144.0);  // 6.18 seconds
  bool named = s->packets < NAMED_PACKETS;
  int n = 16;
  if (named) n = element(b, n, e->mid, s->mid, strlen(s->mid));
  if (named) n = element(b, n, e->rid, s->rid, strlen(s->rid));
  if (e->transport) {
    put16(wide, connections[s->connection].transport_sequence++);
    n = element(b, n, e->transport, wide, 2);
  }
  time[0] = fixed >> 16; time[1] = fixed >> 8; time[2] = fixed;
  n = element(b, n, e->time, time, 3);
  if (s->kind == OPUS) n = element(b, n, e->level, &level, 1);
  if (n == 16) return 12;
  while (n % 4) b[n++] = 0;
  b[0] |= 0x10;
  put16(b + 12, 0xBEDE);
  put16(b + 14, (n - 16) / 4);
  return n;
}

// RFC 7741: a payload descriptor with a 15-bit picture id, and a key frame's header.
static void write_vp8(uint8_t *p, const Stream *s) {
  static const uint8_t delta_tag[] = {0x11, 0x02, 0x00};
  p[0] = 0x80 | (s->part == 0 ? 0x10 : 0);
  p[1] = 0x80;
  put16(p + 2, 0x8000 | s->picture_id);
  if (s->part) return;
  if (s->key) memcpy(p + 4, s->key_start, s->key_start_size);
  else memcpy(p + 4, delta_tag, sizeof delta_tag);
}

// RFC 6184: fragments of one slice; a key frame's first packet aggregates its parameter sets and
// one more unit: the whole slice where the frame has no other packet, else an SEI.
static void write_h264(uint8_t *p, const Stream *s) {
  bool alone = s->packets_per_frame == 1;
  if (s->key && s->part == 0) {
    int n = s->key_start_size;
    memcpy(p, s->key_start, n);
    put16(p + n, s->size - n - 2);
    p[n + 2] = alone ? 0x65 : 0x06;
    return;
  }
  if (alone) { p[0] = 0x41; return; }
  bool first = s->part == (s->key ? 1 : 0), last = s->part == s->packets_per_frame - 1;
  p[0] = 0x7c;  // FU-A
  p[1] = (first ? 0x80 : 0) | (last && !first ? 0x40 : 0) | (s->key ? 5 : 1);
}

static void next_part(Stream *s) {
  if (s->kind != OPUS && ++s->part < s->packets_per_frame) return;
  s->part = 0;
  s->frame++;
  s->timestamp += (s->kind == OPUS ? 48000 : 90000) / s->rate;
  s->picture_id = (s->picture_id + 1) & 0x7fff;
}

static void send_part(Stream *s) {
  Connection *c = &connections[s->connection];
  uint8_t b[DATAGRAM];
  double at = now();
  if (s->part == 0 && s->kind != OPUS) {
    s->key = s->key_wanted || (key_interval && s->frame % key_interval == 0);
    s->key_wanted = false;
  }
  bool last = s->kind != OPUS && s->part == s->packets_per_frame - 1;
  b[0] = 0x80;
  b[1] = s->payload_type | (last ? 0x80 : 0);
  put16(b + 2, s->sequence++);
  put32(b + 4, s->timestamp);
  put32(b + 8, s->ssrc);
  int n = write_extensions(b, s, at);
  memcpy(b + n, filler, s->size);
  if (s->kind == VP8) write_vp8(b + n, s);
  if (s->kind == H264) write_h264(b + n, s);
  Stamp stamp = {STAMP_MAGIC, s - streams, at};
  memcpy(b + n + STAMP_AT, &stamp, sizeof stamp);
  n += s->size;
  if (srtp_protect(c->out, b, &n) == srtp_err_status_ok) transmit(c, b, n);
  s->counted++;
  s->packets++;
  s->octets += s->size;
  next_part(s);
  s->due = s->start + s->frame / s->rate + s->part * 0.4 / s->rate / s->packets_per_frame;
}

void publish_begin(double at) {
  for (int i = 0; i < stream_count; i++) {
    Stream *s = &streams[i];
    s->start = at + (i + 0.5) / stream_count / s->rate - s->frame / s->rate;
    s->due = s->start + s->frame / s->rate;
    s->part = 0;
  }
}

// Whole frames only: nothing of a frame is sent past `stop_at` whose start was not before it.
static bool over(const Stream *s) { return stop_at && s->due >= stop_at && s->part == 0; }

// Whoever cannot keep up must not try to catch up: each pass would take longer than the last.
static void forgive(Stream *s, double at) {
  if (at - s->due < LATE) return;
  s->start += at - s->due;
  s->due = at;
  counters.late++;
}

double publish_due(void) {
  double next = NEVER, at = now();
  if (!running) return next;
  bool all_over = true;
  for (int i = 0; i < stream_count; i++) {
    Stream *s = &streams[i];
    forgive(s, at);
    while (s->due <= at && !over(s)) send_part(s);
    if (over(s)) continue;
    all_over = false;
    if (s->due < next) next = s->due;
  }
  if (stop_at && all_over) {
    if (at >= stop_at) { running = false; stopped = timed; stop_at = 0; }
    else next = stop_at;
  }
  return next;
}
