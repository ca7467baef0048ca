// One RTP packet to many subscribers: writes each one's header, protects, sends in batches.
//
// media/fan.py says what it is for; media/down_track.py does the same packet by packet in Python and is
// what this is tested against. Protection is libsrtp's, by a pointer to the function that pylibsrtp
// carries, so nothing is linked. Datagrams wait in an arena until the flush, where those of one
// destination that are equally long leave in one message (UDP_SEGMENT, Linux 4.18).

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fan.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

enum {
  TRAILER = 160,         // SRTP_MAX_TRAILER_LEN with room
  MESSAGES = 512,        // of one sendmmsg
  MAX_SEGMENTS = 64,     // UDP_MAX_SEGMENTS of the kernels before 6.9
  MAX_MESSAGE = 65000,   // bytes of one message before segmentation
  SENT_HISTORY = 4096,   // media/sent_log.py
  MAX_PACKET = 2048      // media/srtp.py
};

typedef struct {
  uint8_t *data;
  fan_path *path;
  int32_t length, next;
} datagram;

typedef union {
  char bytes[CMSG_SPACE(sizeof(uint16_t))];
  struct cmsghdr align;
} control;

struct fan_queue {
  int fd;
  int segments;          // the kernel takes UDP_SEGMENT
  fan_protect protect;
  uint8_t *arena;
  size_t arena_bytes, used;
  datagram *datagrams;
  int limit, count;
  fan_path **busy;       // destinations with something in the queue
  int busy_count;
  struct iovec *iovecs;
  struct mmsghdr messages[MESSAGES];
  fan_path *targets[MESSAGES];
  control controls[MESSAGES];
  uint64_t packets, unsent;
};

fan_queue *fan_queue_new(int fd, fan_protect protect, size_t arena_bytes, int datagrams) {
  fan_queue *queue = calloc(1, sizeof *queue);
  if (!queue) return NULL;
  queue->fd = fd;
  queue->protect = protect;
  queue->segments = 1;
  queue->arena_bytes = arena_bytes;
  queue->limit = datagrams;
  queue->arena = malloc(arena_bytes);
  queue->datagrams = calloc(datagrams, sizeof *queue->datagrams);
  queue->busy = calloc(datagrams, sizeof *queue->busy);
  queue->iovecs = calloc(datagrams, sizeof *queue->iovecs);
  if (queue->arena && queue->datagrams && queue->busy && queue->iovecs) return queue;
  fan_queue_free(queue);
  return NULL;
}

void fan_queue_free(fan_queue *queue) {
  free(queue->arena);
  free(queue->datagrams);
  free(queue->busy);
  free(queue->iovecs);
  free(queue);
}

int fan_waiting(const fan_queue *queue) { return queue->count; }
uint64_t fan_packets(const fan_queue *queue) { return queue->packets; }
uint64_t fan_unsent(const fan_queue *queue) { return queue->unsent; }
int fan_segments(const fan_queue *queue) { return queue->segments; }

int fan_peek(const fan_queue *queue, int number, fan_path **path, const uint8_t **bytes) {
  *path = queue->datagrams[number].path;
  *bytes = queue->datagrams[number].data;
  return queue->datagrams[number].length;
}

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

static void write_extensions(fan_leg *leg, uint8_t *header, int length, int level, double now) {
  if (leg->wide_at) put16(header + leg->wide_at, stamp(leg->path, length, now));
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

static void enqueue(fan_queue *queue, fan_path *path, uint8_t *data, int length) {
  int number = queue->count++;
  queue->datagrams[number] = (datagram){data, path, length, -1};
  if (path->last < 0) {
    path->first = number;
    queue->busy[queue->busy_count++] = path;
  } else {
    queue->datagrams[path->last].next = number;
  }
  path->last = number;
  queue->used += (length + 15) & ~15;
}

// Sends one up track's packet to `count` legs. Those that it does not fit plainly (nothing in it, another
// payload type, older than what is sent now, no UDP path) are left to Python: their places go to `deferred`, their
// number is returned. `level` is the audio level byte or -1.
int fan_forward(fan_leg **legs, int count, const uint8_t *payload, int length, int64_t index,
                uint32_t timestamp, int payload_type, int marker, int padding, int level,
                double now, int32_t *deferred) {
  int left = 0;
  for (int place = 0; place < count; place++) {
    fan_leg *leg = legs[place];
    fan_path *path = leg->path;
    if (!length || !path->open || leg->accepts != payload_type || index < leg->first ||
        leg->header_length + length + padding > MAX_PACKET) {
      deferred[left++] = place;
      continue;
    }
    fan_queue *queue = path->queue;
    int size = leg->header_length + length + padding;
    if (queue->count == queue->limit || queue->used + size + TRAILER > queue->arena_bytes)
      fan_flush(queue);

    int64_t out = index + leg->delta;
    uint32_t mapped = timestamp + leg->offset;
    if (out > leg->highest) {
      leg->highest = out;
      leg->last_timestamp = mapped;
      leg->last_at = now;
    }
    uint8_t *packet = queue->arena + queue->used;
    memcpy(packet, leg->header, leg->header_length);
    if (padding) packet[0] |= 0x20;
    packet[1] = leg->payload_type | marker | leg->marker;
    put16(packet + 2, (uint32_t)(uint64_t)out);
    put32(packet + 4, mapped);
    write_extensions(leg, packet, length, level, now);
    memcpy(packet + leg->header_length, payload, length);
    if (padding) {
      memset(packet + size - padding, 0, padding - 1);
      packet[size - 1] = padding;
    }
    leg->marker = 0;
    leg->packets++;
    leg->octets += length;
    path->bytes += size;
    queue->packets++;
    if (queue->protect(path->session, packet, &size)) {
      path->refused++;
    } else {
      enqueue(queue, path, packet, size);
    }
  }
  return left;
}

static void send_singly(fan_queue *queue, struct msghdr *whole) {
  for (size_t i = 0; i < whole->msg_iovlen; i++) {
    struct msghdr one = {.msg_name = whole->msg_name, .msg_namelen = whole->msg_namelen,
                         .msg_iov = whole->msg_iov + i, .msg_iovlen = 1};
    if (sendmsg(queue->fd, &one, MSG_DONTWAIT) < 0) queue->unsent++;
  }
}

// What the kernel will not take is dropped, as any network may; a message that it will not cut into
// segments goes out by datagrams, and so does all that follows: to that destination (EINVAL: its
// path takes only smaller ones), or to everybody (EIO: the device has no checksums).
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
      while (sent < count) queue->unsent += queue->messages[sent++].msg_hdr.msg_iovlen;
      return;
    }
    if (header->msg_control) {
      if (errno == EINVAL || errno == EMSGSIZE) queue->targets[sent]->segments = 0;
      else queue->segments = 0;
      send_singly(queue, header);
    } else {
      queue->unsent += header->msg_iovlen;
    }
    sent++;
  }
}

// Begins a message with datagram `number` and adds what may follow it: segments are equally long, but for
// the last, which may be shorter. Returns the first datagram that is left for another message.
static int fill_message(fan_queue *queue, int place, struct iovec *iovec, int number) {
  datagram *first = &queue->datagrams[number];
  fan_path *path = first->path;
  struct msghdr *header = &queue->messages[place].msg_hdr;
  int total = first->length, next = first->next, segments = 1, shorter = 0;
  *iovec = (struct iovec){first->data, first->length};
  while (next >= 0 && queue->segments && path->segments && !shorter && segments < MAX_SEGMENTS) {
    datagram *more = &queue->datagrams[next];
    if (more->length > first->length || total + more->length > MAX_MESSAGE) break;
    shorter = more->length < first->length;
    iovec[segments++] = (struct iovec){more->data, more->length};
    total += more->length;
    next = more->next;
  }
  *header = (struct msghdr){.msg_name = path->name, .msg_namelen = path->name_length,
                            .msg_iov = iovec, .msg_iovlen = segments};
  queue->targets[place] = path;
  if (segments > 1) {
    header->msg_control = &queue->controls[place];
    header->msg_controllen = sizeof(control);
    struct cmsghdr *cut = CMSG_FIRSTHDR(header);
    cut->cmsg_level = IPPROTO_UDP;
    cut->cmsg_type = UDP_SEGMENT;
    cut->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    uint16_t size = first->length;
    memcpy(CMSG_DATA(cut), &size, sizeof size);
  }
  return next;
}

// Sends everything that waits.
void fan_flush(fan_queue *queue) {
  int count = 0;
  struct iovec *iovec = queue->iovecs;
  for (int place = 0; place < queue->busy_count; place++) {
    fan_path *path = queue->busy[place];
    for (int number = path->first; number >= 0;) {
      if (count == MESSAGES) {
        send_messages(queue, count);
        count = 0;
      }
      number = fill_message(queue, count, iovec, number);
      iovec += queue->messages[count++].msg_hdr.msg_iovlen;
    }
    path->first = path->last = -1;
  }
  send_messages(queue, count);
  queue->count = queue->busy_count = 0;
  queue->used = 0;
}
