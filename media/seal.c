// SRTP of what leaves (RFC 3711) with AES-128-GCM (RFC 7714): numbering and framing; the cipher is libcrypto's,
// or libIPSec_MB's.
//
// media/seal.py says what it is for. libsrtp does the same, and is what this is tested against, byte for byte.

#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "seal.h"

enum { TAG = 16, SALT = 12, HEADER = 12, WINDOW = 1024, FEW = 4, CONTEXT = 192 };  // WINDOW: media/srtp.py
enum { SEALED, MALFORMED = 2, CIPHER_FAILED = 8, USED = 9 };      // as libsrtp numbers them (srtp_err_status_t)
enum { GET_TAG = 0x10 };                                          // EVP_CTRL_AEAD_GET_TAG
enum { PREPARED = 1024, STATE = 256, LINE = 64 };                 // PREPARED: media/ipsec_mb.py

typedef struct {           // one SSRC
  int64_t highest;         // index: roll-over counter and sequence number
  uint32_t ssrc;
  uint8_t begun, repeats;
} stream;

typedef uint64_t window[WINDOW / 64];

// What every packet needs is in two lines of the cache, with the streams of one camera and microphone, and
// in one of the window; `seal_fetch` has it brought nearer.
struct seal {
  void *context;           // libcrypto's, or where `quick` the prepared key
  window *used;            // by stream, a bit per number
  stream *streams;         // `few`, or more elsewhere
  int count, room;
  uint8_t salt[SALT], quick;
  stream few[FEW];
};

static seal_cipher cipher;
static seal_quick quick;

void seal_begin(const seal_cipher *functions, const seal_quick *one_call) {
  cipher = *functions;
  quick = *one_call;
}

static int take_key(seal *session, const uint8_t *key) {
  session->quick = quick.encrypt != NULL;
  if (session->quick) {
    session->context = aligned_alloc(LINE, PREPARED);
    if (session->context) quick.prepare(key, session->context);
    return session->context != NULL;
  }
  session->context = cipher.context_new();
  return session->context && cipher.init(session->context, cipher.aes_128_gcm(), NULL, key, NULL);
}

static void wipe_key(seal *session) {
  if (!session->context) return;
  if (session->quick) {
    explicit_bzero(session->context, PREPARED);
    free(session->context);
  } else {
    cipher.context_free(session->context);  // wipes it
  }
}

seal *seal_new(const uint8_t *key, const uint8_t *salt) {
  seal *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  memcpy(session->salt, salt, SALT);
  session->streams = session->few;
  session->room = FEW;
  session->used = malloc(FEW * sizeof *session->used);
  if (take_key(session, key) && session->used) return session;
  seal_free(session);
  return NULL;
}

void seal_free(seal *session) {
  wipe_key(session);
  free(session->used);
  if (session->streams != session->few) free(session->streams);
  free(session);
}

static uint32_t word(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

// Has what the next packet needs brought nearer, once the session itself is.
void seal_fetch(const seal *session) {
  for (int place = 0; place < session->count && place < FEW; place++)
    __builtin_prefetch(session->used[place] + (session->few[place].highest + 1) % WINDOW / 64);
  int bytes = session->quick ? PREPARED : CONTEXT;
  for (int at = 0; at < bytes; at += LINE) __builtin_prefetch((const char *)session->context + at);
}

static int grow(seal *session) {
  int room = 2 * session->room;
  window *used = realloc(session->used, room * sizeof *used);
  if (used) session->used = used;
  stream *streams = malloc(room * sizeof *streams);
  if (!used || !streams) {
    free(streams);
    return 0;
  }
  memcpy(streams, session->streams, session->count * sizeof *streams);
  if (session->streams != session->few) free(session->streams);
  session->streams = streams;
  session->room = room;
  return 1;
}

// The place of an SSRC's state, begun where there is none; -1 without memory.
static int place_of(seal *session, uint32_t ssrc) {
  for (int place = 0; place < session->count; place++)
    if (session->streams[place].ssrc == ssrc) return place;
  if (session->count == session->room && !grow(session)) return -1;
  session->streams[session->count] = (stream){.ssrc = ssrc};
  return session->count++;
}

// Lets numbers of `ssrc` be sealed again, with the very bytes of the first time; 0 without memory.
int seal_repeat(seal *session, uint32_t ssrc) {
  int place = place_of(session, ssrc);
  if (place < 0) return 0;
  session->streams[place].repeats = 1;
  return 1;
}

void seal_forget(seal *session, uint32_t ssrc) {
  for (int place = 0; place < session->count; place++) {
    if (session->streams[place].ssrc != ssrc) continue;
    int last = --session->count;
    session->streams[place] = session->streams[last];
    memmove(session->used[place], session->used[last], sizeof(window));
    return;
  }
}

// RFC 3711, appendix A, but that nothing comes before the first roll-over counter.
static int64_t index_of(const stream *s, int sequence) {
  int64_t guess = (s->highest & ~(int64_t)0xFFFF) | sequence;
  if (s->highest <= 0x8000) return sequence;
  if (guess - s->highest > 0x8000) return guess - 0x10000;
  if (s->highest - guess > 0x8000) return guess + 0x10000;
  return guess;
}

// Whether `index` is new, or may come again; from now on it is used: with AES-GCM other bytes under the same
// number would tell the key of its tags.
static int use(stream *s, uint64_t *used, int64_t index) {
  if (index > s->highest || !s->begun) {
    int64_t passed = s->begun ? index - s->highest : WINDOW;
    if (passed >= WINDOW) memset(used, 0, sizeof(window));
    else
      for (int64_t at = s->highest + 1; at < index; at++)
        used[at % WINDOW / 64] &= ~(1ULL << at % 64);
    s->highest = index;
    s->begun = 1;
  } else if (s->highest - index >= WINDOW) {
    return 0;
  } else if (used[index % WINDOW / 64] >> index % 64 & 1) {
    return s->repeats;
  }
  used[index % WINDOW / 64] |= 1ULL << index % 64;
  return 1;
}

// RFC 7714, section 8.1.
static void write_iv(const seal *session, const uint8_t *packet, int64_t index, uint8_t *iv) {
  uint8_t number[SALT] = {0};
  memcpy(number + 2, packet + 8, 4);
  for (int place = 0; place < 6; place++) number[6 + place] = index >> (40 - 8 * place);
  for (int place = 0; place < SALT; place++) iv[place] = number[place] ^ session->salt[place];
}

static int encrypt(const seal *session, uint8_t *packet, int head, int length, const uint8_t *iv) {
  void *context = session->context;
  uint8_t *body = packet + head, *tag = packet + length;
  if (session->quick) {
    uint8_t state[STATE] __attribute__((aligned(LINE)));
    quick.encrypt(context, state, body, body, length - head, iv, packet, head, tag, TAG);
    return 1;
  }
  int taken;
  return cipher.init(context, NULL, NULL, NULL, iv) &&
         cipher.update(context, NULL, &taken, packet, head) &&
         cipher.update(context, body, &taken, body, length - head) &&
         cipher.final(context, tag, &taken) && cipher.control(context, GET_TAG, TAG, tag);
}

// Bytes of the RTP header, with contributing sources and extension; 0 where the packet is shorter.
static int header_length(const uint8_t *packet, int length) {
  if (length < HEADER) return 0;
  int head = HEADER + 4 * (packet[0] & 0x0F);
  if (packet[0] & 0x10) {
    if (length < head + 4) return 0;
    head += 4 + 4 * (packet[head + 2] << 8 | packet[head + 3]);
  }
  return head <= length ? head : 0;
}

// RTP to SRTP in place, with room for the tag behind it: `fan_protect`. 0, or what was wrong.
int seal_rtp(void *session, void *packet, int *length) {
  seal *to = session;
  uint8_t *at = packet, iv[SALT];
  int head = header_length(at, *length);
  if (!head) return MALFORMED;
  int place = place_of(to, word(at + 8));
  if (place < 0) return CIPHER_FAILED;
  int64_t index = index_of(&to->streams[place], at[2] << 8 | at[3]);
  if (!use(&to->streams[place], to->used[place], index)) return USED;
  write_iv(to, at, index, iv);
  if (!encrypt(to, at, head, *length, iv)) return CIPHER_FAILED;
  *length += TAG;
  return SEALED;
}

uintptr_t seal_protector(void) { return (uintptr_t)seal_rtp; }
