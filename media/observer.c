// What one path does, by its transport-wide feedback: arrivals, the growth of its queue, and what arrives.
//
// media/arrivals.py, delay.py, acknowledged.py and wire/rtcp/transport_cc.py say what each step is for and why;
// this does the same steps in the same order, and is tested against them: the figures are equal to the last bit.
// Subscribers send some ten feedbacks a second each, which in Python cost more than sending them the media.

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "observer.h"

enum {
  SENT_HISTORY = 4096, TICKS = 1000000, TICK = 250, MAX_AGE = 30 * TICKS,
  MAX_STATUSES = 2048, REFERENCE_TICKS = 256,
  BURST = 5000, MAX_BURST = 100000, MAX_STEP = 3000000,
  WINDOW = 20, MIN_FIT = 5, MAX_GROUPS = 60, RECENT = 3, BASE_WINDOW = 10000000,
  RATE_WINDOW = 200000, MAX_PAUSE = 2000000
};
enum { NORMAL, OVER, UNDER };

static const int64_t LOST = INT64_MIN;  // in place of an arrival
static const int64_t ARRIVAL_WRAP = 1LL << 32;
static const double SMOOTHING = 0.1, GAIN = 4.0;
static const double THRESHOLD_START = 12.5, THRESHOLD_MIN = 6.0, THRESHOLD_MAX = 600.0;
static const double THRESHOLD_RISE = 0.0087, THRESHOLD_FALL = 0.039;
static const double MAX_OFFSET = 15.0, MAX_ADAPTION = 100.0, OVER_USE_TIME = 10.0;
static const double RATE_SMOOTHING = 0.5;

typedef struct { int64_t sent, arrived; } packet;

void observer_init(observer *o, const uint16_t *sequence, const uint16_t *sizes,
                   const uint32_t *times) {
  memset(o, 0, sizeof *o);
  o->sequence = sequence;
  o->sizes = sizes;
  o->times = times;
  o->highest = -1;
  o->threshold = THRESHOLD_START;
}

// --- wire/rtcp/transport_cc.py -----------------------------------------------------------------------

static int word(const uint8_t *at) { return at[0] << 8 | at[1]; }

static int unfold_chunks(const uint8_t *body, int length, int *position, int total,
                         uint8_t *symbols) {
  int count = 0;
  while (count < total && *position + 2 <= length) {
    int chunk = word(body + *position);
    *position += 2;
    if (!(chunk & 0x8000)) {
      for (int run = chunk & 0x1FFF; run > 0 && count < total; run--)
        symbols[count++] = chunk >> 13 & 3;
    } else if (chunk & 0x4000) {
      for (int shift = 12; shift >= 0 && count < total; shift -= 2)
        symbols[count++] = chunk >> shift & 3;
    } else {
      for (int shift = 13; shift >= 0 && count < total; shift--)
        symbols[count++] = chunk >> shift & 1;
    }
  }
  return count;
}

// `body` begins with the sender's SSRC. Returns the number of packets told of, -1 if it is malformed.
int observer_unfold(const uint8_t *body, int length, int64_t *arrivals) {
  uint8_t symbols[MAX_STATUSES];
  if (length < 16) return -1;
  int total = word(body + 10), position = 16;
  if (total > MAX_STATUSES) return -1;
  int64_t arrival = body[12] << 16 | body[13] << 8 | body[14];
  if (arrival & 0x800000) arrival -= 1 << 24;
  arrival *= REFERENCE_TICKS;
  if (unfold_chunks(body, length, &position, total, symbols) < total) return -1;
  for (int place = 0; place < total; place++) {
    int symbol = symbols[place];
    arrivals[place] = LOST;
    if (symbol == 0 || symbol == 3) continue;
    if (position + symbol > length) return -1;
    arrival += symbol == 1 ? body[position] : (int16_t)word(body + position);
    position += symbol;
    arrivals[place] = arrival;
  }
  return total;
}

// --- delay.py ----------------------------------------------------------------------------------------

static void begin(observer *o, int64_t sent, int64_t arrived) {
  o->begun = 1;
  o->origin[0] = o->detected[0] = sent;
  o->origin[1] = o->detected[1] = arrived;
  o->line_at = o->line_count = o->recent_at = o->recent_count = 0;
  o->count = 0;
  o->smoothed = o->slope = o->base = o->next_base = 0.0;
  o->base_until = sent + BASE_WINDOW;
  o->usage = NORMAL;
}

static double least_recent(const observer *o) {
  double least = o->recent[0];
  for (int place = 1; place < o->recent_count; place++)
    if (o->recent[place] < least) least = o->recent[place];
  return least;
}

static void measure(observer *o, int64_t sent, double delay) {
  if (sent > o->base_until) {
    o->base = o->next_base;
    o->next_base = delay;
    o->base_until = sent + BASE_WINDOW;
  }
  if (delay < o->next_base) o->next_base = delay;
  if (delay < o->base) o->base = delay;
  o->recent[o->recent_at] = delay;
  o->recent_at = (o->recent_at + 1) % RECENT;
  if (o->recent_count < RECENT) o->recent_count++;
  o->queueing = (least_recent(o) - o->base) / 1000;
}

static void add_group(observer *o, int64_t sent, int64_t arrived) {
  int64_t step = (arrived - sent) - (o->group[1] - o->group[0]);
  if (!o->begun || step > MAX_STEP || step < -MAX_STEP) begin(o, sent, arrived);
  o->group[0] = sent;
  o->group[1] = arrived;
  o->count++;
  int64_t x = arrived - o->origin[1];
  double delay = (double)(arrived - sent - o->origin[1] + o->origin[0]) / 1000;
  o->smoothed += SMOOTHING * (delay - o->smoothed);
  double *point = o->line[(o->line_at + o->line_count) % WINDOW];
  point[0] = (double)x / 1000;
  point[1] = o->smoothed;
  if (o->line_count < WINDOW) o->line_count++;
  else o->line_at = (o->line_at + 1) % WINDOW;
  measure(o, sent, delay);
}

static double fit(const observer *o) {
  int count = o->line_count;
  double x = 0, y = 0, spread = 0, product = 0;
  if (count < MIN_FIT) return 0.0;
  for (int place = 0; place < count; place++) {
    const double *point = o->line[(o->line_at + place) % WINDOW];
    x += point[0];
    y += point[1];
  }
  x /= count;
  y /= count;
  for (int place = 0; place < count; place++) {
    const double *point = o->line[(o->line_at + place) % WINDOW];
    spread += (point[0] - x) * (point[0] - x);
    product += (point[0] - x) * (point[1] - y);
  }
  return spread ? product / spread : o->slope;
}

static void adapt(observer *o, double trend, double elapsed) {
  if (trend > o->threshold + MAX_OFFSET) return;
  double rate = trend < o->threshold ? THRESHOLD_FALL : THRESHOLD_RISE;
  double counted = elapsed < MAX_ADAPTION ? elapsed : MAX_ADAPTION;
  o->threshold += (1 - exp(-rate * (counted > 0 ? counted : 0.0))) * (trend - o->threshold);
  if (o->threshold > THRESHOLD_MAX) o->threshold = THRESHOLD_MAX;
  if (o->threshold < THRESHOLD_MIN) o->threshold = THRESHOLD_MIN;
}

static void detect(observer *o) {
  double sending = (double)(o->group[0] - o->detected[0]) / 1000;
  double arriving = (double)(o->group[1] - o->detected[1]) / 1000;
  o->detected[0] = o->group[0];
  o->detected[1] = o->group[1];
  double slope = fit(o);
  double trend = (double)(o->count < MAX_GROUPS ? o->count : MAX_GROUPS) * GAIN * slope;
  if (trend > o->threshold) {
    o->over_time += sending;
    if (o->over_time > OVER_USE_TIME && slope >= o->slope) o->usage = OVER;
  } else {
    o->over_time = 0.0;
    o->usage = trend < -o->threshold ? UNDER : NORMAL;
  }
  o->slope = slope;
  adapt(o, fabs(trend), arriving);
}

static void follow_queue(observer *o, const packet *packets, int count) {
  int complete = 0;
  if (!o->grouping) {
    o->grouping = 1;
    o->start = o->sent = packets[0].sent;
    o->end = packets[0].arrived;
  }
  for (int place = 0; place < count; place++) {
    int64_t sent = packets[place].sent, arrived = packets[place].arrived;
    int64_t behind = arrived - o->end;
    if (sent - o->start <= BURST || (-BURST <= behind && behind <= BURST &&
                                     behind < sent - o->sent && sent - o->start <= MAX_BURST)) {
      if (arrived > o->end) o->end = arrived;
    } else {
      add_group(o, o->sent, o->end);
      complete = 1;
      o->start = sent;
      o->end = arrived;
    }
    o->sent = sent;
  }
  if (complete) detect(o);
}

void observer_rebase(observer *o) {
  o->base = o->next_base = o->recent_count ? least_recent(o) : 0.0;
  o->queueing = 0.0;
}

// --- acknowledged.py ---------------------------------------------------------------------------------

static int64_t rate(double bytes, int64_t microseconds) {
  return (int64_t)nearbyint(bytes * 8000000 / (double)microseconds);
}

static void measure_rates(observer *o) {
  int64_t longest = o->arriving > o->sending ? o->arriving : o->sending;
  o->latest = rate(o->received_bytes, o->arriving);
  o->proven = rate(o->received_bytes, longest);
  o->rate_sent = rate(o->sent_bytes, o->arriving);
  o->offered = rate(o->sent_bytes, o->sending > 1 ? o->sending : 1);
  double change = RATE_SMOOTHING * (double)(o->latest - o->bitrate);
  o->bitrate = o->bitrate ? (int64_t)nearbyint((double)o->bitrate + change) : o->latest;
  o->arriving = o->sending = 0;
  o->received_bytes = o->sent_bytes = 0.0;
}

static void follow_rates(observer *o, const packet *packets, int count, int64_t received,
                         int64_t sent, int continues) {
  packet first = packets[0], last = packets[count - 1];
  packet before = {o->newest[0], o->newest[1]};
  int64_t since = last.arrived - before.arrived;
  int whole = o->known && continues && 0 <= since && since <= MAX_PAUSE;
  double share = whole ? 1.0 : 1 - 1 / (double)count;
  packet from = whole ? before : first;
  o->known = 1;
  o->newest[0] = last.sent;
  o->newest[1] = last.arrived;
  int64_t arriving = last.arrived - from.arrived;
  if (arriving < 0 || arriving > MAX_PAUSE) return;
  o->arriving += arriving;
  o->sending += last.sent - from.sent;
  o->received_bytes += share * (double)received;
  o->sent_bytes += share * (double)sent;
  if (o->arriving >= RATE_WINDOW) measure_rates(o);
}

// --- arrivals.py -------------------------------------------------------------------------------------

// What to add to the ticks of `arrivals` so that the receiver's clock goes on across its wrap.
static int64_t shift_of(const observer *o, const int64_t *arrivals, int count) {
  int64_t first = 0;
  for (int place = 0; place < count; place++) {
    if (arrivals[place] == LOST) continue;
    first = arrivals[place];
    break;
  }
  if (!o->heard) return 0;
  int64_t ahead = (first - o->last + ARRIVAL_WRAP / 2) % ARRIVAL_WRAP;
  if (ahead < 0) ahead += ARRIVAL_WRAP;
  return o->last + ahead - ARRIVAL_WRAP / 2 - first;
}

// Takes what a feedback tells of the numbers from `base` on; returns whether it was news.
int observer_take(observer *o, int base, const int64_t *arrivals, int count, double now) {
  packet packets[MAX_STATUSES];
  int age = (*o->sequence - base) & 0xFFFF;
  if (age >= SENT_HISTORY) return 0;
  if (count > age + 1) count = age + 1;
  int before = o->highest < 0 ? 0 : (o->highest + 1 - base) & 0xFFFF;
  int continues = o->highest >= 0 && before <= SENT_HISTORY;
  int known = !continues ? 0 : before < count ? before : count;
  int64_t shift = shift_of(o, arrivals, count);
  int64_t clock = (int64_t)(now * TICKS), received = 0, lost_bytes = 0;
  int fresh = 0, missing = 0, late = 0;
  int64_t late_bytes = 0;
  for (int place = known; place < count; place++) {
    int slot = (base + place) & (SENT_HISTORY - 1);
    uint32_t waited = (uint32_t)((uint64_t)clock - o->times[slot]);
    if (waited > MAX_AGE || !o->sizes[slot]) continue;
    if (arrivals[place] == LOST) {
      missing++;
      lost_bytes += o->sizes[slot];
    } else {
      packets[fresh++] = (packet){clock - waited, (arrivals[place] + shift) * TICK};
      received += o->sizes[slot];
    }
  }
  if (!fresh) return 0;
  o->highest = (base + count - 1) & 0xFFFF;
  o->last = packets[fresh - 1].arrived / TICK;
  o->heard = 1;
  for (int place = 0; place < known; place++) {
    int slot = (base + place) & (SENT_HISTORY - 1);
    if (arrivals[place] == LOST || !o->missing[slot]) continue;
    o->missing[slot] = 0;
    late++;
    late_bytes += o->sizes[slot];
  }
  for (int place = known; place < count; place++) {
    int slot = (base + place) & (SENT_HISTORY - 1);
    uint32_t waited = (uint32_t)((uint64_t)clock - o->times[slot]);
    o->missing[slot] = waited <= MAX_AGE && o->sizes[slot] && arrivals[place] == LOST;
  }
  o->received = fresh + late;
  o->lost = missing - late;
  o->response = now - (double)packets[fresh - 1].sent / TICKS;
  follow_queue(o, packets, fresh);
  follow_rates(o, packets, fresh, received + late_bytes, received + lost_bytes, continues);
  return 1;
}

int observer_receive(observer *o, const uint8_t *body, int length, double now) {
  int64_t arrivals[MAX_STATUSES];
  int count = observer_unfold(body, length, arrivals);
  return count < 0 ? 0 : observer_take(o, word(body + 8), arrivals, count, now);
}
