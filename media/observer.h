// What one path does, by its transport-wide feedback: types and functions, read by the C compiler and by
// cffi alike. media/observed.py is the same in Python.

typedef struct {
  const uint16_t *sequence;  // media/sent_log.py's arrays
  const uint16_t *sizes;
  const uint32_t *times;

  // arrivals.py
  uint8_t missing[4096];     // by slot: told lost
  int32_t highest;           // the newest number told of, -1: none
  int64_t last;              // ticks of an arrival of the feedback before
  uint8_t heard;             // whether there is one

  // delay.py
  uint8_t usage;             // 0 normal, 1 over, 2 under
  uint8_t grouping, begun;
  int64_t start, sent, end;  // of the group not complete yet
  int64_t origin[2], group[2], detected[2];
  double line[20][2];        // a ring; the oldest at `line_at` once it is full
  int32_t line_at, line_count;
  int64_t count;
  double smoothed, slope, over_time, base, next_base;
  int64_t base_until;
  double recent[3];
  int32_t recent_at, recent_count;
  double queueing, threshold;

  // acknowledged.py
  int64_t newest[2];
  uint8_t known;
  int64_t arriving, sending;
  double received_bytes, sent_bytes;
  int64_t bitrate, latest, proven, rate_sent, offered;

  // the news of the last feedback
  int32_t received, lost;
  double response;
} observer;

void observer_init(observer *o, const uint16_t *sequence, const uint16_t *sizes,
                   const uint32_t *times);
int observer_unfold(const uint8_t *body, int length, int64_t *arrivals);
int observer_take(observer *o, int base, const int64_t *arrivals, int count, double now);
int observer_receive(observer *o, const uint8_t *body, int length, double now);
void observer_rebase(observer *o);
