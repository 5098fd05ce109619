// What the generated code and the program's Java sources use of the runtime.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The heap: addresses only ever grow, and nothing is freed. Fresh memory is zero. Blocks lie at
// multiples of eight.
extern char* kopi_heap_next;
extern char* kopi_heap_end;
extern void kopi_out_of_memory(void) __attribute__((noreturn));

static inline void* kopi_allocate(int32_t size) {
  char* result = kopi_heap_next;
  size = (size + 7) & -8;
  if (__builtin_expect(size < 0 || size > kopi_heap_end - result, 0)) {
    kopi_out_of_memory();
  }
  kopi_heap_next = result + size;
  return result;
}

// The most elements of an array: what has more does not fit into the heap with sense.
#define KOPI_MAX_ELEMENTS (INT32_C(1) << 27)

static inline void* kopi_allocate_array(int32_t width, int32_t elements) {
  if (__builtin_expect((uint32_t) elements > (uint32_t) KOPI_MAX_ELEMENTS, 0)) {
    kopi_out_of_memory();
  }
  int32_t header = (12 + width - 1) & -width;
  return kopi_allocate(header + width * elements);
}

// File descriptors. Both move all `length` bytes or end the program.
extern void kopi_read(int32_t fd, void* array, int32_t offset, int32_t length);
extern void kopi_write(int32_t fd, void* array, int32_t offset, int32_t length);
extern void kopi_exit(int32_t code) __attribute__((noreturn));

// Files that were linked in, as arrays.
extern char kopi_brotli_dictionary_array[];
extern char kopi_upgrades_array[];
#define kopi_brotli_dictionary() ((void*) kopi_brotli_dictionary_array)
#define kopi_upgrades() ((void*) kopi_upgrades_array)

// Where the configuration of chains is written into a prestate: four bytes of length, big-endian,
// and so many bytes. The region is a subtree of the memory's Merkle tree.
#define KOPI_CONFIGURATION_BYTES (1 << 18)
extern char kopi_configuration[];
extern int32_t kopi_configuration_length(void);
extern void kopi_configuration_copy(void* array, int32_t length);

// Keccak-f[1600] on an array of 25 lanes.
extern void kopi_keccak(void* array);

// Words at any place in a byte array whose bounds the caller has checked.
typedef struct {
  uint64_t value;
} __attribute__((packed)) kopi_unaligned64;
typedef struct {
  uint32_t value;
} __attribute__((packed)) kopi_unaligned32;

#define KOPI_BYTES(array) ((char*) (array) + 12)

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define KOPI_BIG64(x) (x)
#define KOPI_BIG32(x) (x)
#define KOPI_LITTLE64(x) kopi_reverse64(x)
#else
#define KOPI_BIG64(x) __builtin_bswap64(x)
#define KOPI_BIG32(x) __builtin_bswap32(x)
#define KOPI_LITTLE64(x) (x)
#endif

static inline uint64_t kopi_reverse64(uint64_t x) {
  x = (x & UINT64_C(0x00ff00ff00ff00ff)) << 8 | (x >> 8 & UINT64_C(0x00ff00ff00ff00ff));
  x = (x & UINT64_C(0x0000ffff0000ffff)) << 16 | (x >> 16 & UINT64_C(0x0000ffff0000ffff));
  return x << 32 | x >> 32;
}
static inline int64_t kopi_load64(void* array, int32_t offset) {
  return (int64_t) KOPI_BIG64(((kopi_unaligned64*) (KOPI_BYTES(array) + offset))->value);
}
static inline void kopi_store64(void* array, int32_t offset, int64_t value) {
  ((kopi_unaligned64*) (KOPI_BYTES(array) + offset))->value = KOPI_BIG64((uint64_t) value);
}
static inline int32_t kopi_load32(void* array, int32_t offset) {
  return (int32_t) KOPI_BIG32(((kopi_unaligned32*) (KOPI_BYTES(array) + offset))->value);
}
static inline void kopi_store32(void* array, int32_t offset, int32_t value) {
  ((kopi_unaligned32*) (KOPI_BYTES(array) + offset))->value = KOPI_BIG32((uint32_t) value);
}
static inline int64_t kopi_load64_little(void* array, int32_t offset) {
  return (int64_t) KOPI_LITTLE64(((kopi_unaligned64*) (KOPI_BYTES(array) + offset))->value);
}
static inline void kopi_store64_little(void* array, int32_t offset, int64_t value) {
  ((kopi_unaligned64*) (KOPI_BYTES(array) + offset))->value = KOPI_LITTLE64((uint64_t) value);
}

// The high halves of 128-bit products.
#if __SIZEOF_POINTER__ == 8
static inline int64_t kopi_multiply_high(int64_t x, int64_t y) {
  return (int64_t) ((unsigned __int128) (uint64_t) x * (uint64_t) y >> 64);
}
static inline int64_t kopi_multiply_high_signed(int64_t x, int64_t y) {
  return (int64_t) ((__int128) x * y >> 64);
}
#else
static inline int64_t kopi_multiply_high(int64_t x, int64_t y) {
  uint32_t x0 = (uint32_t) x, x1 = (uint32_t) ((uint64_t) x >> 32);
  uint32_t y0 = (uint32_t) y, y1 = (uint32_t) ((uint64_t) y >> 32);
  uint64_t middle = (uint64_t) x1 * y0 + ((uint64_t) x0 * y0 >> 32);
  uint64_t other = (uint64_t) x0 * y1 + (uint32_t) middle;
  return (int64_t) ((uint64_t) x1 * y1 + (middle >> 32) + (other >> 32));
}
static inline int64_t kopi_multiply_high_signed(int64_t x, int64_t y) {
  return kopi_multiply_high(x, y) - ((x >> 63) & y) - ((y >> 63) & x);
}
#endif
