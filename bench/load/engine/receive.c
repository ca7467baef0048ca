// What a subscriber receives: counted by the clear RTP header, one packet in SAMPLE decrypted.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine.h"

#define NARROW_QUEUE 0.3  // seconds: a home router's, not the worst

// The transport-wide sequence number of a packet with one-byte extensions, or -1.
static int transport_sequence(const uint8_t *b, int size, int id) {
  if (!(b[0] & 0x10)) return -1;
  int n = 12 + 4 * (b[0] & 15);
  if (n + 4 > size || get16(b + n) != 0xBEDE) return -1;
  int end = n + 4 + 4 * get16(b + n + 2);
  if (end > size) return -1;
  for (n += 4; n < end;) {
    int length = (b[n] & 15) + 1;
    if (b[n] == 0) { n++; continue; }
    if (b[n] >> 4 == id && n + 2 < end) return get16(b + n + 1);
    n += 1 + length;
  }
  return -1;
}

static void note_arrival(Connection *c, uint16_t sequence, double at) {
  Arrivals *a = c->arrivals;
  if (!a) a = c->arrivals = calloc(1, sizeof *a);
  if (a->count == 0) {
    uint16_t missed = sequence - a->next_base;
    a->base = a->begun && missed < FEEDBACK_WINDOW / 2 ? a->next_base : sequence;
    a->begun = true;
  }
  uint16_t place = sequence - a->base;
  if (place >= FEEDBACK_WINDOW) return;
  a->at[place] = at;
  if (place >= a->count) a->count = place + 1;
}

// Delay, layer and keys, by the stamp in a decrypted payload.
static void inspect(Connection *c, uint8_t *b, int size, double at) {
  if (srtp_unprotect(c->in, b, &size) != srtp_err_status_ok) { counters.undecrypted++; return; }
  counters.decrypted++;
  int n = 12 + 4 * (b[0] & 15);
  if (b[0] & 0x10) n += 4 + 4 * get16(b + n + 2);
  Stamp stamp;
  if (n + STAMP_AT + (int)sizeof stamp > size) return;  // padding alone
  memcpy(&stamp, b + n + STAMP_AT, sizeof stamp);
  if (stamp.magic != STAMP_MAGIC || stamp.stream >= stream_count) return;
  int delay = (int)((at - stamp.sent) * 1e4);
  counters.delays[delay < 0 ? 0 : delay > DELAY_BUCKETS ? DELAY_BUCKETS : delay]++;
  for (int i = 0; i < c->slot_count; i++) {
    int layer = stamp.stream - c->slots[i].stream;
    if (c->slots[i].layers > 1 && layer >= 0 && layer < c->slots[i].layers) {
      counters.layers[layer]++;
      return;
    }
  }
}

// Plays a narrow downlink: moves a packet's arrival behind those before it; false if it overflows.
bool queued(Connection *c, int size, double *at) {
  double wait = c->free_at > *at ? c->free_at - *at : 0;
  if (wait > NARROW_QUEUE) { counters.overflowed++; return false; }
  *at = c->free_at = *at + wait + size * 8 / c->rate;
  return true;
}

static Slot *find(Connection *c, uint32_t ssrc) {
  for (int i = 0; i < c->slot_count; i++)
    if (c->slots[i].ssrc == ssrc) return &c->slots[i];
  return NULL;
}

void receive_rtp(Connection *c, uint8_t *b, int size, double at) {
  uint16_t sequence = get16(b + 2);
  if (c->rate && !queued(c, size, &at)) return;
  if (c->transport_id) {
    int wide = transport_sequence(b, size, c->transport_id);
    if (wide >= 0) note_arrival(c, wide, at);
  }
  Slot *s = find(c, get32(b + 8));
  if (!s) { counters.other++; return; }
  if (!s->seen) {
    s->seen = true;
    s->first = s->highest = 65536u + sequence;
  }
  int16_t step = (int16_t)(sequence - (uint16_t)s->highest);
  if (step > 0) s->highest += step;
  s->packets++;
  s->bytes += size;
  if (measuring && ++c->sampled % SAMPLE == 0) inspect(c, b, size, at);
}

void receive_reset(void) {
  for (int i = 0; i < connection_count; i++)
    for (int k = 0; k < connections[i].slot_count; k++) {
      Slot *s = &connections[i].slots[k];
      s->seen = false;
      s->packets = s->bytes = 0;
    }
  for (int i = 0; i < stream_count; i++) streams[i].counted = 0;
  memset(&counters, 0, sizeof counters);
}

static double percentile(double share) {
  uint64_t total = 0, below = 0;
  for (int i = 0; i <= DELAY_BUCKETS; i++) total += counters.delays[i];
  for (int i = 0; i <= DELAY_BUCKETS && total; i++)
    if ((below += counters.delays[i]) >= share * total) return i / 10.0;
  return -1;
}

static double own_cpu(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

// What should have arrived: of a layered track, as many as its numbering says were sent.
static uint64_t expected_of(const Slot *s) {
  if (s->layers == 1) return streams[s->stream].counted;
  return s->seen ? s->highest - s->first + 1 : 0;
}

void print_stats(void) {
  uint64_t received = 0, expected = 0, bytes = 0, narrow[3] = {0};
  int slots = 0, seen = 0, whole = 0;
  double worst = 1;
  for (int i = 0; i < connection_count; i++) {
    Connection *c = &connections[i];
    uint64_t mine = 0, due = 0;
    for (int k = 0; k < c->slot_count; k++) {
      Slot *s = &c->slots[k];
      due += expected_of(s);
      mine += s->packets;
      bytes += s->bytes;
      if (c->rate) narrow[2] += s->bytes;
      seen += s->seen;
    }
    if (!c->slot_count) continue;
    double share = due ? (double)mine / due : 0;
    if (share < worst) worst = share;
    whole += share >= 0.999;
    slots += c->slot_count;
    if (c->rate) { narrow[0] += due; narrow[1] += mine; }
    received += mine;
    expected += due;
  }
  printf("stats {\"slots\":%d,\"seen\":%d,\"expected\":%lu,\"received\":%lu,\"bytes\":%lu,"
         "\"other\":%lu,\"rtcp\":%lu,\"late\":%lu,\"decrypted\":%lu,\"undecrypted\":%lu,\"send_errors\":%lu,"
         "\"key_frame_requests\":%lu,\"whole\":%d,\"worst\":%.5f,\"p50\":%.1f,\"p95\":%.1f,"
         "\"p99\":%.1f,\"p999\":%.1f,\"longest\":%.1f,\"layers\":[%lu,%lu,%lu],"
         "\"narrow\":[%lu,%lu,%lu],\"cpu\":%.3f}\n",
         slots, seen, expected, received, bytes, counters.other, counters.rtcp, counters.late,
         counters.decrypted, counters.undecrypted, counters.send_errors,
         counters.key_frame_requests, whole, worst, percentile(.5), percentile(.95),
         percentile(.99), percentile(.999), percentile(1), counters.layers[0],
         counters.layers[1], counters.layers[2], narrow[0], narrow[1], narrow[2], own_cpu());
  fflush(stdout);
}
