// One RTP packet to many subscribers: renumbers it for each, and later writes, protects and sends in batches.
//
// media/fan.py says what it is for; media/down_track.py does the same packet by packet in Python and is
// what this is tested against. Protection is media/seal.c's, or libsrtp's by a pointer to the function
// that pylibsrtp carries, so nothing is linked. What a packet becomes for a subscriber is decided when it comes; it is
// written when the batch leaves, destination by destination, since keys and headers of one are then in the
// cache. Datagrams of one destination that are equally long leave in one message (UDP_SEGMENT, Linux 4.18).

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fan.h"
#include "seal.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

enum {
  TRAILER = 160,         // SRTP_MAX_TRAILER_LEN with room
  MESSAGES = 64,         // of one sendmmsg: what they hold stays in the cache
  MAX_SEGMENTS = 64,     // UDP_MAX_SEGMENTS of the kernels before 6.9
  MAX_MESSAGE = 65000,   // bytes of one message before segmentation
  ARENA = 256 << 10,     // bytes written before they are sent
  SENT_HISTORY = 4096,   // media/sent_log.py
  MAX_PACKET = 2048,     // media/srtp.py
  LINE = 64,             // bytes of a line of the cache
  AHEAD = 6              // legs looked at that long before their turn
};

typedef struct {         // an up track's packet
  int length;
  uint8_t marker, padding;
  int16_t level;
  double now;
  uint8_t payload[MAX_PACKET];
} source;

typedef struct {         // what becomes of it for one subscriber
  fan_leg *leg;
  int32_t source, next;
  uint32_t timestamp;
  uint16_t sequence, transport_sequence, picture_shift;
  uint8_t type;          // marker and payload type
  uint8_t tl0_shift, shifts;
} outgoing;

typedef union {
  char bytes[CMSG_SPACE(sizeof(uint16_t))];
  struct cmsghdr align;
} control;

struct fan_queue {
  int fd;
  int segments;          // the kernel takes UDP_SEGMENT
  source *sources;
  int source_limit, source_count;
  outgoing *outgoing;
  int limit, count;
  fan_path **busy;       // destinations with something in the queue
  int busy_count;
  uint64_t packets, unsent;

  uint8_t *arena;        // datagrams of the messages that are being filled
  int used, message_count;
  struct mmsghdr messages[MESSAGES];
  struct iovec iovecs[MESSAGES];   // of each its datagrams, which follow one another
  int sizes[MESSAGES];             // of each datagram, but the last, which may be shorter
  fan_path *targets[MESSAGES];
  control controls[MESSAGES];
};

fan_queue *fan_queue_new(int fd, int sources, int datagrams) {
  fan_queue *queue = calloc(1, sizeof *queue);
  if (!queue) return NULL;
  queue->fd = fd;
  queue->segments = 1;
  queue->source_limit = sources;
  queue->limit = datagrams;
  queue->sources = malloc(sources * sizeof *queue->sources);
  queue->outgoing = malloc(datagrams * sizeof *queue->outgoing);
  queue->busy = malloc(datagrams * sizeof *queue->busy);
  queue->arena = malloc(ARENA);
  if (queue->sources && queue->outgoing && queue->busy && queue->arena) return queue;
  fan_queue_free(queue);
  return NULL;
}

void fan_queue_free(fan_queue *queue) {
  free(queue->sources);
  free(queue->outgoing);
  free(queue->busy);
  free(queue->arena);
  free(queue);
}

int fan_waiting(const fan_queue *queue) { return queue->count; }
uint64_t fan_packets(const fan_queue *queue) { return queue->packets; }
uint64_t fan_unsent(const fan_queue *queue) { return queue->unsent; }
int fan_segments(const fan_queue *queue) { return queue->segments; }

static void put16(uint8_t *at, uint32_t value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}

// abs-send-time: seconds modulo 64 as 6.18 fixed point.
static uint32_t send_time(double now) {
  return (uint32_t)(uint64_t)((now - 64.0 * (double)(uint64_t)(now / 64.0)) * 262144.0) & 0xFFFFFF;
}

static uint32_t stamp(fan_path *path, int length, double now) {
  uint16_t number = ++*path->sequence;
  path->sizes[number % SENT_HISTORY] = length;
  path->times[number % SENT_HISTORY] = (uint32_t)(uint64_t)(now * 1e6);
  return number;
}

static void write_extensions(fan_leg *leg, uint8_t *header, int wide, int level, double now) {
  if (leg->wide_at) put16(header + leg->wide_at, wide);
  if (leg->time_at) {
    uint32_t at = send_time(now);
    header[leg->time_at] = at >> 16;
    put16(header + leg->time_at + 1, at);
  }
  if (leg->level_at && level >= 0) {
    memcpy(header + leg->level_at, leg->level_head, leg->level_head_length);
    header[leg->level_at + leg->level_head_length] = level;
  }
}

static void enqueue(fan_queue *queue, fan_path *path) {
  int number = queue->count++;
  queue->outgoing[number].next = -1;
  if (path->last < 0) {
    path->first = number;
    queue->busy[queue->busy_count++] = path;
  } else {
    queue->outgoing[path->last].next = number;
  }
  path->last = number;
}

static int keep(fan_queue *queue, const uint8_t *payload, int length, int marker, int padding,
                int level, double now) {
  if (queue->source_count == queue->source_limit) fan_flush(queue);
  source *kept = &queue->sources[queue->source_count];
  kept->length = length;
  kept->marker = marker;
  kept->padding = padding;
  kept->level = level;
  kept->now = now;
  memcpy(kept->payload, payload, length);
  return queue->source_count++;
}

// Has memory brought nearer that is needed soon: what a thousand subscribers have is in no cache that is near.
static void fetch(const void *at, int bytes) {
  for (int place = 0; place < bytes; place += LINE) __builtin_prefetch((const char *)at + place);
}

// Takes one up track's packet for `count` legs. Those that it does not fit plainly (nothing in it, another
// payload type, older than what is sent now, no UDP path) are left to Python: their places go to
// `deferred`, their number is returned. `level` is the audio level byte or -1. All legs are of one queue.
int fan_forward(fan_leg **legs, int count, const uint8_t *payload, int length, int64_t index,
                uint32_t timestamp, int payload_type, int marker, int padding, int level,
                double now, int32_t *deferred) {
  int left = 0, kept = -1;
  for (int place = 0; place < count; place++) {
    fan_leg *leg = legs[place];
    fan_path *path = leg->path;
    if (place + AHEAD < count) fetch(legs[place + AHEAD], 2 * LINE);
    if (place + AHEAD / 2 < count) fetch(legs[place + AHEAD / 2]->path, 2 * LINE);
    fan_queue *queue = path->queue;
    if (!length || !path->open || leg->accepts != payload_type || index < leg->first ||
        leg->header_length + length + padding > MAX_PACKET) {
      deferred[left++] = place;
      continue;
    }
    if (queue->count == queue->limit) {
      fan_flush(queue);
      kept = -1;
    }
    if (kept < 0) kept = keep(queue, payload, length, marker, padding, level, now);
    int64_t out = index + leg->delta;
    uint32_t mapped = timestamp + leg->offset;
    if (out > leg->highest) {
      leg->highest = out;
      leg->last_timestamp = mapped;
      leg->last_at = now;
    }
    queue->outgoing[queue->count] = (outgoing){
        leg, kept, -1, mapped, (uint16_t)(uint64_t)out,
        leg->wide_at ? stamp(path, length, now) : 0, leg->picture_shift,
        leg->payload_type | marker | leg->marker, leg->tl0_shift, leg->shifts};
    enqueue(queue, path);
    leg->marker = 0;
    leg->packets++;
    leg->octets += length;
    path->bytes += leg->header_length + length + padding;
    queue->packets++;
  }
  return left;
}

// media/wire/vp8.py, `shifted`: the picture id and TL0PICIDX of a payload descriptor (RFC 7741, 4.2).
static void shift_numbers(uint8_t *payload, int length, const outgoing *item) {
  if (length < 3 || !(payload[0] & 0x80)) return;
  int at = 2;
  if (payload[1] & 0x80) {
    if (payload[2] & 0x80) {
      if (length < 4) return;
      put16(payload + 2, 0x8000 | ((payload[2] << 8 | payload[3]) + item->picture_shift));
      at = 4;
    } else {
      payload[2] = (payload[2] + item->picture_shift) & 0x7F;
      at = 3;
    }
  }
  if (payload[1] & 0x40 && at < length) payload[at] += item->tl0_shift;
}

// Writes and protects one datagram at `packet`; returns its length, 0 where that is refused.
static int write_datagram(fan_queue *queue, const outgoing *item, uint8_t *packet) {
  const source *from = &queue->sources[item->source];
  fan_leg *leg = item->leg;
  int size = leg->header_length + from->length + from->padding;
  memcpy(packet, leg->header, leg->header_length);
  if (from->padding) packet[0] |= 0x20;
  packet[1] = item->type;
  put16(packet + 2, item->sequence);
  put32(packet + 4, item->timestamp);
  write_extensions(leg, packet, item->transport_sequence, from->level, from->now);
  memcpy(packet + leg->header_length, from->payload, from->length);
  if (item->shifts) shift_numbers(packet + leg->header_length, from->length, item);
  if (from->padding) {
    memset(packet + size - from->padding, 0, from->padding - 1);
    packet[size - 1] = from->padding;
  }
  fan_path *path = leg->path;
  if (!path->protect(path->session, packet, &size)) return size;
  path->refused++;
  return 0;
}

static int datagrams_of(const fan_queue *queue, int message) {
  return (queue->iovecs[message].iov_len + queue->sizes[message] - 1) / queue->sizes[message];
}

static void send_singly(fan_queue *queue, int message) {
  struct msghdr *whole = &queue->messages[message].msg_hdr;
  char *at = whole->msg_iov->iov_base, *end = at + whole->msg_iov->iov_len;
  for (int size = queue->sizes[message]; at < end; at += size) {
    struct iovec part = {at, end - at < size ? end - at : size};
    struct msghdr one = {.msg_name = whole->msg_name, .msg_namelen = whole->msg_namelen,
                         .msg_iov = &part, .msg_iovlen = 1};
    if (sendmsg(queue->fd, &one, MSG_DONTWAIT) < 0) queue->unsent++;
  }
}

// What the kernel will not take is dropped, as any network may; a message that it will not cut into
// segments goes out by datagrams, and so does all that follows: to that destination (EINVAL: its
// path takes only smaller ones), or to everybody (EIO: the device has no checksums; others: the kernel
// is old). A destination that cannot be reached says nothing of segments.
static void send_messages(fan_queue *queue, int count) {
  int sent = 0;
  while (sent < count) {
    int taken = sendmmsg(queue->fd, queue->messages + sent, count - sent, MSG_DONTWAIT);
    if (taken > 0) {
      sent += taken;
      continue;
    }
    if (errno == EINTR) continue;
    struct msghdr *header = &queue->messages[sent].msg_hdr;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      while (sent < count) queue->unsent += datagrams_of(queue, sent++);
      return;
    }
    if (header->msg_control) {
      if (errno == EINVAL || errno == EMSGSIZE) queue->targets[sent]->segments = 0;
      else if (errno == EIO || errno == EOPNOTSUPP || errno == ENOPROTOOPT) queue->segments = 0;
      send_singly(queue, sent);
    } else {
      queue->unsent++;
    }
    sent++;
  }
}

static void send_filled(fan_queue *queue) {
  send_messages(queue, queue->message_count);
  queue->message_count = queue->used = 0;
}

static void cut_every(struct msghdr *header, control *room, uint16_t size) {
  header->msg_control = room;
  header->msg_controllen = sizeof *room;
  struct cmsghdr *cut = CMSG_FIRSTHDR(header);
  cut->cmsg_level = IPPROTO_UDP;
  cut->cmsg_type = UDP_SEGMENT;
  cut->cmsg_len = CMSG_LEN(sizeof size);
  memcpy(CMSG_DATA(cut), &size, sizeof size);
}

// Whether a message takes another datagram: all segments are equally long, but for the last, which may be shorter.
static int takes(const fan_queue *queue, int message, int length) {
  int whole = queue->iovecs[message].iov_len, size = queue->sizes[message];
  return length <= size && whole % size == 0 && whole / size < MAX_SEGMENTS &&
         whole + length <= MAX_MESSAGE;
}

// Adds the datagram at the arena's end to the message being filled for its path, or begins another.
static void add_datagram(fan_queue *queue, fan_path *path, int length) {
  int last = queue->message_count - 1, next = queue->message_count;
  uint8_t *at = queue->arena + queue->used;
  queue->used += length;
  if (path->segments && queue->segments && path->filling && takes(queue, last, length)) {
    struct msghdr *header = &queue->messages[last].msg_hdr;
    queue->iovecs[last].iov_len += length;
    if (!header->msg_control) cut_every(header, &queue->controls[last], queue->sizes[last]);
    return;
  }
  queue->targets[next] = path;
  queue->iovecs[next] = (struct iovec){at, length};
  queue->sizes[next] = length;
  queue->messages[next].msg_hdr =
      (struct msghdr){.msg_name = path->name, .msg_namelen = path->name_length,
                      .msg_iov = &queue->iovecs[next], .msg_iovlen = 1};
  queue->message_count++;
  path->filling = 1;
}

// Writes what a path has of legs that are `late`, or of the others, behind what the arena has.
static void write_path(fan_queue *queue, fan_path *path, int late) {
  for (int number = path->first; number >= 0 && path->open;) {
    const outgoing *item = &queue->outgoing[number];
    number = item->next;
    if (item->leg->late != late) continue;
    if (queue->message_count == MESSAGES || queue->used + MAX_PACKET + TRAILER > ARENA) {
      send_filled(queue);
      path->filling = 0;
    }
    int length = write_datagram(queue, item, queue->arena + queue->used);
    if (length) add_datagram(queue, path, length);
  }
}

static void fetch_ahead(const fan_queue *queue, int place) {
  if (place + 2 < queue->busy_count) {
    const fan_path *path = queue->busy[place + 2];
    fetch(queue->outgoing[path->first].leg, sizeof(fan_leg));
    fetch(path->session, 2 * LINE);
  }
  if (place + 1 < queue->busy_count) {
    const fan_path *path = queue->busy[place + 1];
    if (path->protect == seal_rtp) seal_fetch(path->session);
  }
}

// Sends everything that waits. To each destination what is short goes last: only the last segment of a message
// may be shorter than the others, so a packet of sound before pictures would be a message of its own.
void fan_flush(fan_queue *queue) {
  for (int place = 0; place < queue->busy_count; place++) {
    fan_path *path = queue->busy[place];
    fetch_ahead(queue, place);
    path->filling = 0;
    write_path(queue, path, 0);
    write_path(queue, path, 1);
    path->first = path->last = -1;
  }
  send_filled(queue);
  queue->count = queue->busy_count = queue->source_count = 0;
}
