// What a socket receives, many datagrams per system call: told apart by sender and first bytes, opened, and
// transport-wide feedback given to the observer of its path.
//
// media/inbox.py says what it is for. Without it, media/udp.py, transport.py and wire/rtcp/ do the same datagram by
// datagram in Python, and are what this is tested against. Whatever is not plain here is left to them as it came.

#define _GNU_SOURCE
#include <math.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "fan.h"
#include "observer.h"

#include "intake.h"

#include "inbox.h"

enum {
  RECEIVED = 64,         // media/inbox.py
  MAX_DATAGRAM = 2048,   // media/srtp.py
  NAME = 28,             // media/sockaddr.py
  SLOTS = 1 << 15,       // of addresses; twice as many as are put in, so that looking stays short
  MAX_KNOWN = SLOTS / 2,
  DEFERRED = 1 << 14     // legs, of all the packets of a batch, that Python is to send to
};
enum { AS_IT_CAME, RTP, RTCP, FEEDBACK, REFUSED, TAKEN };

#define MAX_AGE 10.0     // seconds
#define NOTABLE 0.25     // media/rhythm.py

typedef union {
  char bytes[CMSG_SPACE(sizeof(struct timespec))];
  struct cmsghdr align;
} control;

typedef struct {
  uint8_t name[NAME];
  inbox_ear *ear;        // NULL: free
} slot;

struct inbox {
  inbox_unprotect rtp, rtcp;
  int32_t batch;
  int written;           // messages whose lengths the kernel has set
  int known;
  int deferred_count;
  uint64_t taken;        // RTP packets, by intakes
  slot slots[SLOTS];
  inbox_item items[RECEIVED];
  struct iovec iovecs[RECEIVED];
  struct mmsghdr messages[RECEIVED];
  control controls[RECEIVED];
  int32_t deferred[DEFERRED];
  uint8_t names[RECEIVED * NAME];
  uint8_t data[RECEIVED * MAX_DATAGRAM] __attribute__((aligned(16)));
};

inbox *inbox_new(inbox_unprotect rtp, inbox_unprotect rtcp) {
  inbox *box = calloc(1, sizeof *box);
  if (!box) return NULL;
  box->rtp = rtp;
  box->rtcp = rtcp;
  for (int place = 0; place < RECEIVED; place++) {
    box->iovecs[place] = (struct iovec){box->data + place * MAX_DATAGRAM, MAX_DATAGRAM};
    box->messages[place].msg_hdr =
        (struct msghdr){.msg_name = box->names + place * NAME, .msg_namelen = NAME,
                        .msg_iov = box->iovecs + place, .msg_iovlen = 1,
                        .msg_control = box->controls + place,
                        .msg_controllen = sizeof box->controls[place]};
  }
  return box;
}

void inbox_free(inbox *box) { free(box); }
uint8_t *inbox_data(inbox *box) { return box->data; }
uint8_t *inbox_names(inbox *box) { return box->names; }
inbox_item *inbox_items(inbox *box) { return box->items; }
int32_t *inbox_deferred(inbox *box) { return box->deferred; }
uint64_t inbox_taken(const inbox *box) { return box->taken; }

// --- senders -----------------------------------------------------------------------------------------

// The bytes of a sockaddr that tell one sender from another; what else there is, the kernel may leave unset.
static int name_size(const uint8_t *name) {
  uint16_t family;
  memcpy(&family, name, sizeof family);
  return family == AF_INET ? 8 : NAME;
}

static slot *find(inbox *box, const uint8_t *name) {
  int size = name_size(name);
  uint32_t hash = 2166136261u;  // FNV-1a
  for (int place = 0; place < size; place++) hash = (hash ^ name[place]) * 16777619u;
  slot *at = &box->slots[(hash ^ hash >> 16) % SLOTS];
  while (at->ear && memcmp(at->name, name, size))
    at = at + 1 == box->slots + SLOTS ? box->slots : at + 1;
  return at;
}

// Whose datagrams come from `name` from now on; 0 if there is no room: they stay as they come.
int inbox_put(inbox *box, const uint8_t *name, inbox_ear *ear) {
  slot *at = find(box, name);
  if (!at->ear) {
    if (box->known == MAX_KNOWN) return 0;
    box->known++;
    memcpy(at->name, name, name_size(name));
  }
  at->ear = ear;
  return 1;
}

void inbox_remove(inbox *box, const uint8_t *name) {
  slot *gone = find(box, name);
  if (!gone->ear) return;
  gone->ear = NULL;
  box->known--;
  // Those behind it up to the next free slot may have been put off by it: put them in anew.
  for (slot *at = gone;;) {
    at = at + 1 == box->slots + SLOTS ? box->slots : at + 1;
    if (!at->ear) return;
    slot moved = *at;
    at->ear = NULL;
    slot *to = find(box, moved.name);
    *to = moved;
  }
}

// --- datagrams ---------------------------------------------------------------------------------------

static uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }

// The place of an SSRC among those known, -1: it is not.
static int place_of(const inbox_ear *ear, uint32_t ssrc) {
  for (int place = 0; place < ear->count; place++)
    if (ear->ssrcs[place] == ssrc) return place;
  return -1;
}

// Gives a transport-wide feedback that stands alone to its observer, unless Python has RTCP of that ear to
// read first: it asks what the observer made of one before there is another.
static void take_feedback(inbox *box, inbox_ear *ear, inbox_item *item, double now) {
  const uint8_t *packet = box->data + item->at;
  observer *o = ear->observer;
  if (!o || item->length < 12 || (packet[0] & ~0x20) != 0x8F || packet[1] != 205 ||
      4 + 4 * (packet[2] << 8 | packet[3]) != item->length)
    return;
  int padded = packet[0] & 0x20, padding = padded ? packet[item->length - 1] : 0;
  if ((padded && !padding) || item->length - padding < 12) return;
  item->kind = FEEDBACK;
  item->at += 4;
  item->length -= 4 + padding;
  item->fresh = observer_receive(o, packet + 4, item->length, now);
  item->usage = o->usage;
  item->received = o->received;
  item->lost = o->lost;
  item->response = o->response;
}

// Gives a packet to what takes the plain ones of its stream. Returns whether it is done with. None overtakes another
// of the batch that was left to Python.
static int take_packet(inbox *box, inbox_ear *ear, intake *in, inbox_item *item) {
  int32_t *deferred = box->deferred + box->deferred_count;
  int left = -1;
  if (in->passed != box->batch && item->arrived - ear->heard_at <= NOTABLE &&
      in->leg_count <= DEFERRED - box->deferred_count)
    left = intake_take(in, box->data + item->at, item->length, item->arrived, &ear->stamps, deferred);
  if (left < 0) {
    in->passed = box->batch;
    return 0;
  }
  ear->heard_at = item->arrived;
  ear->bytes += item->length;
  box->taken++;
  item->kind = TAKEN;
  item->at = box->deferred_count;
  item->length = left;
  item->index = in->highest;
  box->deferred_count += left;
  return !left && !(in->open && in->others);
}

// Returns whether nothing is left to do for Python.
static int open_datagram(inbox *box, inbox_item *item, double now) {
  uint8_t *packet = box->data + item->at;
  if (item->length < 12 || packet[0] >> 6 != 2 || item->name_length < 8) return 0;
  inbox_ear *ear = find(box, box->names + item->name_at)->ear;
  if (!ear || !ear->session) return 0;
  int rtcp = packet[1] >= 192 && packet[1] <= 223, first = ear->batch != box->batch;
  if (rtcp) ear->batch = box->batch;
  item->ssrc = get32(packet + (rtcp ? 4 : 8));
  int place = place_of(ear, item->ssrc);
  if (place < 0) return 0;
  item->ear = ear->number;
  item->kind = (rtcp ? box->rtcp : box->rtp)(ear->session, packet, &item->length) ? REFUSED
               : rtcp                                                           ? RTCP
                                                                                : RTP;
  if (item->kind == RTP && ear->intakes[place]) return take_packet(box, ear, ear->intakes[place], item);
  if (item->kind == RTCP && first) take_feedback(box, ear, item, now);
  return 0;
}

// When a datagram came, by the kernel's stamp on it: `wall` and `now` are the same moment.
static double arrival(struct msghdr *header, const struct timespec *wall, double now) {
  for (struct cmsghdr *at = CMSG_FIRSTHDR(header); at; at = CMSG_NXTHDR(header, at)) {
    if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SO_TIMESTAMPNS) continue;
    struct timespec stamp;
    memcpy(&stamp, CMSG_DATA(at), sizeof stamp);
    double age = (double)(wall->tv_sec - stamp.tv_sec) + 1e-9 * (double)(wall->tv_nsec - stamp.tv_nsec);
    return age > 0 && age < MAX_AGE ? now - age : now;  // else the wall clock was set
  }
  return now;
}

// STUN and DTLS first: a backlog of media must not cost anyone their connection.
static int add_items(inbox *box, int urgent, int count, const struct timespec *wall, double now, double since) {
  for (int place = 0; place < box->written; place++) {
    struct mmsghdr *message = &box->messages[place];
    int at = place * MAX_DATAGRAM, length = message->msg_len;
    if ((length && box->data[at] < 64) != urgent) continue;
    inbox_item *item = &box->items[count];
    *item = (inbox_item){.kind = AS_IT_CAME, .ear = -1, .at = at, .length = length,
                         .name_at = place * NAME, .name_length = message->msg_hdr.msg_namelen,
                         .arrived = fmax(arrival(&message->msg_hdr, wall, now), since)};
    count += urgent || !open_datagram(box, item, now);
  }
  return count;
}

// Has the kernel stamp what comes to `fd`.
int inbox_stamp(int fd) {
  int on = 1;
  return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

// Takes what waits at `fd`, and tells of nothing as if it had come before `since`; returns the number of items that are
// left to Python, in the order in which they are to be worked on.
int inbox_read(inbox *box, int fd, double now, double since) {
  for (int place = 0; place < box->written; place++) {
    box->messages[place].msg_hdr.msg_namelen = NAME;
    box->messages[place].msg_hdr.msg_controllen = sizeof box->controls[place];
  }
  int received = recvmmsg(fd, box->messages, RECEIVED, MSG_DONTWAIT, NULL);
  box->written = received > 0 ? received : 0;
  if (received <= 0) return 0;
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  box->batch++;
  box->deferred_count = 0;
  return add_items(box, 0, add_items(box, 1, 0, &wall, now, since), &wall, now, since);
}

// --- turns -------------------------------------------------------------------------------------------

static double monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void wait_for(double seconds) {
  struct timespec span = {(time_t)seconds, (long)(1e9 * fmod(seconds, 1))};
  nanosleep(&span, NULL);
}

// Takes what waits at `fd`, like `inbox_read`, and sends what follows where nothing is left to Python. Where much is
// going on, it does so a moment late, together with what comes till then.
int inbox_turn(inbox *box, int fd, fan_queue *queue, inbox_pace *pace, double since) {
  if (monotonic() < pace->busy_until) wait_for(pace->hold);
  double now = monotonic();
  uint64_t before = fan_packets(queue);
  int left = inbox_read(box, fd, now, since);
  if (box->written == RECEIVED) pace->busy_until = 0;  // more may wait: no moment for it
  else if (fan_packets(queue) - before >= (uint64_t)pace->held_from) pace->busy_until = now + pace->busy_for;
  if (!left) fan_flush(queue);
  return left;
}
