// Keccak-f[1600] with the state in memory. The machine has 32 registers, too few for the 25 lanes
// and what is computed of them: the compiler is kept from carrying lanes over in spill slots.
#include "kopi.h"

#define ROTATE(x, n) ((x) << (n) | (x) >> (64 - (n)))
#define FENCE __asm__ volatile("" ::: "memory")

static const uint64_t constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// The parity of a column.
#define COLUMN(x) (a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20])

// A plane of the result, out of five lanes b0 to b4.
#define PLANE(y, constant)                                                      \
  e[y] = b0 ^ (~b1 & b2) ^ (constant);                                          \
  e[y + 1] = b1 ^ (~b2 & b3);                                                   \
  e[y + 2] = b2 ^ (~b3 & b4);                                                   \
  e[y + 3] = b3 ^ (~b4 & b0);                                                   \
  e[y + 4] = b4 ^ (~b0 & b1);                                                   \
  FENCE

static inline __attribute__((always_inline)) void permute_round(
    const uint64_t* a, uint64_t* e, uint64_t constant) {
  uint64_t c0 = COLUMN(0), c1 = COLUMN(1), c2 = COLUMN(2), c3 = COLUMN(3), c4 = COLUMN(4);
  FENCE;
  uint64_t d0 = c4 ^ ROTATE(c1, 1);
  uint64_t d1 = c0 ^ ROTATE(c2, 1);
  uint64_t d2 = c1 ^ ROTATE(c3, 1);
  uint64_t d3 = c2 ^ ROTATE(c4, 1);
  uint64_t d4 = c3 ^ ROTATE(c0, 1);
  uint64_t b0, b1, b2, b3, b4;
  b0 = a[0] ^ d0;
  b1 = ROTATE(a[6] ^ d1, 44);
  b2 = ROTATE(a[12] ^ d2, 43);
  b3 = ROTATE(a[18] ^ d3, 21);
  b4 = ROTATE(a[24] ^ d4, 14);
  PLANE(0, constant);
  b0 = ROTATE(a[3] ^ d3, 28);
  b1 = ROTATE(a[9] ^ d4, 20);
  b2 = ROTATE(a[10] ^ d0, 3);
  b3 = ROTATE(a[16] ^ d1, 45);
  b4 = ROTATE(a[22] ^ d2, 61);
  PLANE(5, 0);
  b0 = ROTATE(a[1] ^ d1, 1);
  b1 = ROTATE(a[7] ^ d2, 6);
  b2 = ROTATE(a[13] ^ d3, 25);
  b3 = ROTATE(a[19] ^ d4, 8);
  b4 = ROTATE(a[20] ^ d0, 18);
  PLANE(10, 0);
  b0 = ROTATE(a[4] ^ d4, 27);
  b1 = ROTATE(a[5] ^ d0, 36);
  b2 = ROTATE(a[11] ^ d1, 10);
  b3 = ROTATE(a[17] ^ d2, 15);
  b4 = ROTATE(a[23] ^ d3, 56);
  PLANE(15, 0);
  b0 = ROTATE(a[2] ^ d2, 62);
  b1 = ROTATE(a[8] ^ d3, 55);
  b2 = ROTATE(a[14] ^ d4, 39);
  b3 = ROTATE(a[15] ^ d0, 41);
  b4 = ROTATE(a[21] ^ d1, 2);
  PLANE(20, 0);
}

void kopi_keccak(void* array) {
  uint64_t* a = (uint64_t*) ((char*) array + 16);
  uint64_t other[25];
  uint64_t* e = other;
  __asm__ volatile("" : "+r"(e) : : "memory");
  for (int i = 0; i < 24; i += 2) {
    permute_round(a, e, constants[i]);
    permute_round(e, a, constants[i + 1]);
  }
}
