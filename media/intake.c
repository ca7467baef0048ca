// A publisher's packet, once it is opened: counted, kept and forwarded without a step in Python, where it is the next
// of its stream and nothing special.
//
// media/intake.py says what it is for; media/up_track.py does the same packet by packet in Python, and is what this is
// tested against. What begins a picture anew, is late, lost, padded or otherwise not plain is left to it.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fan.h"

#include "intake.h"

enum { SOUND, PICTURES, H264, VP8 };
enum {
  FIXED_HEADER = 12,
  PADDING = 16,          // media/up_track.py
  PADDED_FROM = 256,
  MAX_STAMPS = 128,
  ROOM = 64              // memory for a payload is a multiple of it
};

#define SILENT_AFTER 1.0 // seconds, media/up_track.py
#define RISE 0.4         // media/active_speaker.py
#define FALL 0.08

typedef struct {         // a packet as its header has it
  const uint8_t *payload;
  int length, sequence, payload_type, marker;
  uint32_t timestamp, ssrc;
  int level, wide;       // of its header extensions, -1: it has none
} plain;

// --- what is kept (media/packet_cache.py) ------------------------------------------------------------

intake *intake_new(int capacity) {
  intake *in = calloc(1, sizeof *in);
  if (!in) return NULL;
  in->slots = calloc(capacity, sizeof *in->slots);
  if (!in->slots) {
    free(in);
    return NULL;
  }
  in->mask = capacity - 1;
  intake_clear(in);
  return in;
}

void intake_free(intake *in) {
  for (int64_t at = 0; at <= in->mask; at++) free(in->slots[at].payload);
  free(in->slots);
  free(in);
}

void intake_clear(intake *in) {
  for (int64_t at = 0; at <= in->mask; at++) in->slots[at].index = -1;
}

// Keeps a packet; 0 if it is here already or older than what has its slot.
int intake_keep(intake *in, int64_t index, double arrival, uint32_t timestamp, uint32_t ssrc, int payload_type,
                int marker, int padding, int level, const uint8_t *payload, int length) {
  intake_packet *slot = &in->slots[index & in->mask];
  if (slot->index >= index) return 0;
  if (length > slot->room) {
    int room = (length + ROOM - 1) / ROOM * ROOM;
    uint8_t *memory = realloc(slot->payload, room);
    if (!memory) return 0;
    slot->payload = memory;
    slot->room = room;
  }
  if (length) memcpy(slot->payload, payload, length);
  *slot = (intake_packet){index, arrival, timestamp, ssrc, length, slot->room, level, payload_type, marker, padding,
                          slot->payload};
  return 1;
}

intake_packet *intake_kept(intake *in, int64_t index) {
  intake_packet *slot = &in->slots[index & in->mask];
  return slot->index == index ? slot : NULL;
}

// --- what is plain -----------------------------------------------------------------------------------

// media/wire/rtp.py, `parse_rtp`: 0 also for what is valid but seldom: padding, extensions in the two-byte form.
static int read_packet(plain *p, const uint8_t *packet, int length, int level_id, int wide_id) {
  int at = FIXED_HEADER + 4 * (packet[0] & 0x0F);
  if (packet[0] & 0x20) return 0;
  p->level = p->wide = -1;
  if (packet[0] & 0x10) {
    if (at + 4 > length || packet[at] != 0xBE || packet[at + 1] != 0xDE) return 0;
    int end = at + 4 + 4 * (packet[at + 2] << 8 | packet[at + 3]);
    if (end > length) return 0;
    for (at += 4; at < end;) {
      int id = packet[at] >> 4, size = (packet[at] & 0x0F) + 1;
      if (!packet[at++]) continue;  // padding
      if (id == 15) break;
      if (at + size > end) return 0;
      if (id && id == level_id) p->level = packet[at];
      if (id && id == wide_id) p->wide = size == 2 ? packet[at] << 8 | packet[at + 1] : -1;
      at += size;
    }
    at = end;
  }
  p->payload = packet + at;
  p->length = length - at;
  p->payload_type = packet[1] & 0x7F;
  p->marker = packet[1] & 0x80;
  p->sequence = packet[2] << 8 | packet[3];
  p->timestamp = (uint32_t)packet[4] << 24 | packet[5] << 16 | packet[6] << 8 | packet[7];
  p->ssrc = (uint32_t)packet[8] << 24 | packet[9] << 16 | packet[10] << 8 | packet[11];
  return p->length > 0;
}

// media/wire/h264.py, `inspect`: whether a parameter set or an IDR slice may begin here.
static int begins_h264(const uint8_t *payload, int length) {
  if (length < 2) return 0;
  int kind = payload[0] & 0x1F;
  if (kind == 24) return 1;  // STAP-A: left to Python to look into
  if (kind == 28) kind = payload[1] & 0x80 ? payload[1] & 0x1F : 0;  // FU-A
  return kind == 5 || kind == 7;
}

// media/wire/vp8.py, `starts_key_frame`.
static int begins_vp8(const uint8_t *payload, int length) {
  if ((payload[0] & 0x17) != 0x10) return 0;
  int at = 1;
  if (payload[0] & 0x80) {
    if (length < 3) return 0;
    at = 2;
    if (payload[1] & 0x80) at += payload[2] & 0x80 ? 2 : 1;
    if (payload[1] & 0x40) at++;
    if (payload[1] & 0x30) at++;
  }
  return at < length && !(payload[at] & 0x01);
}

static int of_key_frame(const intake *in, const plain *p) {
  if (p->timestamp == in->key_timestamp) return 1;
  if (in->coding == H264) return begins_h264(p->payload, p->length);
  return in->coding == VP8 && begins_vp8(p->payload, p->length);
}

// Whether a packet is the next of its stream, and nothing is to be found out about it.
static int is_plain(const intake *in, const plain *p, double now, const intake_stamps *stamps) {
  return p->payload_type == in->accepts && p->sequence == (int)((in->highest + 1) & 0xFFFF) &&
         now - in->heard_at <= SILENT_AFTER && (p->wide < 0 || stamps->count < MAX_STAMPS) &&
         (in->nacked < 0 || !in->open || in->nacked == in->highest) &&
         (in->coding == SOUND || !of_key_frame(in, p));
}

// --- what becomes of it ------------------------------------------------------------------------------

static void count(intake *in, const plain *p, double now) {
  in->highest = in->counted = in->highest + 1;
  in->disorderly = -1;
  in->received++;
  in->bytes += p->length;
  in->heard_at = now;
  double transit = now * in->clock_rate - p->timestamp;
  double difference = fmod(fabs(transit - in->transit), 4294967296.0);
  difference = fmin(difference, 4294967296.0 - difference);
  in->jitter += (fmin(difference, in->clock_rate) - in->jitter) / 16;
  in->transit = transit;
  if (in->coding != SOUND) {
    in->frames += p->marker != 0;
  } else if (p->level >= 0) {
    double level = -(p->level & 0x7F);
    in->level += (level > in->level ? RISE : FALL) * (level - in->level);
    in->level_at = now;
  }
}

// Takes an authentic packet: to how many of the legs Python has to send it, whose places are then in `deferred`; -1
// where Python has to take it, as if it had not been here.
int intake_take(intake *in, const uint8_t *packet, int length, double now, intake_stamps *stamps, int32_t *deferred) {
  plain p;
  if (!read_packet(&p, packet, length, in->level_id, stamps->id) || !is_plain(in, &p, now, stamps)) return -1;
  int padding = in->coding != SOUND && p.length >= PADDED_FROM ? -p.length & (PADDING - 1) : 0;
  int64_t index = in->highest + 1;
  if (in->open && !intake_keep(in, index, now, p.timestamp, p.ssrc, p.payload_type, p.marker, padding, p.level,
                               p.payload, p.length))
    return -1;
  count(in, &p, now);
  if (p.wide >= 0) {
    stamps->sequences[stamps->count] = p.wide;
    stamps->arrivals[stamps->count++] = now;
  }
  if (!in->open) return 0;
  if (in->nacked >= 0) in->nacked = index;
  return fan_forward(in->legs, in->leg_count, p.payload, p.length, index, p.timestamp, p.payload_type, p.marker,
                     padding, in->coding == SOUND ? p.level : -1, now, deferred);
}
