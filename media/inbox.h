// What a socket receives, opened where its sender is known: types and functions, read by the C compiler
// and by cffi alike. media/inbox.py says what it is for.

typedef int (*inbox_unprotect)(void *session, void *packet, int *length);

// One peer's transport, as it is heard.
typedef struct {
  int32_t number;        // by which Python knows it
  int32_t batch;         // the last one with RTCP of it
  void *session;         // inbound srtp_t, NULL: not to be opened here
  observer *observer;    // what takes transport-wide feedback, or NULL
  double heard_at;       // when something authentic came last
  uint64_t bytes;        // of RTP that an intake has taken
  int32_t count;
  uint32_t ssrcs[64];    // authenticated before; a new one is Python's to admit
  intake *intakes[64];   // what takes the plain packets of each, or NULL
  intake_stamps stamps;
} inbox_ear;

// One datagram of a batch.
typedef struct {
  int32_t kind;          // 0 as it came, 1 RTP, 2 RTCP, 3 feedback, 4 refused by libsrtp, 5 taken by an intake
  int32_t ear;
  int32_t at, length;    // in the batch's memory; of a feedback from the sender's SSRC on; if taken, the places
                         // among those deferred of the legs that Python is to send it to
  int32_t name_at, name_length;
  int32_t fresh;         // whether the feedback told anything new, and what:
  int32_t usage, received, lost;
  double response;
  double arrived;        // by the reader's clock
  int64_t index;         // of what was taken
  uint32_t ssrc;
} inbox_item;

// What has a turn wait for more of its kind.
typedef struct {
  double busy_until;     // by the monotonic clock; turns before it wait,
  double hold;           // so many seconds each,
  double busy_for;       // which lasts so many seconds longer
  int32_t held_from;     // with each turn in which the fan is given so many packets
} inbox_pace;

typedef struct inbox inbox;

inbox *inbox_new(inbox_unprotect rtp, inbox_unprotect rtcp);
void inbox_free(inbox *box);
int inbox_put(inbox *box, const uint8_t *name, inbox_ear *ear);
void inbox_remove(inbox *box, const uint8_t *name);
int inbox_stamp(int fd);
int inbox_read(inbox *box, int fd, double now, double since);
int inbox_turn(inbox *box, int fd, fan_queue *queue, inbox_pace *pace, double since);
uint64_t inbox_taken(const inbox *box);
int32_t *inbox_deferred(inbox *box);
uint8_t *inbox_data(inbox *box);
uint8_t *inbox_names(inbox *box);
inbox_item *inbox_items(inbox *box);
