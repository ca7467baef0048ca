// The client side of many WebRTC connections in one thread: ICE, DTLS-SRTP, synthetic media.
//
// Publishers pace and encrypt RTP that looks like Chromium's (VP8 or H.264 frames with real key
// frame bits, Opus); subscribers count what arrives by its clear header and decrypt one packet in
// SAMPLE, which tells its delay, its layer and that the keys are right. RTCP is complete enough
// for an SFU to work as with browsers: sender and receiver reports, transport-wide feedback, and
// key frames on PLI and FIR. Commands come on stdin, answers go to stdout, a line each (main.c).
#pragma once
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <srtp2/srtp.h>
#include <stdbool.h>
#include <stdint.h>

enum {
  MAX_CONNECTIONS = 4096,
  MAX_STREAMS = 256,
  MAX_SLOTS = 96,      // streams that one subscriber receives
  MAX_LAYERS = 4,
  DATAGRAM = 2048,
  SAMPLE = 16,         // of so many packets one is decrypted
  FEEDBACK_WINDOW = 2048,  // transport-wide numbers between two feedbacks
  DELAY_BUCKETS = 20000,   // of 0.1 ms
};

// One RTP stream as a subscriber receives it.
typedef struct {
  uint32_t ssrc;
  int stream;   // of its track, the first layer's
  int layers;   // 1: everything sent must arrive; more: the SFU chooses
  bool seen;
  uint32_t first, highest;
  uint64_t packets, bytes;
  uint32_t last_report;  // middle 32 bits of the last sender report's NTP time
  double last_report_at;
} Slot;

// Arrival times by transport-wide sequence number since the last feedback; 0: not arrived.
typedef struct {
  uint16_t base, next_base;
  bool begun;
  int count;
  uint8_t feedbacks;
  double at[FEEDBACK_WINDOW];
} Arrivals;

typedef struct {
  bool used, started, checked, up, failed;
  int fd;
  struct sockaddr_in remote;
  char local_ufrag[64], local_password[128], remote_ufrag[64], remote_password[128];
  uint8_t tie_breaker[8];
  SSL *ssl;
  BIO *incoming;
  srtp_t out, in;
  double next_check, next_report, next_feedback, started_at;
  uint32_t ssrc;        // as a receiver of media
  uint8_t transport_id; // header extension of transport-wide numbers; 0: none
  uint16_t transport_sequence;
  Slot slots[MAX_SLOTS];
  int slot_count;
  uint64_t sampled;
  double rate, free_at;  // bit/s of a downlink that is played here, 0: no limit; when it is free
  Arrivals *arrivals;
} Connection;

enum Kind { OPUS = 'o', VP8 = 'v', H264 = 'h' };

// Ids of RTP header extensions (RFC 8285), 0 where not agreed.
typedef struct {
  int mid, rid, transport, time, level;
} Extensions;

// One RTP stream as it is published.
typedef struct {
  int connection, payload_type, packets_per_frame, size;
  enum Kind kind;
  double rate;  // frames per second
  uint32_t ssrc, timestamp;
  uint16_t sequence, picture_id;
  Extensions extensions;
  char mid[16], rid[16];
  uint8_t key_start[64];  // how a key frame's first payload begins, behind the descriptor
  int key_start_size;
  uint64_t frame;
  int part;  // of the frame
  bool key, key_wanted;
  double start, due;
  uint32_t packets, octets;   // since the beginning, for sender reports
  uint32_t counted;           // since the last reset
} Stream;

typedef struct {
  uint64_t other, rtcp, overflowed, late, decrypted, undecrypted, send_errors, key_frame_requests;
  uint64_t delays[DELAY_BUCKETS + 1], layers[MAX_LAYERS];
} Counters;

extern Connection connections[MAX_CONNECTIONS];
extern int connection_count;
extern Stream streams[MAX_STREAMS];
extern int stream_count;
extern Counters counters;
extern bool measuring, running, timed, stopped;
extern double stop_at, report_interval, feedback_interval;
extern int key_interval;

double now(void);
bool queued(Connection *c, int size, double *at);
void fail(int id, const char *reason);
void transmit(Connection *c, const uint8_t *data, int size);

// stun.c
void stun_init(void);
void stun_request(Connection *c);
void stun_reply(Connection *c, const uint8_t *request);

// dtls.c
void dtls_init(bool gcm);  // prints the fingerprint
void dtls_start(int id);
void dtls_receive(int id, const uint8_t *data, int size);

// publish.c
void publish_init(void);
void publish_begin(double at);
double publish_due(void);  // sends what is due, returns when the next is

// receive.c
void receive_rtp(Connection *c, uint8_t *data, int size, double at);
void receive_reset(void);
void print_stats(void);

// rtcp.c
void send_reports(int id, double at);
void send_feedback(Connection *c);
void receive_rtcp(int id, uint8_t *data, int size, double at);

static inline void put16(uint8_t *p, uint16_t v) { p[0] = v >> 8; p[1] = v; }
static inline void put32(uint8_t *p, uint32_t v) { put16(p, v >> 16); put16(p + 2, v); }
static inline uint16_t get16(const uint8_t *p) { return p[0] << 8 | p[1]; }
static inline uint32_t get32(const uint8_t *p) { return (uint32_t)get16(p) << 16 | get16(p + 2); }

// What every published payload carries at STAMP_AT, behind any codec's descriptor.
enum { STAMP_AT = 32, STAMP_MAGIC = 0x544f4e47 };
typedef struct __attribute__((packed)) {
  uint32_t magic;
  uint16_t stream;
  double sent;
} Stamp;
