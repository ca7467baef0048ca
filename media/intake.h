// The packets of one up track, where they are plain: types and functions, read by the C compiler and by cffi alike.
// media/intake.py says what it is for.

// A packet kept for who asks for it again.
typedef struct {
  int64_t index;         // -1: none
  double arrival;
  uint32_t timestamp, ssrc;
  int32_t length, room;  // of its payload, and of the memory for it
  int16_t level;         // audio level byte (RFC 6464), -1: none
  uint8_t payload_type, marker, padding;
  uint8_t *payload;
} intake_packet;

// One up track. What each packet of its stream changes comes first; media/intake.py has that in Python.
typedef struct {
  int64_t highest;       // media/numbering.py: index, -1: nothing has come
  int64_t disorderly;    // and the number that would begin another epoch, -1: none
  int64_t counted;       // media/stats.py: the highest index, packets, jitter in timestamp units, transit
  int64_t received;
  double jitter, transit;
  int64_t nacked;        // media/nack.py: the highest index, -1: none
  int64_t frames;        // media/picture_flow.py: frames, and the timestamp of the last key frame, -1: none
  int64_t key_timestamp;
  double level, level_at;  // media/active_speaker.py
  int64_t bytes;         // media/up_track.py: of payload, and when the last packet came
  double heard_at;
  uint8_t accepts;       // payload type of the packets that may be taken here, 255: none
  uint8_t coding;        // of them: 0 sound, 1 pictures, 2 H.264, 3 VP8
  uint8_t open;          // they are kept and forwarded, else only counted
  uint8_t others;        // somebody beside the legs gets them
  uint8_t level_id;      // of the header extension, 0: none
  uint32_t clock_rate;
  int32_t passed;        // the last batch (media/inbox.c) of which Python was left a packet
  int32_t leg_count;
  fan_leg **legs;
  intake_packet *slots;  // a ring by index
  int64_t mask;
} intake;

// Transport-wide sequence numbers that have come, until Python takes them.
typedef struct {
  int32_t count;
  uint8_t id;            // of the header extension, 0: none
  uint16_t sequences[128];
  double arrivals[128];
} intake_stamps;

intake *intake_new(int capacity);
void intake_free(intake *in);
int intake_keep(intake *in, int64_t index, double arrival, uint32_t timestamp, uint32_t ssrc, int payload_type,
                int marker, int padding, int level, const uint8_t *payload, int length);
intake_packet *intake_kept(intake *in, int64_t index);
void intake_clear(intake *in);
int intake_take(intake *in, const uint8_t *packet, int length, double now, intake_stamps *stamps, int32_t *deferred);
