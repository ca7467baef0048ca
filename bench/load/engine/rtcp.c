// RTCP (RFC 3550, RFC 4585, transport-wide-cc-01): reports, feedback, and requests for key frames.
#include <string.h>

#include "engine.h"

enum { SR = 200, RR = 201, SDES = 202, RTPFB = 205, PSFB = 206 };
enum { BLOCKS = 30, PER_FEEDBACK = 400 };

static void protect_and_send(Connection *c, uint8_t *b, int n) {
  if (srtp_protect_rtcp(c->out, b, &n) == srtp_err_status_ok) transmit(c, b, n);
}

static int cname(uint8_t *b, int n, uint32_t ssrc) {
  static const uint8_t item[] = {1, 2, 'x', 'y', 0, 0, 0, 0};
  b[n] = 0x81; b[n + 1] = SDES;
  put16(b + n + 2, 3);
  put32(b + n + 4, ssrc);
  memcpy(b + n + 8, item, 8);
  return n + 16;
}

static void sender_report(Connection *c, const Stream *s, double at) {
  uint8_t b[256];
  double ntp = at + 2208988800.0;
  uint32_t seconds = (uint32_t)ntp;
  b[0] = 0x80; b[1] = SR;
  put16(b + 2, 6);
  put32(b + 4, s->ssrc);
  put32(b + 8, seconds);
  put32(b + 12, (uint32_t)((ntp - seconds) * 4294967296.0));
  put32(b + 16, s->timestamp);
  put32(b + 20, s->packets);
  put32(b + 24, s->octets);
  protect_and_send(c, b, cname(b, 28, s->ssrc));
}

static void report_block(uint8_t *b, const Slot *s, double at) {
  put32(b, s->ssrc);
  put32(b + 4, 0);  // nothing lost, or the load would fall where the server fails
  put32(b + 8, s->highest - 65536u);
  put32(b + 12, 10);
  put32(b + 16, s->last_report);
  put32(b + 20, s->last_report ? (uint32_t)((at - s->last_report_at) * 65536) : 0);
}

static void receiver_reports(Connection *c, double at) {
  for (int next = 0; next < c->slot_count;) {
    uint8_t b[DATAGRAM];
    int blocks = 0, n = 8;
    for (; next < c->slot_count && blocks < BLOCKS; next++) {
      if (!c->slots[next].seen) continue;
      report_block(b + n, &c->slots[next], at);
      n += 24;
      blocks++;
    }
    if (!blocks) return;
    b[0] = 0x80 | blocks; b[1] = RR;
    put16(b + 2, n / 4 - 1);
    put32(b + 4, c->ssrc);
    protect_and_send(c, b, cname(b, n, c->ssrc));
  }
}

void send_reports(int id, double at) {
  for (int i = 0; i < stream_count; i++)
    if (streams[i].connection == id && streams[i].packets)
      sender_report(&connections[id], &streams[i], at);
  receiver_reports(&connections[id], at);
}

// One feedback on `count` numbers from `base`; status vector chunks of two-bit symbols.
static void feedback(Connection *c, uint16_t base, const double *at, int count) {
  Arrivals *a = c->arrivals;
  uint8_t b[DATAGRAM], deltas[2 * PER_FEEDBACK];
  int n = 20, size = 0, first = 0;
  while (first < count && !at[first]) first++;
  if (first == count) return;
  int64_t reference = (int64_t)(at[first] / 0.064), last = reference * 256;
  for (int i = 0; i < count; i += 7, n += 2) {
    uint16_t chunk = 0xC000;
    for (int k = 0; k < 7 && i + k < count; k++) {
      if (!at[i + k]) continue;
      int64_t tick = (int64_t)(at[i + k] * 4000), delta = tick - last;
      last = tick;
      bool small = delta >= 0 && delta < 256;
      chunk |= (small ? 1 : 2) << (12 - 2 * k);
      if (!small) deltas[size++] = delta >> 8;
      deltas[size++] = delta;
    }
    put16(b + n, chunk);
  }
  memcpy(b + n, deltas, size);
  n += size;
  int padding = (4 - n % 4) % 4;
  memset(b + n, 0, padding);
  n += padding;
  if (padding) b[n - 1] = padding;
  b[0] = 0x8f | (padding ? 0x20 : 0); b[1] = RTPFB;
  put16(b + 2, n / 4 - 1);
  put32(b + 4, c->ssrc);
  put32(b + 8, c->slots[0].ssrc);
  put16(b + 12, base);
  put16(b + 14, count);
  put32(b + 16, (uint32_t)(reference & 0xffffff) << 8 | a->feedbacks++);
  protect_and_send(c, b, n);
}

void send_feedback(Connection *c) {
  Arrivals *a = c->arrivals;
  int here = 0;
  double at = now();
  if (!a) return;
  while (here < a->count && a->at[here] <= at) here++;  // the rest is still in the queue
  for (int done = 0; done < here; done += PER_FEEDBACK) {
    int count = here - done < PER_FEEDBACK ? here - done : PER_FEEDBACK;
    feedback(c, a->base + done, a->at + done, count);
  }
  memmove(a->at, a->at + here, (a->count - here) * sizeof *a->at);
  memset(a->at + a->count - here, 0, here * sizeof *a->at);
  a->count -= here;
  a->next_base = a->base += here;
}

static void want_key_frame(int id, uint32_t ssrc) {
  counters.key_frame_requests++;
  for (int i = 0; i < stream_count; i++)
    if (streams[i].connection == id && streams[i].ssrc == ssrc) streams[i].key_wanted = true;
}

static void take_sender_report(Connection *c, const uint8_t *b, double at) {
  for (int i = 0; i < c->slot_count; i++)
    if (c->slots[i].ssrc == get32(b + 4)) {
      c->slots[i].last_report = (uint32_t)get16(b + 10) << 16 | get16(b + 12);
      c->slots[i].last_report_at = at;
    }
}

void receive_rtcp(int id, uint8_t *b, int size, double at) {
  Connection *c = &connections[id];
  counters.rtcp++;
  if (!c->in) return;
  if (srtp_unprotect_rtcp(c->in, b, &size) != srtp_err_status_ok) { counters.undecrypted++; return; }
  for (int n = 0; n + 12 <= size;) {
    int length = 4 * (get16(b + n + 2) + 1), format = b[n] & 31;
    if (n + length > size) return;
    if (b[n + 1] == SR && length >= 28) take_sender_report(c, b + n, at);
    if (b[n + 1] == PSFB && format == 1) want_key_frame(id, get32(b + n + 8));  // PLI
    if (b[n + 1] == PSFB && format == 4)                                        // FIR
      for (int k = n + 12; k + 8 <= n + length; k += 8) want_key_frame(id, get32(b + k));
    n += length;
  }
}
