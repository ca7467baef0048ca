// The native fan's types and functions, read by the C compiler and by cffi alike: plain C, no macros.

typedef int (*fan_protect)(void *session, void *packet, int *length);

typedef struct fan_queue fan_queue;

// One destination: a peer's transport. What each packet needs comes first, here and below.
typedef struct {
  fan_queue *queue;
  int32_t first, last;    // of its datagrams in the queue, -1: none
  uint8_t open;           // may be sent to by UDP; else its legs are deferred
  uint8_t segments;       // takes UDP_SEGMENT
  uint8_t filling;        // the newest message being filled is for it
  uint8_t name_length;
  fan_protect protect;    // libsrtp's, or media/seal.c's
  void *session;          // what it takes: outbound srtp_t or seal; both NULL once it is closed
  uint64_t bytes;         // of RTP before protection
  uint16_t *sequence;     // media/sent_log.py's arrays, or NULL
  uint8_t name[28];       // sockaddr
  uint16_t *sizes;
  uint32_t *times;
  uint64_t refused;       // packets `protect` would not take
} fan_path;

// One down track: how its packets differ from the up track's.
typedef struct {
  fan_path *path;
  uint8_t accepts;        // incoming payload type that it takes as it is, 255: none
  uint8_t payload_type;   // outgoing
  uint8_t marker;         // 0x80 once at a talkspurt's beginning
  uint8_t late;           // short: leaves behind what else a batch has for its destination
  uint8_t header_length;
  uint8_t shifts;
  uint8_t tl0_shift;
  uint8_t wide_at, time_at, level_at;  // offsets of extensions in the header, 0: not agreed
  uint16_t picture_shift; // of VP8 picture ids, where `shifts`
  uint32_t offset;        // of timestamps
  int64_t first;          // index from which `delta` holds
  int64_t delta;
  int64_t highest;        // outgoing index given last
  double last_at;
  uint32_t last_timestamp;
  uint8_t level_head[2];
  uint8_t level_head_length;
  uint64_t packets;
  uint64_t octets;
  uint8_t header[128];    // RTP header with extensions, varying bytes aside
} fan_leg;

fan_queue *fan_queue_new(int fd, int sources, int datagrams);
void fan_queue_free(fan_queue *queue);
int fan_forward(fan_leg **legs, int count, const uint8_t *payload, int length, int64_t index,
                uint32_t timestamp, int payload_type, int marker, int padding, int level,
                double now, int32_t *deferred);
void fan_flush(fan_queue *queue);
int fan_waiting(const fan_queue *queue);
uint64_t fan_packets(const fan_queue *queue);
uint64_t fan_unsent(const fan_queue *queue);
int fan_segments(const fan_queue *queue);
