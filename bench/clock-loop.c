/* What a core of the emulated chip does per clock, written directly in C: a state machine whose
 * states last a number of cycles, with work at the end of a visit. Prints million clocks per second.
 *
 * 64 neurons are loaded, executed and stored in turn; spikes set bits of a ring, whose words are
 * scanned; each event streams a row of 8-bit weights with one multiplication and clip per lane.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { NEURONS = 64, INLETS = 64, LANES = 4, WORDS = NEURONS / LANES };
enum state { LOAD, EXEC, STORE, SCAN, HIT, ROW, END };

static int32_t potential[NEURONS], pending[NEURONS], trace[INLETS];
static uint32_t weights[INLETS][WORDS], ring[2][INLETS / 32];
static uint32_t seed = 1;

static uint32_t draw(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

int main(int argc, char **argv) {
  const uint64_t clocks = argc > 1 ? strtoull(argv[1], 0, 10) : 100000000;
  for (int i = 0; i < INLETS; i++)
    for (int k = 0; k < WORDS; k++) weights[i][k] = draw();
  enum state state = LOAD;
  int left = 3, neuron = 0, word = 0, inlet = 0, lane = 0, slot = 0;
  uint32_t bits = 0;
  uint64_t visits[END + 1] = {0};
  struct timespec begin, end;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  for (uint64_t clock = 0; clock < clocks; clock++) {
    visits[state]++;
    if (--left > 0) continue;
    switch (state) {
      case LOAD: state = EXEC; left = 20; break;
      case EXEC: {
        int64_t v = potential[neuron] + pending[neuron];
        v += (v * 13 - 40000 * (int64_t)(draw() & 255)) >> 12;
        pending[neuron] = 0;
        if (v > 100000 || (draw() & 15) == 0) {
          v = 0;
          ring[slot][neuron >> 5] |= 1u << (neuron & 31);
        }
        potential[neuron] = (int32_t)v;
        state = STORE;
        left = 2;
        break;
      }
      case STORE:
        if (++neuron < NEURONS) { state = LOAD; left = 3; break; }
        neuron = 0; word = 0; state = SCAN; left = 1;
        break;
      case SCAN:
        bits = ring[slot][word];
        ring[slot][word] = 0;
        if (bits) { state = HIT; left = 1; }
        else if (++word < INLETS / 32) left = 1;
        else { state = END; left = 4; }
        break;
      case HIT:
        inlet = word * 32 + __builtin_ctz(bits);
        bits &= bits - 1;
        trace[inlet] = 255; lane = 0; state = ROW; left = 14;
        break;
      case ROW: {
        uint32_t *w = &weights[inlet][lane / LANES];
        const int shift = 8 * (lane % LANES);
        int32_t weight = (*w >> shift) & 255;
        pending[lane] += weight;
        weight -= (trace[lane] * 3) >> 8;
        if (weight < 0) weight = 0;
        *w = (*w & ~(255u << shift)) | ((uint32_t)weight << shift);
        if (++lane < NEURONS) { left = 14; break; }
        if (bits) { state = HIT; left = 1; }
        else if (++word < INLETS / 32) { state = SCAN; left = 1; }
        else { state = END; left = 4; }
        break;
      }
      default: slot ^= 1; state = LOAD; left = 3;
    }
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  const double seconds = (end.tv_sec - begin.tv_sec) + 1e-9 * (end.tv_nsec - begin.tv_nsec);
  uint64_t sum = 0;
  for (int k = 0; k <= END; k++) sum += visits[k];
  printf("%.2f %llu\n", clocks / seconds / 1e6, (unsigned long long)sum);
  return 0;
}
